package io.octostore.benchmarks.handoff;

/**
 * What keeps the locks.
 */
enum Store {

	OCTOSTORE("OctoStore"),

	REDIS("Redis"),

	DURABLE_REDIS("durable Redis"),

	POSTGRESQL("PostgreSQL");

	private final String title;

	Store(String title) {
		this.title = title;
	}

	String title() {
		return this.title;
	}

}
