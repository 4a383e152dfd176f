package io.octostore.client;

import io.octostore.client.http.SecretHeader;

/**
 * The key of the administrator, as it is sent.
 */
final class AdminKey {

	private static final String HEADER = "X-Admin-Key";

	private final SecretHeader header;

	private AdminKey(SecretHeader header) {
		this.header = header;
	}

	static AdminKey of(String key) {
		return new AdminKey(new SecretHeader(HEADER, Arguments.printableSecret("The admin key", key)));
	}

	SecretHeader header() {
		return this.header;
	}

	@Override
	public String toString() {
		return "AdminKey[redacted]";
	}

}
