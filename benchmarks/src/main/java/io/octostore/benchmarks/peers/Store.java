package io.octostore.benchmarks.peers;

/**
 * What keeps the locks.
 */
public enum Store {

	/** The real server with its database in a file. */
	OCTOSTORE("OctoStore"),

	/** A cluster of three members on one machine. */
	ETCD("etcd, 3 members"),

	/** Without persistence. */
	REDIS("Redis"),

	/** With a sync of the disk for each write. */
	DURABLE_REDIS("durable Redis"),

	/** With its default settings. */
	POSTGRESQL("PostgreSQL");

	private final String title;

	Store(String title) {
		this.title = title;
	}

	/**
	 * Its name in tables.
	 * @return the name
	 */
	public String title() {
		return this.title;
	}

}
