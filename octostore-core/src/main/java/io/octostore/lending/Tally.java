package io.octostore.lending;

import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

/**
 * How many callers wait and how many locks are in use with one credential. Serial context
 * only, except {@link #waiting()}.
 */
final class Tally {

	private final AtomicInteger waiting = new AtomicInteger();

	private int borrowed;

	private @Nullable Runnable whenFree;

	void waitingChanged(int difference) {
		this.waiting.addAndGet(difference);
	}

	int waiting() {
		return this.waiting.get();
	}

	/**
	 * A queue goes from one state to the next.
	 */
	void moved(QueueState from, QueueState to) {
		this.borrowed += (to.isBorrowed() ? 1 : 0) - (from.isBorrowed() ? 1 : 0);
		if (this.borrowed == 0 && this.whenFree != null) {
			Runnable task = this.whenFree;
			this.whenFree = null;
			task.run();
		}
	}

	/**
	 * Run something when no lock is in use any more.
	 */
	void whenFree(Runnable task) {
		if (this.borrowed == 0) {
			task.run();
		}
		else {
			this.whenFree = task;
		}
	}

}
