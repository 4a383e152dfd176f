package io.octostore.client.http;

/**
 * A header whose value nothing may show.
 *
 * @param name name of the header
 * @param value the secret
 */
public record SecretHeader(String name, String value) {

	@Override
	public String toString() {
		return "SecretHeader[" + this.name + "]";
	}

}
