package io.octostore.lease;

import java.time.Duration;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import io.octostore.OctoStoreValidationException;
import io.octostore.internal.Safeguard;

/**
 * The engine's constants and the times derived from them. All decisions use elapsed time
 * of this process, counted from before a request was sent; none uses a timestamp of the
 * server.
 *
 * @since 0.1.0
 */
public final class LeaseTimings {

	/**
	 * Part of a TTL during which this process claims what it was granted: 80 %, as the
	 * service's own command-line client does. The rest covers a server clock that runs up
	 * to 25 % faster, and gives a body time to stop before the server lets another holder
	 * in. Not configurable: every holder of a lock must keep to it.
	 */
	public static final double SAFETY_FRACTION = 0.8;

	/** Smallest session TTL that the server accepts without changing it. */
	public static final Duration MIN_SESSION_TTL = Duration.ofSeconds(10);

	/** Largest session TTL that the server accepts without changing it. */
	public static final Duration MAX_SESSION_TTL = Duration.ofMinutes(5);

	/**
	 * Default session TTL: survives 12 s without the server, and a crashed holder's locks
	 * are free after 20 to 35 s.
	 */
	public static final Duration DEFAULT_SESSION_TTL = Duration.ofSeconds(30);

	/** Smallest default for a lock's TTL, see {@link #defaultLockTtl}. */
	public static final Duration MIN_DEFAULT_LOCK_TTL = Duration.ofMinutes(1);

	/** Largest TTL of a lock that the server accepts. */
	public static final Duration MAX_LOCK_TTL = Duration.ofHours(1);

	/** How often deadlines and due work are looked at. */
	public static final Duration TICK = Duration.ofMillis(100);

	/** A tick that comes later than this is reported as a stall of the process. */
	public static final Duration STALL_THRESHOLD = Duration.ofSeconds(1);

	/**
	 * Forward step of the wall clock between two samples that counts as elapsed time.
	 * Larger than what time synchronisation slews, smaller than any suspend that matters.
	 */
	public static final Duration CLOCK_SKIP_THRESHOLD = Duration.ofMillis(500);

	/** Default bound of one request on the way to a lease. */
	public static final Duration ACQUIRE_TIMEOUT = Duration.ofSeconds(5);

	/** How long a caller that releases waits for the server's answer. */
	public static final Duration RELEASE_TIMEOUT = Duration.ofSeconds(2);

	/** An unused session is ended on the server after this time. */
	public static final Duration IDLE_SESSION = Duration.ofMinutes(5);

	/** Bound of one attempt to end a session at shutdown; two fit into two seconds. */
	public static final Duration END_SESSION_TIMEOUT = Duration.ofMillis(900);

	/**
	 * How long after its last byte was sent a request may still take effect on the
	 * server.
	 */
	public static final Duration LATE_EFFECT = Duration.ofSeconds(30);

	/** How long past the end of a lease an obligation is kept. */
	public static final Duration OBLIGATION_MARGIN = Duration.ofSeconds(10);

	/** See {@link #adaptiveLockTtl}. */
	private static final Duration ADAPTIVE_TTL_PER_LOCK = Duration.ofSeconds(12);

	/**
	 * What an instance leaves behind blocks others for up to a lock's TTL while its
	 * session lives: no more than ten minutes.
	 */
	private static final Duration MAX_ADAPTIVE_LOCK_TTL = Duration.ofMinutes(10);

	/** How soon another closed connection makes the engine ask for confirmation again. */
	static final Duration CONFIRM_AGAIN = Duration.ofSeconds(1);

	private static final Duration MIN_ACQUIRE_TIMEOUT = Duration.ofMillis(100);

	private static final Duration MAX_ACQUIRE_TIMEOUT = Duration.ofMinutes(1);

	private static final Duration RETRY_FIRST = Duration.ofMillis(250);

	private static final Duration RETRY_CAP = Duration.ofSeconds(2);

	private static final long[] SETTLE_DELAYS = { Duration.ofMillis(250).toNanos(), Duration.ofMillis(500).toNanos(),
			Duration.ofSeconds(1).toNanos(), Duration.ofSeconds(2).toNanos(), Duration.ofSeconds(5).toNanos() };

	private static final long MIN_BUDGET = Duration.ofMillis(100).toNanos();

	private static final long MIN_ATTEMPT = Duration.ofSeconds(1).toNanos();

	private static final long MAX_ATTEMPT = Duration.ofSeconds(10).toNanos();

	private LeaseTimings() {
	}

	/**
	 * Default TTL of a lock: twice the session's, at least one minute, so that the
	 * session decides how soon a crashed holder's lock is free and the lock itself is
	 * renewed rarely.
	 * @param sessionTtl TTL of the session
	 * @return the TTL
	 */
	public static Duration defaultLockTtl(Duration sessionTtl) {
		Duration twice = sessionTtl.multipliedBy(2);
		return (twice.compareTo(MIN_DEFAULT_LOCK_TTL) > 0) ? twice : MIN_DEFAULT_LOCK_TTL;
	}

	/**
	 * TTL of a lock that depends on how many its instance holds: 12 s for each, from the
	 * {@linkplain #defaultLockTtl default} to 10 minutes. A lock is renewed after a third
	 * of its TTL, so that the renewals of all come to one in four seconds at most, up to
	 * fifty locks.
	 * @param sessionTtl TTL of the session
	 * @param heldLocks how many locks the instance holds, this one included
	 * @return the TTL
	 */
	public static Duration adaptiveLockTtl(Duration sessionTtl, int heldLocks) {
		Duration least = defaultLockTtl(sessionTtl);
		Duration wanted = ADAPTIVE_TTL_PER_LOCK.multipliedBy(heldLocks);
		if (wanted.compareTo(MAX_ADAPTIVE_LOCK_TTL) > 0) {
			wanted = MAX_ADAPTIVE_LOCK_TTL;
		}
		return (wanted.compareTo(least) > 0) ? wanted : least;
	}

	/**
	 * Check the bound of one request on the way to a lease.
	 * @param acquireTimeout the bound
	 * @return the bound
	 * @throws OctoStoreValidationException if it is not from 100 ms to 1 minute
	 */
	public static Duration checkAcquireTimeout(Duration acquireTimeout) {
		if (acquireTimeout.compareTo(MIN_ACQUIRE_TIMEOUT) < 0 || acquireTimeout.compareTo(MAX_ACQUIRE_TIMEOUT) > 0) {
			throw new OctoStoreValidationException(
					"acquireTimeout must be from 100 ms to 1 minute, but is " + acquireTimeout);
		}
		return acquireTimeout;
	}

	/**
	 * The bound of one request on the way to a lease where none was set: 5 s, or half of
	 * the TTL of a session that is shorter than 10 s.
	 * @param sessionTtl TTL of the session, or {@code null} if there is none
	 * @return the bound
	 */
	public static Duration defaultAcquireTimeout(@Nullable Duration sessionTtl) {
		Duration half = (sessionTtl != null) ? sessionTtl.dividedBy(2) : ACQUIRE_TIMEOUT;
		return (half.compareTo(ACQUIRE_TIMEOUT) < 0) ? half : ACQUIRE_TIMEOUT;
	}

	/**
	 * Check the bound of one request on the way to a lease against the session that the
	 * lease hangs on.
	 * @param acquireTimeout the bound
	 * @param sessionTtl TTL of the session, or {@code null} if there is none
	 * @throws OctoStoreValidationException if a grant could come too late to be used
	 */
	public static void checkAcquireTimeout(Duration acquireTimeout, @Nullable Duration sessionTtl) {
		if (sessionTtl != null && acquireTimeout.compareTo(latestGrant(sessionTtl)) >= 0) {
			throw new OctoStoreValidationException("acquireTimeout must be less than 70 % of sessionTtl, but is "
					+ acquireTimeout + " with a sessionTtl of " + sessionTtl + ": what is granted later is given back");
		}
	}

	/**
	 * How late a grant may come and still be handed out: 70 % of the TTL of its session.
	 * @param sessionTtl TTL of the session
	 * @return the time from the send of the request
	 */
	public static Duration latestGrant(Duration sessionTtl) {
		return Duration.ofNanos(authority(sessionTtl) - minimumAtHandOut(sessionTtl, sessionTtl));
	}

	/**
	 * How long a grant is claimed, in nanoseconds.
	 */
	@Safeguard("authority-of-a-grant")
	static long authority(Duration ttl) {
		return (long) (ttl.toNanos() * SAFETY_FRACTION);
	}

	/**
	 * Until when a grant is claimed. It counts from before the send: the server may have
	 * granted it at that moment.
	 */
	@Safeguard("count-from-the-send")
	static long deadline(long sentAt, Duration ttl) {
		return sentAt + authority(ttl);
	}

	/**
	 * Until when is claimed what was claimed before and is confirmed now: answers may
	 * overtake each other.
	 */
	@Safeguard("the-later-deadline-counts")
	static long later(long former, long latter) {
		return Math.max(former, latter);
	}

	/**
	 * When to confirm a grant again after the last confirmation was sent: a third of the
	 * TTL, up to 10 % earlier so that the confirmations of many do not come together.
	 */
	@Safeguard("confirm-early")
	static long confirmAfter(Duration ttl, RandomGenerator random) {
		return (long) (ttl.toNanos() / 3.0 * (1 - 0.1 * random.nextDouble()));
	}

	/**
	 * How long an attempt to confirm may take before another one is made beside it: a
	 * third of what remains, so that several fit, from 1 s to 10 s.
	 */
	static long patience(long remaining) {
		return Math.max(MIN_ATTEMPT, Math.min(MAX_ATTEMPT, remaining / 3));
	}

	/**
	 * Bound of one attempt to confirm: three times the {@link #patience}, because an
	 * answer that is late but in time still counts.
	 */
	static Duration confirmTimeout(long remaining) {
		return Duration.ofNanos(3 * patience(remaining));
	}

	/**
	 * What is left, for people; none after a stop of the process that took longer.
	 */
	static String describeLeft(String claims, long nanos) {
		return (nanos > 0) ? "without an answer " + claims + " lost in " + nanos / 1_000_000 + " ms"
				: "it is too late for an answer to count";
	}

	/**
	 * When to follow the advice to come back later: then, if two more attempts fit in
	 * after it, else at once.
	 */
	@Safeguard("advice-ends-before-the-deadline")
	static long advised(Duration advice, long now, long deadline) {
		long until = now + advice.toNanos();
		return (until + 2 * patience(deadline - until) < deadline) ? until : now;
	}

	/**
	 * Whether an attempt to confirm that fails can be followed by another one before
	 * authority ends. So it is for all TTLs that a session may have.
	 */
	static boolean allowsTwoAttempts(Duration ttl) {
		long left = authority(ttl) - ttl.toNanos() / 3;
		return 2 * patience(left) <= left;
	}

	/**
	 * Time for the next exchange of a call whose time is over at {@code until}; never
	 * none, so that the exchange fails by itself.
	 */
	static Duration budget(long until, long now) {
		return Duration.ofNanos(Math.max(until - now, MIN_BUDGET));
	}

	/**
	 * Authority left under which a lease is at risk even if no attempt has failed yet:
	 * half of the TTL has passed since the last confirmation was sent.
	 */
	static long riskBelow(Duration ttl) {
		return authority(ttl) - ttl.toNanos() / 2;
	}

	/**
	 * How many renewals may start in one tick: a hundredth of all leases, so that those
	 * of many that were acquired together take ten seconds instead of one.
	 */
	@Safeguard("spread-renewals")
	static int renewalsPerTick(int leases) {
		return Math.max(1, leases / 100);
	}

	/**
	 * Pause before a failed attempt is repeated: 250 ms, doubling to 2 s, +-20 %.
	 */
	@Safeguard("repeat-confirmations")
	static long retryAfter(int failures, RandomGenerator random) {
		return backOff(RETRY_FIRST, RETRY_CAP, failures, random).toNanos();
	}

	/**
	 * A pause that doubles with each failure, made up to 20 % longer or shorter so that
	 * many processes do not come together.
	 * @param first the first pause
	 * @param cap the longest pause, before the part that is random
	 * @param failures how many attempts in a row have failed; 0 counts as 1
	 * @param random source of what is random
	 * @return the pause
	 */
	public static Duration backOff(Duration first, Duration cap, int failures, RandomGenerator random) {
		long base = Math.min(cap.toNanos(), first.toNanos() << Math.min(Math.max(failures - 1, 0), 10));
		return Duration.ofNanos((long) (base * (0.8 + 0.4 * random.nextDouble())));
	}

	/**
	 * Pause before something that is not settled is tried again.
	 */
	static long settleAfter(int attempts) {
		return SETTLE_DELAYS[Math.min(attempts, SETTLE_DELAYS.length - 1)];
	}

	/**
	 * Authority that must be left when a lease is handed out: 10 % of the shorter TTL, at
	 * least one second.
	 */
	@Safeguard("minimum-at-hand-out")
	static long minimumAtHandOut(Duration lockTtl, Duration sessionTtl) {
		Duration shorter = (lockTtl.compareTo(sessionTtl) < 0) ? lockTtl : sessionTtl;
		long tenth = shorter.toNanos() / 10;
		// A lock of one or two seconds has less authority than the general minimum asks
		// for
		return Math.min(Math.max(MIN_ATTEMPT, tenth), authority(shorter) / 2);
	}

}
