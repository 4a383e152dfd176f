package io.octostore.spring.lock;

import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.octostore.FencingRegressionException;
import io.octostore.OctoStoreException;
import io.octostore.OctoStoreNetworkException;
import io.octostore.OctoStoreProtocolException;
import io.octostore.OctoStoreServerException;
import io.octostore.UnsupportedServerException;
import io.octostore.lock.DistributedLock;

/**
 * Says that scheduled methods do not run because no lock can be acquired: the first
 * failure of an outage is thrown, so that the application's error handler gets all of it;
 * from then on there is one line a minute, and one when locks can be acquired again.
 */
final class OutageLog {

	private static final Logger logger = LoggerFactory.getLogger(DistributedLock.class);

	static final Duration REMINDER = Duration.ofMinutes(1);

	/** An outage of which nothing was seen for as long is over. */
	private static final Duration FORGET = Duration.ofMinutes(10);

	private static final int MAX_REMEMBERED = 512;

	private final LongSupplier clock;

	/** Locks that could not be acquired when they were last asked for; guarded. */
	private final Set<String> failing = new LinkedHashSet<>();

	private long since;

	private long toldAt;

	private long failedAt;

	private int leftOut;

	/**
	 * Create a log.
	 * @param clock elapsed time in nanoseconds
	 */
	OutageLog(LongSupplier clock) {
		this.clock = clock;
	}

	private static boolean isOutage(OctoStoreException failure) {
		return failure instanceof OctoStoreNetworkException || failure instanceof OctoStoreProtocolException
				|| failure instanceof OctoStoreServerException || failure instanceof UnsupportedServerException
				|| failure instanceof FencingRegressionException;
	}

	/**
	 * Take note that a lock could not be acquired.
	 * @return whether the run is left out without another word than this log's
	 */
	synchronized boolean leavesOut(LockMethod method, String lockName, OctoStoreException failure) {
		if (!method.scheduled() || !method.mayBeLeftOut() || !isOutage(failure)) {
			return false;
		}
		long now = this.clock.getAsLong();
		boolean first = this.failing.isEmpty() || now - this.failedAt >= FORGET.toNanos();
		this.failedAt = now;
		if (first) {
			begin(now);
		}
		if (this.failing.size() < MAX_REMEMBERED) {
			this.failing.add(lockName);
		}
		if (first) {
			return false;
		}
		this.leftOut++;
		if (now - this.toldAt >= REMINDER.toNanos()) {
			this.toldAt = now;
			logger.warn(
					"No lock could be acquired for {} s: {} scheduled runs were left out, most recently {} because {}",
					seconds(now), this.leftOut, method.description(), failure.getMessage());
		}
		else {
			logger.debug("Left out {}: {}", method.description(), failure.getMessage());
		}
		return true;
	}

	private void begin(long now) {
		this.failing.clear();
		this.since = now;
		this.toldAt = now;
		this.leftOut = 0;
	}

	/**
	 * Take note that a lock was acquired, or is held by another caller.
	 */
	synchronized void answered(String lockName) {
		if (this.failing.remove(lockName) && this.failing.isEmpty()) {
			logger.info("Locks can be acquired again after {} s, in which {} scheduled runs were left out",
					seconds(this.clock.getAsLong()), this.leftOut + 1);
		}
	}

	private long seconds(long now) {
		return Duration.ofNanos(now - this.since).toSeconds();
	}

}
