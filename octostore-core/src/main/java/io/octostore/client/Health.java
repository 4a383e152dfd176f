package io.octostore.client;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The server's answer to a health check. It says that the server answers, not that its
 * database works.
 *
 * @since 0.1.0
 */
public final class Health {

	private final String status;

	private final @Nullable String storage;

	private final @Nullable Long databaseSize;

	/**
	 * Create an answer.
	 * @param status what the server says
	 * @param storage kind of storage, or {@code null}
	 * @param databaseSize size of the database in bytes, or {@code null}
	 */
	public Health(String status, @Nullable String storage, @Nullable Long databaseSize) {
		this.status = status;
		this.storage = storage;
		this.databaseSize = databaseSize;
	}

	/**
	 * Return what the server says, in lower case: {@code ok} if all is well.
	 * @return the status
	 */
	public String status() {
		return this.status;
	}

	/**
	 * Return the kind of storage.
	 * @return the kind, empty on servers older than v0.10.1
	 */
	public Optional<String> storage() {
		return Optional.ofNullable(this.storage);
	}

	/**
	 * Return the size of the database file in bytes.
	 * @return the size, empty on servers older than v0.10.1
	 */
	public Optional<Long> databaseSize() {
		return Optional.ofNullable(this.databaseSize);
	}

	/**
	 * Say whether all is well.
	 * @return whether the status is {@code ok}
	 */
	public boolean isOk() {
		return this.status.equals("ok");
	}

	@Override
	public String toString() {
		return "Health[status=" + this.status + ", storage=" + this.storage + ", databaseSize=" + this.databaseSize
				+ "]";
	}

}
