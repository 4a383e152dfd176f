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
import io.octostore.internal.Outage;
import io.octostore.lock.DistributedLock;

/**
 * Says that scheduled methods do not run because no lock can be acquired: the first
 * failure of an outage is thrown, so that the application's error handler gets all of it;
 * from then on there is one line a minute, and one when locks can be acquired again.
 */
final class OutageLog {

	private static final Logger logger = LoggerFactory.getLogger(DistributedLock.class);

	/** An outage of which nothing was seen for as long is over. */
	private static final Duration FORGET = Duration.ofMinutes(10);

	private static final int MAX_REMEMBERED = 512;

	private final LongSupplier clock;

	/** Locks that could not be acquired when they were last asked for; guarded. */
	private final Set<String> failing = new LinkedHashSet<>();

	/** The first failure is thrown, and each of the others leaves a run out. */
	private final Outage outage = new Outage();

	private long failedAt;

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
		if (this.failing.isEmpty() || now - this.failedAt >= FORGET.toNanos()) {
			this.failing.clear();
			this.outage.over();
		}
		this.failedAt = now;
		if (this.failing.size() < MAX_REMEMBERED) {
			this.failing.add(lockName);
		}
		Outage.News news = this.outage.failed(now);
		switch (news) {
			case BEGINS -> {
			}
			case GOES_ON -> logger.warn(
					"No lock could be acquired for {} s: {} scheduled runs were left out, most recently {} because {}",
					this.outage.seconds(now), this.outage.failures() - 1, method.description(), failure.getMessage());
			case NONE -> logger.debug("Left out {}: {}", method.description(), failure.getMessage());
		}
		return news != Outage.News.BEGINS;
	}

	/**
	 * Take note that a lock was acquired, or is held by another caller.
	 */
	synchronized void answered(String lockName) {
		if (this.failing.remove(lockName) && this.failing.isEmpty()) {
			logger.info("Locks can be acquired again after {} s, in which {} scheduled runs were left out",
					this.outage.seconds(this.clock.getAsLong()), this.outage.failures());
		}
	}

}
