package io.octostore.lending;

import java.time.Duration;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import io.octostore.HolderInfo;
import io.octostore.LockHeldException;
import io.octostore.OctoStoreException;
import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.WatchSignal;
import io.octostore.internal.Safeguard;
import io.octostore.lease.Claimant;
import io.octostore.lease.Lease;
import io.octostore.lease.LeaseTerms;
import io.octostore.lease.NameClaim;
import io.octostore.lending.QueueState.Asking;
import io.octostore.lending.QueueState.HeldBack;
import io.octostore.lending.QueueState.Lent;
import io.octostore.lending.QueueState.Looking;
import io.octostore.lending.QueueState.Pause;
import io.octostore.lending.QueueState.Pausing;
import io.octostore.lending.QueueState.Resting;
import io.octostore.lending.QueueState.Returning;
import io.octostore.lending.QueueState.StandingDown;

/**
 * The callers of this instance that want one lock, first in, first out; one of them at a
 * time asks the server, one at a time has the lock. Serial context only.
 */
final class LockQueue {

	private static final QueueState RESTING = new Resting();

	/** How long the first word of a watch is waited for. */
	private static final Duration FIRST_WORD = Duration.ofMillis(150);

	private final Surroundings around;

	private final NameClaim claim;

	private final Waiters waiters;

	private QueueState state = RESTING;

	private final Patience patience;

	private final Hints hints;

	/** The lock was seen free since the server was asked last. */
	private boolean seenFree;

	LockQueue(Surroundings around, NameClaim claim) {
		this.around = around;
		this.claim = claim;
		this.waiters = new Waiters(around);
		this.patience = new Patience(around.keeper()::roundTrip);
		this.hints = new Hints(around, claim.name(), this::signalled);
	}

	/**
	 * A queue at rest that knows of the lock what this one does.
	 */
	LockQueue startOver() {
		return new LockQueue(this.around, this.around.keeper().startOver(this.claim));
	}

	void join(Waiter waiter) {
		boolean occupied = this.state.isOccupied() && !isHoldOver();
		if (!waiter.waits() && (occupied || !this.waiters.isEmpty())) {
			waiter.contended();
			waiter.fail((this.state instanceof HeldBack back)
					? LockHeldException.heldBack(name(),
							Duration.ofNanos(Math.max(back.until() - this.around.now(), 0)))
					: new LockHeldException(name()));
			return;
		}
		if (this.state.isOccupied()) {
			waiter.contended();
		}
		this.waiters.add(waiter, () -> expire(waiter));
		if (this.state == RESTING) {
			begin(waiter);
		}
	}

	private void begin(Waiter first) {
		long now = this.around.now();
		long standDown = this.patience.beforeAsking(now);
		if (first.waits() && standDown > 0) {
			standDown(standDown);
		}
		else if (first.waits() && this.patience.looksFirst(now) && this.hints.watch()) {
			this.patience.waits(this.around.now(), this.around.random());
			become(new Looking(this.around.schedule(this::ask, FIRST_WORD)));
		}
		else {
			ask();
		}
	}

	/**
	 * Whether the lock is on its way back, because it was held for long enough.
	 */
	private boolean isHoldOver() {
		return this.claim.endHoldIfOver() || (this.state instanceof HeldBack back && this.around.now() >= back.until());
	}

	/**
	 * Leave the lock to others, and see whether one takes it.
	 */
	private void standDown(long nanos) {
		this.hints.watch();
		become(new StandingDown(this.around.schedule(this::ask, Duration.ofNanos(nanos))));
	}

	/**
	 * The caller has gone; its future is completed already.
	 */
	void leave(Waiter waiter) {
		waiter.stopTimer();
		this.waiters.remove(waiter);
		rest();
	}

	private void expire(Waiter waiter) {
		if (!this.waiters.remove(waiter)) {
			return;
		}
		waiter.expire(name());
		rest();
	}

	/**
	 * Pass the lent lease on to the next caller, or give it back if that may not be.
	 */
	void passOn(Lease lease, Consumer<? super Lease.ReleaseOutcome> outcome) {
		Waiter next = this.waiters.head();
		if (next != null && this.state instanceof Lent lent && next.terms().equals(lent.terms())
				&& lent.run().isAllowed(lease, next, this.around.now())) {
			this.waiters.remove(next);
			if (next.handOver(lease)) {
				lent.run().handedOver();
				outcome.accept(Lease.ReleaseOutcome.RELEASED);
				return;
			}
		}
		giveBack(lease, outcome);
	}

	/**
	 * Give the lent lease back; the next caller is admitted when the server has answered
	 * or cannot be waited for any longer.
	 */
	void giveBack(Lease lease, Consumer<? super Lease.ReleaseOutcome> outcome) {
		lease.loss()
			.ifPresent((loss) -> this.around.afterLoss()
				.givenBack(loss.reason(), this.around.now(), this.around.random()));
		if (this.state instanceof Lent) {
			become(new Returning());
		}
		lease.release((result) -> {
			if (this.state instanceof Returning) {
				become(RESTING);
			}
			outcome.accept(result);
			returned();
		});
	}

	/**
	 * Give the lent lease back, whose lock stays taken until the time of its hold is
	 * over.
	 */
	void holdBack(Lease lease, Duration hold, Consumer<? super Lease.ReleaseOutcome> outcome) {
		become(new HeldBack(this.around.now() + hold.toNanos()));
		this.claim.holdBack(lease, outcome, () -> {
			become(RESTING);
			returned();
		});
	}

	private void returned() {
		long pause = this.patience.afterRelease(this.around.now());
		Waiter head = this.waiters.head();
		if (this.state != RESTING || head == null) {
			rest();
		}
		else if (pause > 0 && head.waits()) {
			standDown(pause);
		}
		else {
			ask();
		}
	}

	void close(OctoStoreException reason) {
		this.waiters.failAll(reason);
		rest();
	}

	private void become(QueueState next) {
		if (!this.state.leadsTo(next)) {
			throw new IllegalStateException(
					"Queue of lock '" + name() + "': " + this.state + " does not lead to " + next);
		}
		if (this.state instanceof Pause pause) {
			pause.timer().cancel();
		}
		QueueState former = this.state;
		this.state = next;
		this.around.tally().moved(former, next);
	}

	/**
	 * Ask the server, unless other callers that lost their locks too are to come first.
	 */
	private void ask() {
		Waiter head = this.waiters.head();
		long now = this.around.now();
		long untilTurn = (head != null && head.waits()) ? this.around.afterLoss().nextTurn(now, head.patience(now)) : 0;
		if (untilTurn > 0) {
			become(new Pausing(this.around.schedule(this::askNow, Duration.ofNanos(untilTurn))));
		}
		else {
			askNow();
		}
	}

	private void askNow() {
		Waiter head = this.waiters.head();
		if (head == null) {
			rest();
			return;
		}
		Asking asking = new Asking(head.terms(), this.seenFree);
		become(asking);
		this.seenFree = false;
		this.claim.request(asking.terms(), head.timeLeft(this.around.keeper().callTimeout(), this.around.now()),
				new Claimant() {

					@Override
					public void granted(Lease lease) {
						handOut(lease, asking.terms());
					}

					@Override
					public void denied(AcquireAnswer.Denied why) {
						LockQueue.this.denied(asking, why);
					}

				});
	}

	private void denied(Asking asking, AcquireAnswer.Denied why) {
		if (why instanceof AcquireAnswer.Refused refused) {
			become(RESTING);
			this.waiters.failAll(refused.error());
			rest();
			return;
		}
		long pause;
		RandomGenerator random = this.around.random();
		if (why instanceof AcquireAnswer.Held held) {
			this.waiters.contended();
			this.waiters.refuse(new LockHeldException(name(), held.holder()));
			if (held.holder().delayed()) {
				// Free locks look the same to a watch, and those that ask have it for a
				// moment
				this.hints.stop();
			}
			else {
				this.patience.refused(held.holder().holder().orElse(null), asking.hinted(), this.around.now(), random);
				if (!this.waiters.isEmpty()) {
					this.hints.watch();
				}
			}
			pause = pauseWhileHeld(held.holder(), random);
		}
		else if (why instanceof AcquireAnswer.LimitReached limit) {
			this.waiters.refuse(limit.error());
			pause = WaitTimings.limit(this.patience.failed(), random);
		}
		else {
			this.waiters.refuse(((AcquireAnswer.Failed) why).error());
			pause = WaitTimings.retry(this.patience.failed(), random);
		}
		if (this.waiters.isEmpty()) {
			become(RESTING);
			rest();
			return;
		}
		pause(pause);
	}

	private long pauseWhileHeld(HolderInfo holder, RandomGenerator random) {
		Waiter head = this.waiters.head();
		Duration advice = holder.retryAfter().orElse(null);
		if (this.seenFree || head == null) {
			return this.patience.afterHint(this.around.now(), random);
		}
		if (this.hints.isLive()) {
			return WaitTimings.reconcile(advice, random);
		}
		return WaitTimings.poll(this.around.now() - head.startedAt(), advice, random);
	}

	/**
	 * A hint. The end of a watch is one too: what it would have said is unknown.
	 */
	@Safeguard("follow-hints")
	private void signalled(WatchSignal signal) {
		switch (signal) {
			case FREE -> seenFree();
			case HELD -> seenTaken();
			case ENDED -> watchEnded();
		}
	}

	private void seenFree() {
		this.seenFree = true;
		if (this.state instanceof Pausing || this.state instanceof Looking) {
			pause(this.patience.afterHint(this.around.now(), this.around.random()));
		}
	}

	/**
	 * The lock that was to be asked for is taken: it need not be asked for to know.
	 */
	private void seenTaken() {
		boolean hinted = this.seenFree && this.state instanceof Pausing;
		boolean byAnother = hinted || this.state instanceof Looking || this.state instanceof StandingDown;
		if (byAnother) {
			this.patience.waits(this.around.now(), this.around.random());
		}
		this.patience.taken(this.around.now());
		if (byAnother) {
			this.seenFree = false;
			pause(WaitTimings.reconcile(null, this.around.random()));
		}
	}

	@Safeguard("the-end-of-a-watch-is-a-hint")
	private void watchEnded() {
		boolean wasLive = this.hints.ended();
		if (this.state instanceof Looking || (wasLive && this.state instanceof Pausing)) {
			ask();
		}
	}

	private void handOut(Lease lease, LeaseTerms terms) {
		become(new Lent(terms, new HandOver(this.around.now())));
		this.patience.granted(this.around.now());
		if (!this.waiters.grant(lease, terms)) {
			giveBackUnwanted(lease);
		}
		// Not before the grant: it closes a connection, for which no caller need wait
		this.hints.stop();
	}

	/**
	 * The callers have gone meanwhile.
	 */
	@Safeguard("give-back-what-no-caller-wants")
	private void giveBackUnwanted(Lease lease) {
		giveBack(lease, (ignored) -> {
		});
	}

	private void pause(long nanos) {
		if (nanos == 0) {
			if (this.state instanceof Asking) {
				become(RESTING);
			}
			ask();
		}
		else {
			become(new Pausing(this.around.schedule(this::ask, Duration.ofNanos(nanos))));
		}
	}

	/**
	 * Without callers that wait there is nothing to wait for.
	 */
	private void rest() {
		if (this.waiters.isEmpty()) {
			this.hints.stop();
			this.patience.rests();
			if (this.state instanceof Pause) {
				become(RESTING);
			}
		}
	}

	String name() {
		return this.claim.name();
	}

	/**
	 * Whether a caller wants the lock, has it, or has just given it back.
	 */
	boolean isInUse() {
		return this.state != RESTING && !(this.state instanceof HeldBack && this.waiters.isEmpty());
	}

	boolean isAtRest() {
		return this.state == RESTING && this.claim.isAtRest();
	}

}
