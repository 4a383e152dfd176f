package io.octostore.lock;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.octostore.OctoStoreValidationException;

/**
 * How to acquire a lock. Immutable; what is not set comes from the configuration of the
 * {@link OctoStoreLocks}.
 *
 * @since 0.1.0
 */
public final class LockOptions {

	private static final LockOptions DEFAULTS = new LockOptions(null, Duration.ZERO, OnLost.DEFAULT, null,
			SessionProfile.DEFAULT, false, false, null);

	private final @Nullable Duration ttl;

	private final Duration waitFor;

	private final OnLost onLost;

	private final @Nullable String label;

	private final SessionProfile profile;

	private final boolean dedicatedSession;

	private final boolean handOver;

	private final @Nullable Duration maxHold;

	private LockOptions(@Nullable Duration ttl, Duration waitFor, OnLost onLost, @Nullable String label,
			SessionProfile profile, boolean dedicatedSession, boolean handOver, @Nullable Duration maxHold) {
		this.ttl = ttl;
		this.waitFor = waitFor;
		this.onLost = onLost;
		this.label = label;
		this.profile = profile;
		this.dedicatedSession = dedicatedSession;
		this.handOver = handOver;
		this.maxHold = maxHold;
	}

	/**
	 * Default options: configured TTL, no waiting.
	 * @return the options
	 */
	public static LockOptions defaults() {
		return DEFAULTS;
	}

	/**
	 * Options with a TTL.
	 * @param ttl time that the server keeps the lock without renewal, 1 s to 1 h in whole
	 * seconds and not shorter than the session's TTL
	 * @return the options
	 * @throws OctoStoreValidationException if it is out of range
	 */
	public static LockOptions ofTtl(Duration ttl) {
		return DEFAULTS.withTtl(ttl);
	}

	/**
	 * Set the time that the server keeps the lock without renewal. The lock is renewed
	 * while it is held, so that this need not cover the work. When it differs from the
	 * TTL of a session, the session decides how soon a crashed holder's lock is free.
	 * @param ttl 1 s to 1 h in whole seconds, not shorter than the session's TTL (checked
	 * when the lock is acquired)
	 * @return changed options
	 * @throws OctoStoreValidationException if it is out of range
	 */
	public LockOptions withTtl(Duration ttl) {
		Objects.requireNonNull(ttl, "ttl");
		if (!ttl.equals(Duration.ofSeconds(ttl.toSeconds())) || ttl.toSeconds() < 1 || ttl.toSeconds() > 3600) {
			throw new OctoStoreValidationException("ttl must be 1 to 3600 whole seconds, but is " + ttl);
		}
		return new LockOptions(ttl, this.waitFor, this.onLost, this.label, this.profile, this.dedicatedSession,
				this.handOver, this.maxHold);
	}

	/**
	 * Set how long to wait for a lock that somebody else has.
	 * @param waitFor zero (the default: one attempt) up to 30 days
	 * @return changed options
	 * @throws OctoStoreValidationException if it is out of range
	 */
	public LockOptions withWaitFor(Duration waitFor) {
		Objects.requireNonNull(waitFor, "waitFor");
		if (waitFor.isNegative() || waitFor.compareTo(Duration.ofDays(30)) > 0) {
			throw new OctoStoreValidationException("waitFor must be 0 to 30 days, but is " + waitFor);
		}
		return new LockOptions(this.ttl, waitFor, this.onLost, this.label, this.profile, this.dedicatedSession,
				this.handOver, this.maxHold);
	}

	/**
	 * Set what happens to the body that
	 * {@link OctoStoreLocks#execute(String, LockOptions, LockedBody)} runs when the lock
	 * is lost.
	 * @param onLost the behaviour
	 * @return changed options
	 */
	public LockOptions withOnLost(OnLost onLost) {
		Objects.requireNonNull(onLost, "onLost");
		return new LockOptions(this.ttl, this.waitFor, onLost, this.label, this.profile, this.dedicatedSession,
				this.handOver, this.maxHold);
	}

	/**
	 * Set the name under which the lock appears in metrics. Choose from a bounded set: it
	 * becomes a tag.
	 * @param label the label; without one the lock appears as {@code other}
	 * @return changed options
	 */
	public LockOptions withLabel(String label) {
		Objects.requireNonNull(label, "label");
		return new LockOptions(this.ttl, this.waitFor, this.onLost, label, this.profile, this.dedicatedSession,
				this.handOver, this.maxHold);
	}

	/**
	 * Set how soon others get the lock of an instance that does not answer any more.
	 * @param profile the profile; without effect where locks belong to the token's user
	 * @return changed options
	 */
	public LockOptions withProfile(SessionProfile profile) {
		Objects.requireNonNull(profile, "profile");
		return new LockOptions(this.ttl, this.waitFor, this.onLost, this.label, profile, this.dedicatedSession,
				this.handOver, this.maxHold);
	}

	/**
	 * Set whether the lock gets a session of its own, which is created before and ended
	 * after it. Its loss is the loss of this lock only, and its end is a barrier that no
	 * late request can pass; it costs two requests for each acquire, and a keepalive for
	 * each lock instead of one for all.
	 * @param dedicatedSession whether to use one; {@code false} by default
	 * @return changed options
	 */
	public LockOptions withDedicatedSession(boolean dedicatedSession) {
		return new LockOptions(this.ttl, this.waitFor, this.onLost, this.label, this.profile, dedicatedSession,
				this.handOver, this.maxHold);
	}

	/**
	 * Set whether a lease may go from one caller of this instance to the next without a
	 * release in between, where both allow it: for locks that save work rather than
	 * protect data. It saves two requests, but both callers have <em>the same fencing
	 * token</em>, so that a late write of the first cannot be refused any more. At most
	 * eight callers in a row and for at most five seconds or a quarter of the TTL, and
	 * only after a caller that ended normally.
	 * @param handOver whether to allow it; {@code false} by default
	 * @return changed options
	 */
	public LockOptions withHandOver(boolean handOver) {
		return new LockOptions(this.ttl, this.waitFor, this.onLost, this.label, this.profile, this.dedicatedSession,
				handOver, this.maxHold);
	}

	/**
	 * Set how long the lock may be held, so that a body which never returns does not keep
	 * it for ever. When the time is over the lock is lost for the body, with the reason
	 * {@link io.octostore.LossReason#MAX_HOLD}, and renewed no more: the server gives it
	 * to other instances when its TTL has passed, or at once when the body returns.
	 * Callers of this instance wait until the body has returned.
	 * @param maxHold up to 30 days from the handing out, zero for no limit; without it
	 * the limit of the {@link OctoStoreLocks} applies
	 * @return changed options
	 * @throws OctoStoreValidationException if it is out of range
	 */
	public LockOptions withMaxHold(Duration maxHold) {
		checkMaxHold("maxHold", maxHold);
		return new LockOptions(this.ttl, this.waitFor, this.onLost, this.label, this.profile, this.dedicatedSession,
				this.handOver, maxHold);
	}

	static void checkMaxHold(String argument, Duration maxHold) {
		Objects.requireNonNull(maxHold, argument);
		if (maxHold.isNegative() || maxHold.compareTo(Duration.ofDays(30)) > 0) {
			throw new OctoStoreValidationException(argument + " must be 0 to 30 days, but is " + maxHold);
		}
	}

	/**
	 * How long the lock may be held, if set.
	 * @return the limit, zero for none
	 */
	public Optional<Duration> maxHold() {
		return Optional.ofNullable(this.maxHold);
	}

	/**
	 * Whether a lease may go from one caller to the next.
	 * @return whether it may
	 */
	public boolean allowsHandOver() {
		return this.handOver;
	}

	/**
	 * The profile of the session.
	 * @return the profile
	 */
	public SessionProfile profile() {
		return this.profile;
	}

	/**
	 * Whether the lock gets a session of its own.
	 * @return whether it does
	 */
	public boolean hasDedicatedSession() {
		return this.dedicatedSession;
	}

	/**
	 * The TTL, if set.
	 * @return the TTL
	 */
	public Optional<Duration> ttl() {
		return Optional.ofNullable(this.ttl);
	}

	/**
	 * How long to wait.
	 * @return the wait, zero for one attempt
	 */
	public Duration waitFor() {
		return this.waitFor;
	}

	/**
	 * What happens on a loss.
	 * @return the behaviour
	 */
	public OnLost onLost() {
		return this.onLost;
	}

	/**
	 * The name in metrics.
	 * @return the label, {@code other} if none is set
	 */
	public String label() {
		return (this.label != null) ? this.label : "other";
	}

	@Override
	public String toString() {
		return "LockOptions[ttl=" + this.ttl + ", waitFor=" + this.waitFor + ", onLost=" + this.onLost + ", label="
				+ this.label + ", profile=" + this.profile + ", dedicatedSession=" + this.dedicatedSession
				+ ", handOver=" + this.handOver + ", maxHold=" + this.maxHold + "]";
	}

}
