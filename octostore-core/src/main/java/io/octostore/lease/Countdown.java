package io.octostore.lease;

/**
 * Runs something when all parties have hit, the one that started them included. Serial
 * context only.
 */
final class Countdown {

	private int left;

	private final Runnable done;

	Countdown(int parties, Runnable done) {
		this.left = parties + 1;
		this.done = done;
	}

	void hit() {
		if (--this.left == 0) {
			this.done.run();
		}
	}

}
