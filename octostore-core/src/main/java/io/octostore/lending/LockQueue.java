package io.octostore.lending;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import io.octostore.HolderInfo;
import io.octostore.LockAcquireTimeoutException;
import io.octostore.LockHeldException;
import io.octostore.OctoStoreException;
import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.LockAuthority;
import io.octostore.authority.WatchSignal;
import io.octostore.internal.Safeguard;
import io.octostore.lease.Claimant;
import io.octostore.lease.Lease;
import io.octostore.lease.LeaseClock;
import io.octostore.lease.LeaseKeeper;
import io.octostore.lease.LeaseScheduler;
import io.octostore.lease.LeaseScheduler.Cancellable;
import io.octostore.lease.LeaseTerms;
import io.octostore.lease.NameClaim;
import io.octostore.lending.QueueState.Asking;
import io.octostore.lending.QueueState.HeldBack;
import io.octostore.lending.QueueState.Lent;
import io.octostore.lending.QueueState.Pausing;
import io.octostore.lending.QueueState.Resting;
import io.octostore.lending.QueueState.Returning;

/**
 * The callers of this instance that want one lock, first in, first out; one of them at a
 * time asks the server, one at a time has the lock. Serial context only.
 */
final class LockQueue {

	private static final QueueState RESTING = new Resting();

	private final Surroundings around;

	private final NameClaim claim;

	private final Deque<Waiter> waiters = new ArrayDeque<>();

	private QueueState state = RESTING;

	private Patience patience = Patience.NONE;

	/** Hints while others have the lock; only while a caller waits here. */
	private @Nullable RemoteWatch watch;

	private long watchAgainAt = Long.MIN_VALUE;

	/** The lock was seen free since the server was asked last. */
	private boolean seenFree;

	LockQueue(Surroundings around, NameClaim claim) {
		this.around = around;
		this.claim = claim;
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
			waiter.fail(held());
			return;
		}
		if (this.state.isOccupied()) {
			waiter.contended();
		}
		enqueue(this.waiters, waiter);
		this.around.tally().waitingChanged(1);
		if (waiter.waits()) {
			startTimer(waiter);
		}
		if (this.state == RESTING) {
			ask();
		}
	}

	/**
	 * Whether the lock is on its way back, because it was held for long enough.
	 */
	private boolean isHoldOver() {
		return this.claim.endHoldIfOver() || (this.state instanceof HeldBack back && this.around.now() >= back.until());
	}

	private LockHeldException held() {
		return (this.state instanceof HeldBack back)
				? LockHeldException.heldBack(name(), Duration.ofNanos(Math.max(back.until() - this.around.now(), 0)))
				: new LockHeldException(name());
	}

	@Safeguard("first-come-first-served")
	private static void enqueue(Deque<Waiter> waiters, Waiter waiter) {
		waiters.add(waiter);
	}

	@Safeguard("a-timer-for-each-caller-that-waits")
	private void startTimer(Waiter waiter) {
		waiter.timeout(this.around.schedule(() -> expire(waiter), waiter.waitFor()));
	}

	/**
	 * The caller has gone; its future is completed already.
	 */
	void leave(Waiter waiter) {
		waiter.stopTimer();
		remove(waiter);
		rest();
	}

	private void expire(Waiter waiter) {
		if (!remove(waiter)) {
			return;
		}
		OctoStoreException failure = waiter.lastFailure();
		boolean broken = failure != null && !(failure instanceof LockHeldException);
		waiter.fail((broken && failure != null) ? failure
				: new LockAcquireTimeoutException(name(), waiter.waitFor(), failure));
		rest();
	}

	/**
	 * Pass the lent lease on to the next caller, or give it back if that may not be.
	 */
	void passOn(Lease lease, Consumer<? super Lease.ReleaseOutcome> outcome) {
		Waiter next = this.waiters.peek();
		if (next != null && this.state instanceof Lent lent && next.terms().equals(lent.terms())
				&& lent.run().isAllowed(lease, next, this.around.now())) {
			remove(next);
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
		if (this.state != RESTING || this.waiters.isEmpty()) {
			rest();
			return;
		}
		long pause = this.patience.afterRelease(this.around.now(), this.around.random());
		this.patience = this.patience.released();
		pause(pause);
	}

	void close(OctoStoreException reason) {
		failAll(reason);
		rest();
	}

	private void become(QueueState next) {
		if (!this.state.leadsTo(next)) {
			throw new IllegalStateException(
					"Queue of lock '" + name() + "': " + this.state + " does not lead to " + next);
		}
		if (this.state instanceof Pausing pausing) {
			pausing.timer().cancel();
		}
		QueueState former = this.state;
		this.state = next;
		this.around.tally().moved(former, next);
	}

	/**
	 * Ask the server, unless other callers that lost their locks too are to come first.
	 */
	private void ask() {
		Waiter head = this.waiters.peek();
		if (head == null) {
			rest();
			return;
		}
		long untilTurn = head.waits() ? this.around.afterLoss().nextTurn(this.around.now()) : 0;
		if (untilTurn > 0) {
			become(new Pausing(this.around.schedule(this::askNow, Duration.ofNanos(untilTurn))));
			return;
		}
		askNow();
	}

	private void askNow() {
		Waiter head = this.waiters.peek();
		if (head == null) {
			rest();
			return;
		}
		Asking asking = new Asking(head.terms(), this.seenFree);
		become(asking);
		this.seenFree = false;
		this.claim.request(asking.terms(), timeout(head), new Claimant() {

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

	/**
	 * A caller that does not wait has the time of one call, also when it came while the
	 * request of another caller was under way.
	 */
	private Duration timeout(Waiter head) {
		Duration limit = this.around.keeper().callTimeout();
		if (head.waits()) {
			return limit;
		}
		Duration left = limit.minus(Duration.ofNanos(this.around.now() - head.startedAt()));
		return left.isNegative() ? Duration.ZERO : left;
	}

	private void denied(Asking asking, AcquireAnswer.Denied why) {
		if (why instanceof AcquireAnswer.Refused refused) {
			become(RESTING);
			failAll(refused.error());
			rest();
			return;
		}
		long pause;
		long now = this.around.now();
		RandomGenerator random = this.around.random();
		if (why instanceof AcquireAnswer.Held held) {
			this.waiters.forEach(Waiter::contended);
			this.patience = this.patience.lost(held.holder().holder().orElse(null), asking.hinted(), now);
			refuse(new LockHeldException(name(), held.holder()));
			openWatch(held.holder());
			pause = pauseWhileHeld(held.holder(), random);
		}
		else if (why instanceof AcquireAnswer.LimitReached limit) {
			this.patience = this.patience.failed();
			refuse(limit.error());
			pause = WaitTimings.limit(this.patience.failures(), random);
		}
		else {
			this.patience = this.patience.failed();
			refuse(((AcquireAnswer.Failed) why).error());
			pause = WaitTimings.retry(this.patience.failures(), random);
		}
		if (this.waiters.isEmpty()) {
			become(RESTING);
			rest();
			return;
		}
		pause(pause);
	}

	private void openWatch(HolderInfo holder) {
		if (holder.delayed()) {
			// Free locks look the same to a watch, and those that ask have it for a
			// moment
			stopWatch();
			return;
		}
		if (!this.waiters.isEmpty() && this.watch == null && this.around.now() >= this.watchAgainAt) {
			this.watch = RemoteWatch.open(this.around, name(), this::signalled);
		}
	}

	private long pauseWhileHeld(HolderInfo holder, RandomGenerator random) {
		Waiter head = this.waiters.peek();
		Duration advice = holder.retryAfter().orElse(null);
		if (this.seenFree || head == null) {
			return this.patience.afterHint(random);
		}
		if (this.watch != null && this.watch.isLive()) {
			return WaitTimings.reconcile(advice, random);
		}
		return WaitTimings.poll(this.around.now() - head.startedAt(), advice, random);
	}

	/**
	 * A hint. The end of a watch is one too: what it would have said is unknown.
	 */
	@Safeguard("follow-hints")
	private void signalled(WatchSignal signal) {
		if (signal == WatchSignal.ENDED) {
			watchEnded();
		}
		else if (signal == WatchSignal.FREE) {
			this.seenFree = true;
			if (this.state instanceof Pausing) {
				pause(this.patience.afterHint(this.around.random()));
			}
		}
		else if (this.seenFree && this.state instanceof Pausing) {
			// Taken while this one was still pausing: it need not ask to know
			this.seenFree = false;
			this.patience = this.patience.overtaken();
			pause(WaitTimings.reconcile(null, this.around.random()));
		}
	}

	@Safeguard("the-end-of-a-watch-is-a-hint")
	private void watchEnded() {
		boolean wasLive = this.watch != null && this.watch.isLive();
		this.watch = null;
		if (!wasLive) {
			// No use trying again at once: the server has none to give, or is too old
			this.watchAgainAt = this.around.now() + WaitTimings.RECONCILE;
		}
		else if (this.state instanceof Pausing) {
			ask();
		}
	}

	private void handOut(Lease lease, LeaseTerms terms) {
		become(new Lent(terms, new HandOver(this.around.now())));
		this.patience = this.patience.won();
		if (!grant(lease, terms)) {
			giveBackUnwanted(lease);
		}
		// Not before the grant: it closes a connection, for which no caller need wait
		stopWatch();
	}

	/**
	 * The callers have gone meanwhile.
	 */
	@Safeguard("give-back-what-no-caller-wants")
	private void giveBackUnwanted(Lease lease) {
		giveBack(lease, (ignored) -> {
		});
	}

	private boolean grant(Lease lease, LeaseTerms terms) {
		Waiter head = this.waiters.peek();
		while (head != null && head.terms().equals(terms)) {
			remove(head);
			if (head.grant(lease)) {
				return true;
			}
			head = this.waiters.peek();
		}
		return false;
	}

	/**
	 * Tell those that do not wait, and let the others remember.
	 */
	private void refuse(OctoStoreException error) {
		for (Waiter waiter : List.copyOf(this.waiters)) {
			waiter.failedFor(error);
			if (!waiter.waits()) {
				remove(waiter);
				waiter.fail(error);
			}
		}
	}

	private void failAll(OctoStoreException error) {
		for (Waiter waiter : List.copyOf(this.waiters)) {
			remove(waiter);
			waiter.fail(error);
		}
	}

	private boolean remove(Waiter waiter) {
		boolean removed = this.waiters.remove(waiter);
		if (removed) {
			this.around.tally().waitingChanged(-1);
		}
		return removed;
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
			stopWatch();
			if (this.state instanceof Pausing) {
				become(RESTING);
			}
		}
	}

	private void stopWatch() {
		if (this.watch != null) {
			this.watch.close();
			this.watch = null;
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

	/**
	 * What queues need.
	 *
	 * @param keeper the engine
	 * @param authority opens watches
	 * @param clock the time
	 * @param scheduler the timers
	 * @param random source of jitter
	 * @param watches open watches
	 * @param afterLoss spreads requests after losses
	 * @param tally counts callers and locks in use
	 */
	record Surroundings(LeaseKeeper keeper, LockAuthority authority, LeaseClock clock, LeaseScheduler scheduler,
			RandomGenerator random, WatchBudget watches, AfterLoss afterLoss, Tally tally) {

		long now() {
			return this.clock.now();
		}

		/**
		 * Run something in the serial context later.
		 */
		Cancellable schedule(Runnable task, Duration delay) {
			return this.scheduler.schedule(() -> this.keeper.execute(task), delay);
		}

	}

}
