package io.octostore.spring.lock;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

import io.octostore.LockAcquireTimeoutException;
import io.octostore.LockHeldException;
import io.octostore.OctoStoreException;
import io.octostore.lock.DistributedLock;
import io.octostore.spring.lock.MethodLock.Wanted;

/**
 * Says that calls are left out and why: the first time at INFO, then each time at DEBUG
 * and once in a while at INFO in one line for all. Warns when it has been the same holder
 * for very long.
 */
final class SkipLog {

	private static final Logger logger = LoggerFactory.getLogger(DistributedLock.class);

	/** How often skips are summed up. */
	static final Duration SUMMARY = Duration.ofMinutes(10);

	private static final int MAX_REMEMBERED = 512;

	private static final int MAX_SHOWN = 120;

	private final LongSupplier clock;

	private final Supplier<Duration> overdueAfter;

	private final OutageLog outages;

	/** What was said last about the pause of a method; guarded by this object. */
	private final Map<LockMethod, JobPause> pauses = new HashMap<>();

	/** Methods of which a late run was told; guarded by this object. */
	private final Set<LockMethod> late = new HashSet<>();

	/**
	 * Methods of which a late call was told that another instance had run; guarded by
	 * this object.
	 */
	private final Set<LockMethod> tooLate = new HashSet<>();

	/** By name of the lock; guarded by this object. */
	private final Map<String, Skips> skips = new LinkedHashMap<>(16, 0.75f, true) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, Skips> eldest) {
			return size() > MAX_REMEMBERED;
		}

	};

	/**
	 * Create a log.
	 * @param overdueAfter how long skips because of the same holder are normal
	 * @param clock elapsed time in nanoseconds
	 */
	SkipLog(Supplier<Duration> overdueAfter, LongSupplier clock) {
		this.overdueAfter = overdueAfter;
		this.clock = clock;
		this.outages = new OutageLog(clock);
	}

	/**
	 * Take note that a lock could not be acquired.
	 * @return whether the run is left out, and the failure need not be thrown
	 */
	boolean leavesOut(LockMethod method, Wanted wanted, OctoStoreException failure) {
		return wanted.lock().skip() && this.outages.leavesOut(method, wanted.name(), failure);
	}

	synchronized void entered(String lockName) {
		this.outages.answered(lockName);
		Skips known = this.skips.get(lockName);
		if (known != null) {
			known.ran(this.clock.getAsLong());
		}
	}

	synchronized void skipped(LockMethod method, Wanted wanted, LockHeldException reason) {
		this.outages.answered(wanted.name());
		LockHeldException held = held(reason);
		String holder = (held != null) ? holder(held) : "another caller";
		String why = describe(wanted, held, holder, reason);
		long now = this.clock.getAsLong();
		Skips known = this.skips.get(wanted.name());
		if (known == null) {
			this.skips.put(wanted.name(), new Skips(now, holder));
			logger.info("Skipped {}: {}; {}. Further skips are logged at DEBUG, and summed up every {} minutes",
					method.description(), why, next(method, wanted), SUMMARY.toMinutes());
			return;
		}
		known.skipped(now, holder, held != null && ranBefore(wanted, held));
		if (known.isSummaryDue(now)) {
			logger.info("Skipped {} {} times in the last {} minutes, most recently because {}; {}",
					method.description(), known.count, Duration.ofNanos(now - known.toldAt).toMinutes(), why,
					next(method, wanted));
			known.told(now);
		}
		else {
			logger.debug("Skipped {} again: {}; {}", method.description(), why, next(method, wanted));
		}
		if (method.scheduled() && known.isOverdue(now, this.overdueAfter.get())) {
			logger
				.warn("{} has been skipped for {} minutes, each time because {} has lock '{}': either one run has been going "
						+ "on there for that long, or that instance is always first. Look there; octostore.lock.max-hold ends "
						+ "runs that hang", method.description(), Duration.ofNanos(now - known.since).toMinutes(),
						holder, wanted.name());
			known.warnedAt = now;
		}
	}

	synchronized void paused(LockMethod method, String lockName, JobPause pause) {
		boolean known = pause.equals(this.pauses.put(method, pause));
		logger.atLevel(known ? Level.DEBUG : Level.INFO)
			.log("Skipped {}: lock '{}' is {}. No instance runs it until then, or until it is resumed",
					method.description(), lockName, printable(pause.describe()));
	}

	synchronized void notPaused(LockMethod method) {
		if (this.pauses.remove(method) != null) {
			logger.info("{} is not paused any more", method.description());
		}
	}

	/**
	 * A run begins when the lock of another run for the same fire time may be free again.
	 */
	synchronized void late(LockMethod method, Wanted wanted, Duration late) {
		logger.atLevel(this.late.add(method) ? Level.WARN : Level.DEBUG)
			.log("{} begins {} s after its fire time. If another instance was on time, it has held lock '{}' for less "
					+ "than that, and this is a second run. Give the scheduler more threads "
					+ "(spring.task.scheduling.pool.size), or set a longer holdAtLeast", method.description(),
					String.format(Locale.ROOT, "%.1f", seconds(late)), wanted.name());
	}

	/**
	 * A call comes too late: another instance has had the lock since the fire time.
	 */
	synchronized void ranElsewhere(LockMethod method, List<Wanted> wanted, String other, Duration late) {
		logger.atLevel(this.tooLate.add(method) ? Level.INFO : Level.DEBUG)
			.log("Skipped {}: it ran for this fire time on {}, which had lock '{}', before the scheduler called it here, "
					+ "{} s late. More threads let it call in time (spring.task.scheduling.pool.size)",
					method.description(), printable(other), wanted.get(0).name(),
					String.format(Locale.ROOT, "%.1f", seconds(late)));
	}

	void refusesWork(LockMethod method) {
		logger.debug("Skipped {}: the application refuses traffic", method.description());
	}

	void closed(LockMethod method, String lockName) {
		logger.debug("Skipped {}: the application is shutting down and no longer gives out lock '{}'",
				method.description(), lockName);
	}

	private static @Nullable LockHeldException held(OctoStoreException reason) {
		Throwable answer = (reason instanceof LockAcquireTimeoutException) ? reason.getCause() : reason;
		return (answer instanceof LockHeldException held) ? held : null;
	}

	private static String holder(LockHeldException held) {
		String holder = held.holder().orElse("another caller in this application instance");
		return held.metadata()
			.filter((metadata) -> !metadata.isBlank())
			.map((metadata) -> printable(metadata) + " (holder " + holder + ")")
			.orElse(holder);
	}

	private static String describe(Wanted wanted, @Nullable LockHeldException held, String holder,
			LockHeldException reason) {
		if (held == null) {
			return reason.getMessage() + "";
		}
		String lockName = wanted.name();
		if (ranBefore(wanted, held)) {
			Duration hold = wanted.lock().hold();
			Duration left = held.retryAfter().orElse(hold);
			return String.format(Locale.ROOT, "it ran %.1f s ago on %s, which holds lock '%s' for another %.1f s",
					seconds(hold.minus(left)), held.holder().isPresent() ? holder : "this application instance",
					lockName, seconds(left));
		}
		String until = held.expiresAt().map(SkipLog::until).orElse("");
		if (held.isDelayed()) {
			return "lock '" + lockName + "' is in its cooling period" + until;
		}
		return "lock '" + lockName + "' is held by " + holder + until + " unless renewed";
	}

	/**
	 * Whether the lock is only held back after its body has ended. While a body runs its
	 * lock has more time left than its hold.
	 */
	private static boolean ranBefore(Wanted wanted, LockHeldException held) {
		Duration hold = wanted.lock().hold();
		return !held.isDelayed() && held.retryAfter().filter((left) -> left.compareTo(hold) <= 0).isPresent();
	}

	private static double seconds(Duration time) {
		return time.toMillis() / 1000.0;
	}

	private static String until(Instant expiresAt) {
		return " until " + expiresAt.truncatedTo(ChronoUnit.SECONDS);
	}

	private static String next(LockMethod method, Wanted wanted) {
		Optional<ZonedDateTime> next = wanted.lock().nextFireTime();
		if (next.isPresent()) {
			return "its next run is due at " + next.get().truncatedTo(ChronoUnit.SECONDS).toOffsetDateTime();
		}
		return method.scheduled() ? "its next scheduled run tries again" : "the call returned an empty result";
	}

	/**
	 * What others stored with a lock must not forge lines of this log.
	 */
	private static String printable(String text) {
		StringBuilder shown = new StringBuilder();
		text.codePoints()
			.limit(MAX_SHOWN)
			.map((point) -> Character.isISOControl(point) ? '?' : point)
			.forEach(shown::appendCodePoint);
		return shown.toString();
	}

	/**
	 * The skips of one lock. Guarded by the log.
	 */
	private static final class Skips {

		private String holder;

		/** Since when it has been this holder, without a sign of an end. */
		private long since;

		private long toldAt;

		private long warnedAt;

		private int count;

		private Skips(long now, String holder) {
			this.holder = holder;
			this.since = now;
			this.toldAt = now;
			this.warnedAt = now;
		}

		private void ran(long now) {
			this.holder = "";
			this.since = now;
			this.warnedAt = now;
		}

		private void skipped(long now, String by, boolean ranBefore) {
			this.count++;
			if (ranBefore || !this.holder.equals(by)) {
				ran(now);
				this.holder = by;
			}
		}

		private boolean isSummaryDue(long now) {
			return now - this.toldAt >= SUMMARY.toNanos();
		}

		private void told(long now) {
			this.toldAt = now;
			this.count = 0;
		}

		private boolean isOverdue(long now, Duration overdueAfter) {
			return !overdueAfter.isZero() && now - this.warnedAt >= overdueAfter.toNanos();
		}

	}

}
