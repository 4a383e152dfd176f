package io.octostore.lock;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.octostore.OctoStoreValidationException;
import io.octostore.lending.Permits;

/**
 * How to acquire a lock. An option that is not set is absent, and is then taken from the
 * defaults of the {@link OctoStoreLocks}. Immutable; two options are equal if they set
 * the same.
 *
 * <pre class="code">
 * LockOptions.defaults().withWaitFor(Duration.ofSeconds(5)).withOnLost(OnLost.NOTIFY)
 * </pre>
 *
 * @since 0.1.0
 */
public final class LockOptions {

	static final String NO_LABEL = "other";

	private static final Duration MAX_TTL = Duration.ofHours(1);

	private static final Duration MAX_HOLD_AT_LEAST = Duration.ofHours(1);

	private static final Duration MAX_TIME = Duration.ofDays(30);

	private static final Pattern NOTE = Pattern.compile("[^\\[\\]\\p{Cntrl}]{1,200}");

	private static final LockOptions NOTHING = new LockOptions(new EnumMap<>(Option.class));

	private final Map<Option, Object> values;

	private LockOptions(EnumMap<Option, Object> values) {
		this.values = Collections.unmodifiableMap(values);
	}

	/**
	 * Return options that set nothing.
	 * @return the options
	 */
	public static LockOptions defaults() {
		return NOTHING;
	}

	/**
	 * Return options that set a TTL.
	 * @param ttl see {@link #withTtl(Duration)}
	 * @return the options
	 * @throws OctoStoreValidationException if the TTL is out of range
	 */
	public static LockOptions ofTtl(Duration ttl) {
		return NOTHING.withTtl(ttl);
	}

	/**
	 * Return options that set a wait.
	 * @param waitFor see {@link #withWaitFor(Duration)}
	 * @return the options
	 * @throws OctoStoreValidationException if the wait is out of range
	 */
	public static LockOptions ofWaitFor(Duration waitFor) {
		return NOTHING.withWaitFor(waitFor);
	}

	/**
	 * Set the time for which the server keeps the lock without renewal. The lock is
	 * renewed while it is held, so this time need not cover the work. If it differs from
	 * the TTL of the session, the session decides how soon the lock of a crashed holder
	 * is free.
	 * @param ttl 1 s to 1 h in whole seconds, not shorter than the TTL of the session
	 * (checked when the lock is acquired)
	 * @return changed options
	 * @throws OctoStoreValidationException if the TTL is out of range
	 */
	public LockOptions withTtl(Duration ttl) {
		Objects.requireNonNull(ttl, "ttl");
		if (ttl.toNanosPart() != 0 || ttl.toSeconds() < 1 || ttl.compareTo(MAX_TTL) > 0) {
			throw new OctoStoreValidationException("ttl must be 1 to 3600 whole seconds, but is " + ttl);
		}
		return with(Option.TTL, ttl);
	}

	/**
	 * Set how long to wait for a lock that another caller holds.
	 * @param waitFor zero (one attempt) up to 30 days
	 * @return changed options
	 * @throws OctoStoreValidationException if the wait is out of range
	 */
	public LockOptions withWaitFor(Duration waitFor) {
		return with(Option.WAIT_FOR, checkedTime("waitFor", waitFor));
	}

	/**
	 * Set what happens to a running body when its lock is lost.
	 * @param onLost the behaviour
	 * @return changed options
	 */
	public LockOptions withOnLost(OnLost onLost) {
		return with(Option.ON_LOST, Objects.requireNonNull(onLost, "onLost"));
	}

	/**
	 * Set the name of the lock in metrics. Choose it from a bounded set, because it
	 * becomes a tag.
	 * @param label the label; without one the lock appears as {@code other}
	 * @return changed options
	 */
	public LockOptions withLabel(String label) {
		return with(Option.LABEL, Objects.requireNonNull(label, "label"));
	}

	/**
	 * Set how soon other instances get the lock of an instance that stopped answering.
	 * @param profile the profile; without effect where locks belong to the token's user
	 * @return changed options
	 */
	public LockOptions withProfile(SessionProfile profile) {
		return with(Option.PROFILE, Objects.requireNonNull(profile, "profile"));
	}

	/**
	 * Set whether the lock gets a session of its own, which is created before the acquire
	 * and ended after the release. Its loss then concerns this lock only, and its end is
	 * a barrier that no late request can pass. It costs two requests for each acquire,
	 * and a keepalive for each lock instead of one for all.
	 * @param dedicatedSession whether to use a dedicated session
	 * @return changed options
	 */
	public LockOptions withDedicatedSession(boolean dedicatedSession) {
		return with(Option.DEDICATED_SESSION, dedicatedSession);
	}

	/**
	 * Set whether a lease may go from one caller of this instance to the next without a
	 * release in between, where both allow it: for locks that save work rather than
	 * protect data. It saves two requests, but both callers have <em>the same fencing
	 * token</em>, so a late write of the first one cannot be refused. At most eight
	 * callers in a row share a lease, for at most five seconds or a quarter of the TTL,
	 * and only after a caller that ended normally.
	 * @param handOver whether to allow it
	 * @return changed options
	 */
	public LockOptions withHandOver(boolean handOver) {
		return with(Option.HAND_OVER, handOver);
	}

	/**
	 * Set how long the lock may be held, so that a body which never returns does not keep
	 * it for ever. When the time is over, the body has lost the lock with the reason
	 * {@link io.octostore.LossReason#MAX_HOLD}, and the lock is not renewed any more:
	 * other instances get it when its TTL has passed, or at once when the body returns.
	 * Callers of this instance wait until the body has returned.
	 * @param maxHold up to 30 days from the hand-out, zero for no limit
	 * @return changed options
	 * @throws OctoStoreValidationException if the limit is out of range
	 */
	public LockOptions withMaxHold(Duration maxHold) {
		return with(Option.MAX_HOLD, checkMaxHold(maxHold));
	}

	static Duration checkMaxHold(Duration maxHold) {
		return checkedTime("maxHold", maxHold);
	}

	/**
	 * Set how many holders may have the lock at a time. Each of them has one of that many
	 * locks of the server, called {@code name..p1} to {@code name..p<permits>}, with
	 * fencing tokens of its own: compare fencing tokens of one {@link HeldLock#permit()
	 * permit} only. An acquire asks for one permit after the other, beginning at a random
	 * one, and waits for the one that it asks for last. All instances must use the same
	 * number.
	 * @param permits 1 to 100
	 * @return changed options
	 * @throws OctoStoreValidationException if the number is out of range
	 */
	public LockOptions withPermits(int permits) {
		if (permits < 1 || permits > Permits.MAX) {
			throw new OctoStoreValidationException("permits must be 1 to " + Permits.MAX + ", but is " + permits);
		}
		return with(Option.PERMITS, permits);
	}

	/**
	 * Set for how long the lock stays taken after it was handed out, also if its holder
	 * ends: the body ends or the lock is closed, the application is stopped, the process
	 * is killed, the server restarts. Until then no caller gets it, of this instance or
	 * another. For work that must not be repeated at once by an instance whose clock is
	 * behind.
	 * <p>
	 * Counted from the grant. A lock that was lost is held no longer. The TTL, and that
	 * of the session, is raised if it is shorter. A lock that is to be held is not
	 * {@linkplain #withHandOver handed over}.
	 * @param holdAtLeast up to 1 hour, zero for no hold
	 * @return changed options
	 * @throws OctoStoreValidationException if it is out of range
	 */
	public LockOptions withHoldAtLeast(Duration holdAtLeast) {
		Objects.requireNonNull(holdAtLeast, "holdAtLeast");
		if (holdAtLeast.isNegative() || holdAtLeast.compareTo(MAX_HOLD_AT_LEAST) > 0) {
			throw new OctoStoreValidationException("holdAtLeast must be 0 to 1 hour, but is " + holdAtLeast);
		}
		return with(Option.HOLD_AT_LEAST, holdAtLeast);
	}

	/**
	 * Set what is stored with the lock in addition to the description of the instance,
	 * such as the work that the lock is for. Every user that can see the lock can read
	 * it, so it must hold no secret. Left out where both would be too long, or where the
	 * service stores nothing with single locks.
	 * @param note 1 to 200 characters, without square brackets and control characters
	 * @return changed options
	 * @throws OctoStoreValidationException if the note breaks its rule
	 */
	public LockOptions withNote(String note) {
		Objects.requireNonNull(note, "note");
		if (!NOTE.matcher(note).matches()) {
			throw new OctoStoreValidationException("note must be 1 to 200 characters without square brackets and "
					+ "control characters, but has " + note.length() + " characters: '" + note + "'");
		}
		return with(Option.NOTE, note);
	}

	private static Duration checkedTime(String argument, Duration time) {
		Objects.requireNonNull(time, argument);
		if (time.isNegative() || time.compareTo(MAX_TIME) > 0) {
			throw new OctoStoreValidationException(argument + " must be 0 to 30 days, but is " + time);
		}
		return time;
	}

	private LockOptions with(Option option, Object value) {
		EnumMap<Option, Object> changed = new EnumMap<>(Option.class);
		changed.putAll(this.values);
		changed.put(option, value);
		return new LockOptions(changed);
	}

	/**
	 * Return a copy that takes the options that are not set here from others.
	 * @param defaults the other options
	 * @return options that set what these or the others set
	 */
	public LockOptions orElse(LockOptions defaults) {
		EnumMap<Option, Object> all = new EnumMap<>(Option.class);
		all.putAll(defaults.values);
		all.putAll(this.values);
		return new LockOptions(all);
	}

	/**
	 * Return how long the server keeps the lock without renewal.
	 * @return the TTL, empty if it is not set
	 */
	public Optional<Duration> ttl() {
		return get(Option.TTL, Duration.class);
	}

	/**
	 * Return how long to wait.
	 * @return the wait, zero for one attempt, empty if it is not set
	 */
	public Optional<Duration> waitFor() {
		return get(Option.WAIT_FOR, Duration.class);
	}

	/**
	 * Return what happens on a loss.
	 * @return the behaviour, empty if it is not set
	 */
	public Optional<OnLost> onLost() {
		return get(Option.ON_LOST, OnLost.class);
	}

	/**
	 * Return the name in metrics.
	 * @return the label, empty if it is not set
	 */
	public Optional<String> label() {
		return get(Option.LABEL, String.class);
	}

	/**
	 * Return the profile of the session.
	 * @return the profile, empty if it is not set
	 */
	public Optional<SessionProfile> profile() {
		return get(Option.PROFILE, SessionProfile.class);
	}

	/**
	 * Return whether the lock gets a session of its own.
	 * @return whether it does, empty if it is not set
	 */
	public Optional<Boolean> dedicatedSession() {
		return get(Option.DEDICATED_SESSION, Boolean.class);
	}

	/**
	 * Return whether a lease may go from one caller to the next.
	 * @return whether it may, empty if it is not set
	 */
	public Optional<Boolean> handOver() {
		return get(Option.HAND_OVER, Boolean.class);
	}

	/**
	 * Return how long the lock may be held.
	 * @return the limit, zero for none, empty if it is not set
	 */
	public Optional<Duration> maxHold() {
		return get(Option.MAX_HOLD, Duration.class);
	}

	/**
	 * Return for how long the lock stays taken at least.
	 * @return the hold, zero for none, empty if it is not set
	 */
	public Optional<Duration> holdAtLeast() {
		return get(Option.HOLD_AT_LEAST, Duration.class);
	}

	/**
	 * Return how many holders may have the lock at a time.
	 * @return the number, empty if it is not set
	 */
	public Optional<Integer> permits() {
		return get(Option.PERMITS, Integer.class);
	}

	/**
	 * Return what is stored with the lock in addition to the description of the instance.
	 * @return the note, empty if it is not set
	 */
	public Optional<String> note() {
		return get(Option.NOTE, String.class);
	}

	private <T> Optional<T> get(Option option, Class<T> type) {
		return Optional.ofNullable(this.values.get(option)).map(type::cast);
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return other instanceof LockOptions options && this.values.equals(options.values);
	}

	@Override
	public int hashCode() {
		return this.values.hashCode();
	}

	@Override
	public String toString() {
		return this.values.entrySet()
			.stream()
			.map((option) -> option.getKey().name().toLowerCase(Locale.ROOT).replace('_', '-') + "="
					+ option.getValue())
			.collect(Collectors.joining(", ", "LockOptions[", "]"));
	}

	private enum Option {

		TTL, WAIT_FOR, ON_LOST, LABEL, PROFILE, DEDICATED_SESSION, HAND_OVER, MAX_HOLD, PERMITS, HOLD_AT_LEAST, NOTE

	}

}
