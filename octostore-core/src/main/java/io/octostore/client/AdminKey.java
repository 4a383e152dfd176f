package io.octostore.client;

import io.octostore.client.http.WireRequest;

/**
 * The key of the administrator, as it is sent.
 */
final class AdminKey {

	private static final String HEADER = "X-Admin-Key";

	private final WireRequest.Credential header;

	private AdminKey(WireRequest.Credential header) {
		this.header = header;
	}

	static AdminKey of(String key) {
		return new AdminKey(new WireRequest.Credential(HEADER, Arguments.printableSecret("The admin key", key)));
	}

	WireRequest.Credential header() {
		return this.header;
	}

	@Override
	public String toString() {
		return "AdminKey[redacted]";
	}

}
