package io.octostore.lease;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.BiConsumer;
import java.util.function.UnaryOperator;

import io.octostore.LossReason;
import io.octostore.internal.Safeguard;

/**
 * The state of one lease, which any thread reads and moves on. A reader that finds the
 * deadline passed latches the loss itself, on the state that it judged: an answer "not
 * held" is never followed by "held".
 */
final class AtomicLeaseState {

	private static final AtomicReferenceFieldUpdater<AtomicLeaseState, LeaseState> STATE = AtomicReferenceFieldUpdater
		.newUpdater(AtomicLeaseState.class, LeaseState.class, "state");

	private final LeaseClock clock;

	private final BiConsumer<LeaseState, LeaseState> listener;

	private volatile LeaseState state;

	/** What the clock had skipped when the lease was last confirmed. */
	private volatile long skippedAtConfirmation;

	/**
	 * Begin with a state.
	 * @param listener told of each change, on the thread that has made it
	 */
	AtomicLeaseState(LeaseState initial, LeaseClock clock, BiConsumer<LeaseState, LeaseState> listener) {
		this.state = initial;
		this.clock = clock;
		this.listener = listener;
		this.skippedAtConfirmation = clock.skipped();
	}

	LeaseState get() {
		return this.state;
	}

	/**
	 * Whether this process may claim the lease at this instant. Once false, always false.
	 */
	boolean isHeld() {
		while (true) {
			LeaseState current = this.state;
			if (!current.isLive()) {
				return false;
			}
			if (hasAuthorityNow(current)) {
				return true;
			}
			if (change(current, current.ended(deadlineLoss()))) {
				return false;
			}
		}
	}

	/**
	 * The state was read first, the clock is read second: a pause in between must not
	 * help.
	 */
	@Safeguard("the-clock-is-read-after-the-state")
	private boolean hasAuthorityNow(LeaseState current) {
		return current.hasAuthority(this.clock.now());
	}

	Duration remaining() {
		LeaseState current = this.state;
		long left = current.deadline() - this.clock.now();
		return (current.isLive() && left > 0) ? Duration.ofNanos(left) : Duration.ZERO;
	}

	/**
	 * Start the release.
	 * @return whether the lease was live until now
	 */
	@Safeguard("a-release-ends-the-claim")
	boolean startRelease() {
		while (true) {
			LeaseState current = this.state;
			LeaseState next = current.deadlineChecked(this.clock.now(), deadlineLoss()).releasing();
			if (next.equals(current)) {
				return false;
			}
			if (change(current, next)) {
				return next.phase() == LeaseState.Phase.RELEASING;
			}
		}
	}

	void update(UnaryOperator<LeaseState> transition) {
		while (true) {
			LeaseState current = this.state;
			LeaseState next = transition.apply(current);
			if (next.equals(current) || change(current, next)) {
				return;
			}
		}
	}

	private boolean change(LeaseState current, LeaseState next) {
		if (!STATE.compareAndSet(this, current, next)) {
			return false;
		}
		if (next.isLive() && next.deadline() > current.deadline()) {
			this.skippedAtConfirmation = this.clock.skipped();
		}
		this.listener.accept(current, next);
		return true;
	}

	/**
	 * The loss of a lease whose deadline has passed.
	 */
	Loss deadlineLoss() {
		boolean skipped = this.clock.skipped() != this.skippedAtConfirmation;
		return Loss.uncertain(skipped ? LossReason.CLOCK_SKIP : LossReason.DEADLINE);
	}

}
