package io.octostore.spring.lock;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

import io.octostore.lock.OnLost;
import io.octostore.lock.SessionProfile;
import io.octostore.lock.WhenHeld;

/**
 * What is configured for one lock name, in place of what the annotation says. Immutable;
 * what is not set stays as annotated.
 *
 * @since 0.1.0
 */
public final class LockDefinition {

	private static final LockDefinition EMPTY = new LockDefinition(null, null, null, null, null, null, null, null);

	private final @Nullable Duration ttl;

	private final @Nullable Duration waitFor;

	private final @Nullable WhenHeld whenHeld;

	private final @Nullable OnLost onLost;

	private final @Nullable SessionProfile profile;

	private final @Nullable Boolean dedicatedSession;

	private final @Nullable Boolean handOver;

	private final @Nullable Duration maxHold;

	private LockDefinition(@Nullable Duration ttl, @Nullable Duration waitFor, @Nullable WhenHeld whenHeld,
			@Nullable OnLost onLost, @Nullable SessionProfile profile, @Nullable Boolean dedicatedSession,
			@Nullable Boolean handOver, @Nullable Duration maxHold) {
		this.ttl = ttl;
		this.waitFor = waitFor;
		this.whenHeld = whenHeld;
		this.onLost = onLost;
		this.profile = profile;
		this.dedicatedSession = dedicatedSession;
		this.handOver = handOver;
		this.maxHold = maxHold;
	}

	/**
	 * A definition that sets nothing.
	 * @return the definition
	 */
	public static LockDefinition empty() {
		return EMPTY;
	}

	/**
	 * Set the time that the server keeps the lock without renewal.
	 * @param ttl 1 s to 1 h in whole seconds; checked with the annotated method
	 * @return changed definition
	 */
	public LockDefinition withTtl(Duration ttl) {
		return new LockDefinition(Objects.requireNonNull(ttl, "ttl"), this.waitFor, this.whenHeld, this.onLost,
				this.profile, this.dedicatedSession, this.handOver, this.maxHold);
	}

	/**
	 * Set how long to wait for a lock that somebody else has.
	 * @param waitFor zero or more; checked with the annotated method
	 * @return changed definition
	 */
	public LockDefinition withWaitFor(Duration waitFor) {
		return new LockDefinition(this.ttl, Objects.requireNonNull(waitFor, "waitFor"), this.whenHeld, this.onLost,
				this.profile, this.dedicatedSession, this.handOver, this.maxHold);
	}

	/**
	 * Set what to do when the lock is not available.
	 * @param whenHeld the behaviour; {@link WhenHeld#DEFAULT} is a choice too
	 * @return changed definition
	 */
	public LockDefinition withWhenHeld(WhenHeld whenHeld) {
		return new LockDefinition(this.ttl, this.waitFor, Objects.requireNonNull(whenHeld, "whenHeld"), this.onLost,
				this.profile, this.dedicatedSession, this.handOver, this.maxHold);
	}

	/**
	 * Set what to do when the lock is lost while the method runs.
	 * @param onLost the behaviour; {@link OnLost#DEFAULT} is a choice too
	 * @return changed definition
	 */
	public LockDefinition withOnLost(OnLost onLost) {
		return new LockDefinition(this.ttl, this.waitFor, this.whenHeld, Objects.requireNonNull(onLost, "onLost"),
				this.profile, this.dedicatedSession, this.handOver, this.maxHold);
	}

	/**
	 * Set how soon others get the lock of an instance that does not answer any more.
	 * @param profile the profile of the session
	 * @return changed definition
	 */
	public LockDefinition withProfile(SessionProfile profile) {
		return new LockDefinition(this.ttl, this.waitFor, this.whenHeld, this.onLost,
				Objects.requireNonNull(profile, "profile"), this.dedicatedSession, this.handOver, this.maxHold);
	}

	/**
	 * Set whether the lock gets a session of its own.
	 * @param dedicatedSession whether it does
	 * @return changed definition
	 */
	public LockDefinition withDedicatedSession(boolean dedicatedSession) {
		return new LockDefinition(this.ttl, this.waitFor, this.whenHeld, this.onLost, this.profile, dedicatedSession,
				this.handOver, this.maxHold);
	}

	/**
	 * Set whether a lease may go from one caller of this instance to the next without a
	 * release in between.
	 * @param handOver whether it may
	 * @return changed definition
	 */
	public LockDefinition withHandOver(boolean handOver) {
		return new LockDefinition(this.ttl, this.waitFor, this.whenHeld, this.onLost, this.profile,
				this.dedicatedSession, handOver, this.maxHold);
	}

	/**
	 * Set how long the lock may be held.
	 * @param maxHold zero for no limit; checked with the annotated method
	 * @return changed definition
	 */
	public LockDefinition withMaxHold(Duration maxHold) {
		return new LockDefinition(this.ttl, this.waitFor, this.whenHeld, this.onLost, this.profile,
				this.dedicatedSession, this.handOver, Objects.requireNonNull(maxHold, "maxHold"));
	}

	/**
	 * The TTL, if set.
	 * @return the TTL
	 */
	public Optional<Duration> ttl() {
		return Optional.ofNullable(this.ttl);
	}

	/**
	 * How long to wait, if set.
	 * @return the wait
	 */
	public Optional<Duration> waitFor() {
		return Optional.ofNullable(this.waitFor);
	}

	/**
	 * What to do when the lock is not available, if set.
	 * @return the behaviour
	 */
	public Optional<WhenHeld> whenHeld() {
		return Optional.ofNullable(this.whenHeld);
	}

	/**
	 * What to do on a loss, if set.
	 * @return the behaviour
	 */
	public Optional<OnLost> onLost() {
		return Optional.ofNullable(this.onLost);
	}

	/**
	 * The profile of the session, if set.
	 * @return the profile
	 */
	public Optional<SessionProfile> profile() {
		return Optional.ofNullable(this.profile);
	}

	/**
	 * Whether the lock gets a session of its own, if set.
	 * @return whether it does
	 */
	public Optional<Boolean> dedicatedSession() {
		return Optional.ofNullable(this.dedicatedSession);
	}

	/**
	 * Whether a lease may go from one caller to the next, if set.
	 * @return whether it may
	 */
	public Optional<Boolean> handOver() {
		return Optional.ofNullable(this.handOver);
	}

	/**
	 * How long the lock may be held, if set.
	 * @return the limit, zero for none
	 */
	public Optional<Duration> maxHold() {
		return Optional.ofNullable(this.maxHold);
	}

}
