package io.octostore.lending;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.octostore.LockAcquireTimeoutException;
import io.octostore.LockHeldException;
import io.octostore.OctoStoreException;
import io.octostore.authority.WatchSignal;
import io.octostore.lease.GrantOutcome;
import io.octostore.lease.Lease;
import io.octostore.lease.LeaseScheduler.Cancellable;
import io.octostore.lease.LeaseTerms;
import io.octostore.lease.LeaseTimings;

/**
 * The callers of this instance that want one lock, first in, first out; one of them at a
 * time asks the server, one at a time has the lock. Serial context only.
 */
final class LockQueue {

	private final LockQueues queues;

	private final String name;

	private final Deque<Waiter> waiters = new ArrayDeque<>();

	/** A request to the server is under way. */
	private boolean asking;

	/** The pause before the next request to the server is over. */
	private boolean turn;

	/** Somebody has the lock, or gave it back and the server has not answered yet. */
	private boolean occupied;

	private @Nullable Cancellable pause;

	/** Hints while others have the lock; only while somebody waits here. */
	private @Nullable RemoteWatch watch;

	private long watchAgainAt = Long.MIN_VALUE;

	/** The lock was seen free since the server was asked last. */
	private boolean seenFree;

	private int lostRaces;

	/** Who had the lock when the server was asked last. */
	private @Nullable String lastHolder;

	private final HandOver handOver = new HandOver();

	/** On which terms the lent lease was asked for. */
	private @Nullable LeaseTerms lentTerms;

	private int failures;

	private int localWins;

	private boolean foreignSeen;

	private long foreignSeenAt;

	LockQueue(LockQueues queues, String name) {
		this.queues = queues;
		this.name = name;
	}

	void join(Waiter waiter) {
		if (!waiter.waits() && (this.occupied || !this.waiters.isEmpty())) {
			waiter.contended();
			waiter.fail(new LockHeldException(this.name));
			return;
		}
		if (this.occupied) {
			waiter.contended();
		}
		this.waiters.add(waiter);
		this.queues.waitingChanged(1);
		if (waiter.waits()) {
			waiter.timeout(this.queues.schedule(() -> expire(waiter), waiter.waitFor()));
		}
		advance();
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
				: new LockAcquireTimeoutException(this.name, waiter.waitFor(), failure));
		rest();
	}

	/**
	 * Pass the lent lease on to the next caller, or give it back if that may not be.
	 */
	void passOn(Lease lease, Consumer<? super Lease.ReleaseOutcome> outcome) {
		Waiter next = this.waiters.peek();
		if (next != null && next.terms().equals(this.lentTerms)
				&& this.handOver.isAllowed(lease, next, this.queues.now())) {
			remove(next);
			if (next.handOver(lease)) {
				this.handOver.handedOver();
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
		this.queues.returned(lease);
		lease.release((result) -> {
			this.occupied = false;
			outcome.accept(result);
			boolean contested = this.foreignSeen && this.queues.now() - this.foreignSeenAt < WaitTimings.FOREIGN_MEMORY;
			pause(WaitTimings.handOver(this.localWins, contested, this.queues.random()));
			if (this.localWins >= WaitTimings.MAX_LOCAL_WINS) {
				this.localWins = 0;
			}
			advance();
		});
	}

	void close(OctoStoreException reason) {
		failAll(reason);
		rest();
	}

	private void advance() {
		Waiter head = this.waiters.peek();
		if (this.asking || this.occupied || this.pause != null || head == null) {
			rest();
			return;
		}
		if (head.waits() && !this.turn) {
			long untilTurn = this.queues.nextTurn();
			if (untilTurn > 0) {
				this.turn = true;
				pause(untilTurn);
				return;
			}
		}
		this.turn = false;
		this.asking = true;
		boolean raced = this.seenFree;
		this.seenFree = false;
		LeaseTerms terms = head.terms();
		this.queues.keeper().request(this.name, terms, timeout(head), (outcome) -> asked(terms, raced, outcome));
	}

	/**
	 * A caller that does not wait has time for one attempt, also when it came while the
	 * one of another caller was under way.
	 */
	private Duration timeout(Waiter head) {
		if (head.waits()) {
			return LeaseTimings.ACQUIRE_TIMEOUT;
		}
		Duration age = Duration.ofNanos(this.queues.now() - head.startedAt());
		Duration left = LeaseTimings.ACQUIRE_TIMEOUT.minus(age);
		return left.isNegative() ? Duration.ZERO : left;
	}

	private void asked(LeaseTerms terms, boolean raced, GrantOutcome outcome) {
		this.asking = false;
		if (outcome instanceof GrantOutcome.Granted granted) {
			handOut(granted.lease(), terms);
			return;
		}
		if (outcome instanceof GrantOutcome.Unavailable unavailable) {
			unavailable(unavailable, raced);
		}
		else if (outcome instanceof GrantOutcome.LimitReached limit) {
			refuse(limit.error());
			pause(WaitTimings.limit(++this.failures, this.queues.random()));
		}
		else if (outcome instanceof GrantOutcome.Failed failed) {
			refuse(failed.error());
			pause(WaitTimings.retry(++this.failures, this.queues.random()));
		}
		else if (outcome instanceof GrantOutcome.Refused refused) {
			failAll(refused.error());
		}
		advance();
	}

	private void unavailable(GrantOutcome.Unavailable unavailable, boolean raced) {
		this.failures = 0;
		this.localWins = 0;
		this.foreignSeen = true;
		this.foreignSeenAt = this.queues.now();
		String holder = holder(unavailable.detail());
		if (raced && (holder == null || !holder.equals(this.lastHolder))) {
			// Lost to another waiter: there are many. A holder that takes the lock again
			// at once is no reason to be slower the next time
			this.lostRaces++;
		}
		this.lastHolder = holder;
		this.waiters.forEach(Waiter::contended);
		refuse(unavailable.detail());
		Waiter head = this.waiters.peek();
		if (head == null) {
			return;
		}
		if (this.watch == null && !unavailable.cooling() && this.queues.now() >= this.watchAgainAt) {
			this.watch = RemoteWatch.open(this.queues, this.name, this::signalled);
		}
		if (this.seenFree) {
			pause(WaitTimings.wakeUp(this.lostRaces, this.queues.random()));
		}
		else if (this.watch != null && this.watch.isLive()) {
			pause(WaitTimings.reconcile(unavailable.retryAfter(), this.queues.random()));
		}
		else {
			pause(WaitTimings.poll(this.queues.now() - head.startedAt(), unavailable.retryAfter(),
					this.queues.random()));
		}
	}

	private static @Nullable String holder(OctoStoreException detail) {
		return (detail instanceof LockHeldException held) ? held.holder().orElse(null) : null;
	}

	/**
	 * A hint. The end of a watch is one too: what it would have said is unknown.
	 */
	private void signalled(WatchSignal signal) {
		if (signal == WatchSignal.ENDED) {
			watchEnded();
		}
		else if (signal == WatchSignal.FREE) {
			this.seenFree = true;
			if (!this.asking && !this.occupied) {
				stopPause();
				pause(WaitTimings.wakeUp(this.lostRaces, this.queues.random()));
			}
		}
		else if (this.seenFree && !this.asking && !this.occupied) {
			// Taken while this one was still pausing: it need not ask to know
			this.seenFree = false;
			this.lostRaces++;
			stopPause();
			pause(WaitTimings.reconcile(null, this.queues.random()));
		}
	}

	private void watchEnded() {
		boolean wasLive = this.watch != null && this.watch.isLive();
		this.watch = null;
		if (!wasLive) {
			// No use trying again at once: the server has none to give, or is too old
			this.watchAgainAt = this.queues.now() + WaitTimings.RECONCILE;
		}
		else if (!this.asking && !this.occupied) {
			stopPause();
			advance();
		}
	}

	private void handOut(Lease lease, LeaseTerms terms) {
		this.failures = 0;
		this.lostRaces = 0;
		this.occupied = true;
		this.lentTerms = terms;
		this.handOver.granted(this.queues.now());
		if (grant(lease, terms)) {
			this.localWins++;
		}
		else {
			// Nobody wants this grant: its caller has gone meanwhile
			giveBack(lease, (ignored) -> {
			});
		}
		// Not before the grant: it closes a connection, for which nobody need wait
		stopWatch();
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
			this.queues.waitingChanged(-1);
		}
		return removed;
	}

	private void pause(long nanos) {
		if (this.waiters.isEmpty() || this.pause != null) {
			return;
		}
		if (nanos == 0) {
			advance();
			return;
		}
		this.pause = this.queues.schedule(() -> {
			this.pause = null;
			advance();
		}, Duration.ofNanos(nanos));
	}

	private void rest() {
		if (this.waiters.isEmpty()) {
			stopPause();
			stopWatch();
		}
		if (this.waiters.isEmpty() && !this.asking && !this.occupied) {
			this.queues.forget(this);
		}
	}

	private void stopPause() {
		if (this.pause != null) {
			this.pause.cancel();
			this.pause = null;
		}
	}

	private void stopWatch() {
		if (this.watch != null) {
			this.watch.close();
			this.watch = null;
		}
	}

	String name() {
		return this.name;
	}

	boolean isOccupied() {
		return this.occupied;
	}

}
