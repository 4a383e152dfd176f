package io.octostore.shedlock;

import java.time.Duration;
import java.util.Optional;

import net.javacrumbs.shedlock.core.AbstractSimpleLock;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.SimpleLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.octostore.lock.HeldLock;

/**
 * A lock in the hands of a task, until it is unlocked or extended. The superclass refuses
 * every call after that.
 */
final class OctoStoreSimpleLock extends AbstractSimpleLock {

	private static final Logger logger = LoggerFactory.getLogger(OctoStoreLockProvider.class);

	private final HeldLock lock;

	/** What this lock has to be kept for by itself; the engine keeps the first hold. */
	private final HoldTimes times;

	private final LaterRelease atMost;

	OctoStoreSimpleLock(LockConfiguration configuration, HeldLock lock, HoldTimes times) {
		super(configuration);
		this.lock = lock;
		this.times = times;
		this.atMost = LaterRelease.start(lock, times.untilAtMost(), this::warn);
	}

	private void warn() {
		logger.warn(
				"The task under lock '{}' still runs after its lockAtMostFor of {} ms: the lock is given back, and "
						+ "another instance may run the task as well. Set a longer lockAtMostFor",
				this.lockConfiguration.getName(), this.lockConfiguration.getLockAtMostFor().toMillis());
	}

	@Override
	protected void doUnlock() {
		if (!this.atMost.cancel()) {
			return;
		}
		Duration left = this.times.untilAtLeast();
		if (left.isZero() || !this.lock.isHeld()) {
			this.lock.close();
		}
		else {
			LaterRelease.start(this.lock, left, () -> {
			});
		}
	}

	@Override
	protected Optional<SimpleLock> doExtend(LockConfiguration newConfiguration) {
		boolean inTime = this.atMost.cancel();
		if (inTime && this.lock.isHeld()) {
			return Optional
				.of(new OctoStoreSimpleLock(newConfiguration, this.lock, HoldTimes.ofExtension(newConfiguration)));
		}
		this.lock.close();
		return Optional.empty();
	}

}
