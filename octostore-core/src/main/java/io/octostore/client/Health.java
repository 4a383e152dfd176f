package io.octostore.client;

import java.util.Optional;

/**
 * The server's answer to a health check. It says that the server answers, not that its
 * database works.
 *
 * @param status what the server says, in lower case: {@code ok} if all is well
 * @param storage kind of storage, empty on servers older than v0.10.1
 * @param databaseSize size of the database file in bytes, empty on servers older than
 * v0.10.1
 * @since 0.1.0
 */
public record Health(String status, Optional<String> storage, Optional<Long> databaseSize) {

	/**
	 * Say whether all is well.
	 * @return whether the status is {@code ok}
	 */
	public boolean isOk() {
		return this.status.equals("ok");
	}

}
