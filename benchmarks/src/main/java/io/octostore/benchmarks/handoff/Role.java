package io.octostore.benchmarks.handoff;

/**
 * The two JVMs of a contender.
 */
enum Role {

	HOLDER(0),

	WAITER(1);

	private final int user;

	Role(int user) {
		this.user = user;
	}

	/**
	 * Its user on the OctoStore server, for the contender without sessions.
	 */
	int user() {
		return this.user;
	}

}
