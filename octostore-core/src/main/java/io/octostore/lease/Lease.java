package io.octostore.lease;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.octostore.LossCertainty;
import io.octostore.LossReason;
import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.LeaseId;
import io.octostore.internal.Safeguard;

/**
 * One grant of a lock by the server, kept alive by the engine until it is released or
 * lost.
 * <p>
 * {@link #isHeld()}, {@link #remaining()} and {@link #loss()} can be called by any
 * thread; they read an {@link AtomicLeaseState} and the clock.
 *
 * @since 0.1.0
 */
public final class Lease {

	private static final Logger logger = LoggerFactory.getLogger(Lease.class);

	private final Engine engine;

	private final ServerSession session;

	private final String name;

	private final LeaseId id;

	private final long fencingToken;

	private final Duration ttl;

	private final BiConsumer<Lease, Consumer<? super ReleaseOutcome>> way;

	private final long heldUntil;

	private final AtomicLeaseState state;

	// Serial context only

	private final Heartbeat renewals;

	private @Nullable Consumer<? super Loss> lossListener;

	private boolean lossReported;

	private @Nullable Runnable riskListener;

	private @Nullable Overstay overstay;

	/**
	 * Create a lease.
	 * @param sentAt when the acquire was sent
	 * @param heldUntil until when the lock stays taken, now if it need not
	 * @param way gives the lease back, in the serial context
	 */
	Lease(Engine engine, ServerSession session, String name, AcquireAnswer.Granted granted, Duration ttl, long sentAt,
			long heldUntil, BiConsumer<Lease, Consumer<? super ReleaseOutcome>> way) {
		this.engine = engine;
		this.session = session;
		this.name = name;
		this.id = granted.lease();
		this.fencingToken = granted.fencingToken();
		this.ttl = ttl;
		this.heldUntil = heldUntil;
		this.way = way;
		this.state = new AtomicLeaseState(LeaseState.held(LeaseTimings.deadline(sentAt, ttl), session.deadline()),
				engine.clock(), this::changed);
		this.renewals = new Heartbeat(engine, new LeaseRenewals(engine, this), ttl, sentAt);
	}

	/**
	 * Name of the lock.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	/**
	 * Fencing token of this grant.
	 * @return the token
	 */
	public long fencingToken() {
		return this.fencingToken;
	}

	/**
	 * Whether this process may claim the lease at this instant. Once false, always false.
	 * @return whether it is held
	 */
	public boolean isHeld() {
		return this.state.isHeld();
	}

	/**
	 * Whether the lease could serve for a good while without another confirmation: it is
	 * held and not at risk, and at least half of the authority that a confirmation gives
	 * is left.
	 * @return whether it is fresh
	 */
	public boolean isFresh() {
		if (!isHeld() || state().phase() != LeaseState.Phase.HELD) {
			return false;
		}
		return remaining().toNanos() >= LeaseTimings.authority(this.session.shorter(this.ttl)) / 2;
	}

	/**
	 * Time until the claim ends without another confirmation.
	 * @return the time, zero if the lease is not held
	 */
	public Duration remaining() {
		return this.state.remaining();
	}

	/**
	 * How the lease was lost, if it was.
	 * @return the loss
	 */
	public Optional<Loss> loss() {
		return Optional.ofNullable(state().loss());
	}

	/**
	 * Set the one listener that is told of a loss, at once if it has happened. Called in
	 * the serial context: must not block or run user code.
	 * @param listener the listener
	 */
	public void onLoss(Consumer<? super Loss> listener) {
		this.engine.serial().execute(() -> {
			this.lossListener = listener;
			reportLoss();
		});
	}

	/**
	 * Set the one listener that is told when the lease is at risk: a confirmation failed
	 * or is overdue, but authority lasts. Told again after each recovery. Called in the
	 * serial context: must not block or run user code.
	 * @param listener the listener
	 */
	public void onRisk(Runnable listener) {
		this.engine.serial().execute(() -> this.riskListener = listener);
	}

	/**
	 * Give the lease back. Authority ends at once; the rest goes on in the background.
	 * @param outcome takes what became of it, in the serial context, within
	 * {@link LeaseTimings#RELEASE_TIMEOUT}
	 */
	public void release(Consumer<? super ReleaseOutcome> outcome) {
		this.engine.serial().execute(() -> this.way.accept(this, outcome));
	}

	/**
	 * Time for which the lock has to stay taken after its borrower has returned now.
	 * @return the time, zero if the lock may be released or was lost
	 */
	@Safeguard("hold-what-is-to-be-held")
	public Duration toBeHeld() {
		long left = this.heldUntil - this.engine.clock().now();
		return (left > 0 && isHeld()) ? Duration.ofNanos(left) : Duration.ZERO;
	}

	long heldUntil() {
		return this.heldUntil;
	}

	/**
	 * Whether its borrower has returned and it is not released yet.
	 */
	boolean isHeldBack() {
		return state().phase() == LeaseState.Phase.RELEASING;
	}

	/**
	 * End the claim because the locks are being closed.
	 */
	public void endForShutdown() {
		transitionTo(Loss.uncertain(LossReason.SHUTDOWN));
	}

	/**
	 * End the claim because the borrower has had the lease for too long. It is renewed no
	 * more: it is taken until it is released or its TTL is over.
	 */
	public void endForMaxHold() {
		transitionTo(Loss.uncertain(LossReason.MAX_HOLD));
	}

	/**
	 * End the claim because an operator wants the borrower to stop. It is renewed no
	 * more: the server keeps it until it is released or its TTL is over.
	 */
	public void endForRevocation() {
		transitionTo(Loss.uncertain(LossReason.REVOKED));
	}

	LeaseId id() {
		return this.id;
	}

	Duration ttl() {
		return this.ttl;
	}

	ServerSession session() {
		return this.session;
	}

	/**
	 * The borrower has given it back, and the server has answered or is not waited for.
	 */
	void returned() {
		this.session.returned(this);
	}

	/**
	 * Latch what has expired, and renew the lease if that is due.
	 * @param now the time
	 * @param mayWait whether a renewal that can wait a little longer shall do so
	 * @return whether a renewal was sent
	 */
	boolean tick(long now, boolean mayWait) {
		checkDeadline(now);
		checkRisk(now);
		if (this.overstay != null) {
			this.overstay.tick(now);
		}
		if (!state().isLive() || !this.renewals.isDue(now) || (mayWait && canWait(now))) {
			return false;
		}
		this.renewals.beat(now);
		return true;
	}

	void hurry(long now) {
		this.renewals.hurry(now);
	}

	/**
	 * Whether a renewal that is due may come a little later, while the lease is not at
	 * risk.
	 */
	private boolean canWait(long now) {
		LeaseState current = state();
		long margin = this.ttl.toNanos() / 50;
		return current.phase() == LeaseState.Phase.HELD
				&& current.lockDeadline() - now > LeaseTimings.riskBelow(this.ttl) + margin;
	}

	LeaseState state() {
		return this.state.get();
	}

	/**
	 * When the TTL is over that was confirmed last.
	 */
	long ttlEnd() {
		return state().lockDeadline() - LeaseTimings.authority(this.ttl) + this.ttl.toNanos();
	}

	void lockConfirmed(long sentAt, long now) {
		long deadline = LeaseTimings.deadline(sentAt, this.ttl);
		boolean sessionAtRisk = this.session.isAtRisk();
		this.state.update((current) -> current.lockConfirmed(deadline, now, sessionAtRisk, this.state.deadlineLoss()));
	}

	void sessionConfirmed(long deadline, long now) {
		boolean lockAtRisk = this.renewals.failures() > 0;
		this.state.update((current) -> current.sessionConfirmed(deadline, now, lockAtRisk, this.state.deadlineLoss()));
	}

	void attemptFailed() {
		this.state.update(LeaseState::attemptFailed);
	}

	/**
	 * Warn when half of a TTL has passed without confirmation.
	 */
	private void checkRisk(long now) {
		if (state().lockDeadline() - now < LeaseTimings.riskBelow(this.ttl) || this.session.isUnconfirmed(now)) {
			attemptFailed();
		}
	}

	void checkDeadline(long now) {
		this.state.update((current) -> current.deadlineChecked(now, this.state.deadlineLoss()));
	}

	void transitionTo(Loss loss) {
		this.state.update((current) -> current.ended(loss));
	}

	/**
	 * Start the release.
	 * @return whether the lease was live until now
	 */
	boolean startRelease() {
		return this.state.startRelease();
	}

	void endRelease(boolean confirmed) {
		this.state.update(confirmed ? LeaseState::releaseConfirmed : LeaseState::releaseUnconfirmed);
	}

	/**
	 * Any thread.
	 */
	private void changed(LeaseState former, LeaseState next) {
		if (next.loss() != null) {
			this.engine.serial().execute(this::reportLoss);
		}
		else if (next.phase() == LeaseState.Phase.AT_RISK && former.phase() != LeaseState.Phase.AT_RISK) {
			this.engine.serial().execute(this::reportRisk);
		}
	}

	private void reportRisk() {
		if (this.riskListener != null && state().phase() == LeaseState.Phase.AT_RISK) {
			this.riskListener.run();
		}
	}

	private void reportLoss() {
		Loss loss = state().loss();
		if (loss == null) {
			return;
		}
		if (!this.lossReported) {
			this.lossReported = true;
			lost(loss);
		}
		Consumer<? super Loss> listener = this.lossListener;
		if (listener != null) {
			this.lossListener = null;
			listener.accept(loss);
		}
	}

	private void lost(Loss loss) {
		if (!this.engine.authority().traits().freesByLockTtl() && loss.certainty() == LossCertainty.UNCERTAIN) {
			this.overstay = new Overstay(this.engine, this);
		}
		if (loss.reason() == LossReason.MAX_HOLD) {
			// Decided here, and reported by what decided it: the session is as good as
			// before
			return;
		}
		logger.warn("{} (fencing token {}) was lost, {}: another holder may run",
				this.engine.kind().describe(this.name), this.fencingToken, loss.describe());
		this.session.retire();
	}

	@Override
	public String toString() {
		return "Lease[" + this.name + ", fencingToken=" + this.fencingToken + ", " + state().phase() + "]";
	}

	/**
	 * What became of a release.
	 */
	public enum ReleaseOutcome {

		/** The server confirmed it. */
		RELEASED,

		/** The lease had been lost before, or was gone on the server. */
		ALREADY_GONE,

		/** The server's answer is still being sought. */
		UNCONFIRMED

	}

}
