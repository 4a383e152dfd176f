package io.octostore.benchmarks.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.octostore.OctoStoreException;
import io.octostore.benchmarks.support.Spread;
import io.octostore.lock.HeldLock;
import io.octostore.lock.LockOptions;
import io.octostore.lock.OctoStoreLocks;

/**
 * Acquires and releases one lock again and again, and remembers when it was granted.
 */
final class Pairs implements Runnable {

	private static final LockOptions PATIENT = LockOptions.defaults().withWaitFor(Duration.ofMinutes(1));

	private final OctoStoreLocks locks;

	private final List<Long> grants = new ArrayList<>();

	private final List<Long> durations = new ArrayList<>();

	private volatile boolean ended;

	Pairs(OctoStoreLocks locks) {
		this.locks = locks;
	}

	@Override
	public void run() {
		while (!this.ended) {
			pair();
		}
	}

	private void pair() {
		long began = System.nanoTime();
		try {
			HeldLock lock = this.locks.acquire("measured", PATIENT);
			granted(System.nanoTime());
			lock.close();
			paired(System.nanoTime() - began);
		}
		catch (OctoStoreException ex) {
			// Shows as a gap
		}
	}

	private synchronized void granted(long time) {
		this.grants.add(time);
	}

	private synchronized void paired(long duration) {
		this.durations.add(duration);
	}

	void end() {
		this.ended = true;
	}

	/**
	 * Forget what was measured.
	 */
	synchronized void restart() {
		this.grants.clear();
		this.durations.clear();
	}

	synchronized int count() {
		return this.durations.size();
	}

	/**
	 * A percentile of the time of a pair, in milliseconds.
	 */
	synchronized double percentile(int percent) {
		return Spread.percentile(this.durations.stream().mapToLong(Long::longValue).toArray(), percent) / 1e6;
	}

	/**
	 * The longest time between two grants, up to now, in seconds.
	 */
	synchronized double longestGap() {
		long longest = 0;
		for (int index = 1; index < this.grants.size(); index++) {
			longest = Math.max(longest, this.grants.get(index) - this.grants.get(index - 1));
		}
		if (!this.grants.isEmpty()) {
			longest = Math.max(longest, System.nanoTime() - this.grants.get(this.grants.size() - 1));
		}
		return (double) longest / TimeUnit.SECONDS.toNanos(1);
	}

}
