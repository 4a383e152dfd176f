package io.octostore.spring.lock;

import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.octostore.LockAcquireTimeoutException;
import io.octostore.LockHeldException;
import io.octostore.OctoStoreException;
import io.octostore.lock.DistributedLock;
import io.octostore.spring.lock.MethodLock.Wanted;

/**
 * Says that calls are left out and why: at INFO for the first one in a row and when the
 * holder changes, at DEBUG for the rest.
 */
final class SkipLog {

	private static final Logger logger = LoggerFactory.getLogger(DistributedLock.class);

	private static final int MAX_REMEMBERED = 512;

	private static final int MAX_SHOWN = 120;

	/** Who had a lock when it was last skipped; guarded by this object. */
	private final Map<String, String> lastHolders = new LinkedHashMap<>(16, 0.75f, true) {

		@Override
		protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
			return size() > MAX_REMEMBERED;
		}

	};

	synchronized void entered(String lockName) {
		this.lastHolders.remove(lockName);
	}

	void skipped(LockMethod method, Wanted wanted, LockHeldException reason) {
		LockHeldException held = held(reason);
		String holder = (held != null) ? holder(held) : "another caller";
		if (isNews(wanted.name(), holder)) {
			logger.info("Skipped {}: {}; {}", method.description(), describe(wanted, held, holder, reason),
					next(method, wanted));
		}
		else {
			logger.debug("Skipped {} again: {}; {}", method.description(), describe(wanted, held, holder, reason),
					next(method, wanted));
		}
	}

	void closed(LockMethod method, String lockName) {
		logger.debug("Skipped {}: the application is shutting down and gives out lock '{}' no more",
				method.description(), lockName);
	}

	private synchronized boolean isNews(String lockName, String holder) {
		return !holder.equals(this.lastHolders.put(lockName, holder));
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
		Duration hold = wanted.lock().hold();
		Duration left = held.retryAfter().orElse(hold.plusSeconds(1));
		if (left.compareTo(hold) <= 0 && !held.isDelayed()) {
			// A lock whose body runs has more time left than its hold
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

}
