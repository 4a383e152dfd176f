package io.octostore.lending;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

import io.octostore.LocksClosedException;
import io.octostore.LocksSuspendedException;
import io.octostore.authority.LockAuthority;
import io.octostore.internal.Safeguard;
import io.octostore.lease.Lease;
import io.octostore.lease.LeaseClock;
import io.octostore.lease.LeaseEvents;
import io.octostore.lease.LeaseKeeper;
import io.octostore.lease.LeaseScheduler;
import io.octostore.lease.LeaseScheduler.Cancellable;
import io.octostore.lease.Names;
import io.octostore.lease.SessionStatus;

/**
 * One queue for each lock that callers of this instance want, have, or had lately, with
 * one credential and the engine of it. The methods that callers use enter the engine's
 * serial context; all other state is confined to it.
 */
final class LockQueues {

	private final Surroundings around;

	private final LeaseKeeper keeper;

	private final Names<LockQueue> queues = new Names<>(LockQueue::isAtRest);

	private boolean closed;

	private boolean suspended;

	LockQueues(LeaseKeeper keeper, LeaseClock clock, LeaseScheduler scheduler, RandomGenerator random,
			LockAuthority authority) {
		this.keeper = keeper;
		this.around = new Surroundings(keeper, authority, clock, scheduler, random, new WatchBudget(), new AfterLoss(),
				new Tally());
	}

	/**
	 * Queues on an engine of their own.
	 */
	static LockQueues of(LockAuthority authority, LeaseClock clock, LeaseScheduler scheduler, RandomGenerator random,
			Duration acquireTimeout, LeaseEvents events) {
		LeaseKeeper keeper = new LeaseKeeper(authority, clock, scheduler, random, acquireTimeout, events);
		return new LockQueues(keeper, clock, scheduler, random, authority);
	}

	private LockQueue queue(String name) {
		return this.queues.get(name, (key) -> new LockQueue(this.around, this.keeper.claim(key)));
	}

	/**
	 * Want a lock; the waiter's future tells the rest. Any thread.
	 */
	void join(String name, Waiter waiter) {
		this.keeper.execute(() -> {
			if (this.closed) {
				waiter.fail(new LocksClosedException(name));
			}
			else if (this.suspended) {
				waiter.fail(new LocksSuspendedException(name));
			}
			else {
				queue(name).join(waiter);
			}
		});
	}

	/**
	 * Want it no more, after the waiter's future was completed by the caller. Any thread.
	 */
	void leave(String name, Waiter waiter) {
		this.keeper.execute(() -> queue(name).leave(waiter));
	}

	/**
	 * Give a lent lock back. Any thread.
	 */
	void giveBack(Lease lease, Consumer<? super Lease.ReleaseOutcome> outcome) {
		this.keeper.execute(() -> queue(lease.name()).giveBack(lease, outcome));
	}

	/**
	 * Give a lent lock back that stays taken for a while. Any thread.
	 */
	void holdBack(Lease lease, Consumer<? super Lease.ReleaseOutcome> outcome) {
		this.keeper.execute(() -> {
			Duration hold = lease.toBeHeld();
			if (hold.isZero()) {
				queue(lease.name()).giveBack(lease, outcome);
			}
			else {
				queue(lease.name()).holdBack(lease, hold, outcome);
			}
		});
	}

	/**
	 * Give a lent lock back, or pass its lease on to the next caller where that is
	 * allowed. Any thread.
	 */
	void passOn(Lease lease, Consumer<? super Lease.ReleaseOutcome> outcome) {
		this.keeper.execute(() -> queue(lease.name()).passOn(lease, outcome));
	}

	/**
	 * Refuse all that wait and all that come, and say when no caller has a lock any more.
	 * Any thread.
	 */
	void close(Runnable drained) {
		this.keeper.execute(() -> {
			this.closed = true;
			this.queues.all().forEach((queue) -> queue.close(new LocksClosedException(queue.name())));
			this.around.tally().whenFree(drained);
		});
	}

	/**
	 * End the sessions under which no lock is lent. Any thread.
	 * @param done run in the serial context when the server has answered
	 */
	void shutdown(Runnable done) {
		this.keeper.execute(() -> this.keeper.shutdown(done));
	}

	/**
	 * Refuse all that come until {@link #resume}. Any thread.
	 * @return completes with the names of the locks that callers want or have, or that
	 * are being given back
	 */
	@Safeguard("no-checkpoint-while-locks-are-in-use")
	CompletableFuture<Set<String>> suspend() {
		CompletableFuture<Set<String>> inUse = new CompletableFuture<>();
		this.keeper.execute(() -> {
			this.suspended = true;
			inUse.complete(this.queues.all()
				.stream()
				.filter(LockQueue::isInUse)
				.map(LockQueue::name)
				.collect(Collectors.toUnmodifiableSet()));
		});
		return inUse;
	}

	/**
	 * End the sessions, and forget all but what was seen of fencing tokens; only while no
	 * lock is in use. Any thread.
	 * @param done run in the serial context when the server has answered
	 */
	void forgetSessions(Runnable done) {
		this.keeper.execute(() -> {
			this.keeper.forgetSessions(done);
			this.queues.replaceAll(LockQueue::startOver);
		});
	}

	/**
	 * Refuse no callers any more, unless closed. Any thread.
	 */
	void resume() {
		this.keeper.execute(() -> this.suspended = false);
	}

	/**
	 * How many callers wait. Any thread.
	 */
	int waiting() {
		return this.around.tally().waiting();
	}

	/**
	 * What is known of the sessions. Any thread.
	 */
	SessionStatus sessionStatus() {
		return this.keeper.sessionStatus();
	}

	/**
	 * Ask the service whether all that is held is still held. Any thread.
	 */
	void confirm() {
		this.keeper.execute(this.keeper::confirm);
	}

	/**
	 * Forget the highest fencing token of each lock. Any thread.
	 */
	void acknowledgeFencingRegression() {
		this.keeper.execute(this.keeper::acknowledgeFencingRegression);
	}

	/**
	 * The server could not be reached. Any thread.
	 */
	@Safeguard("end-watches-of-a-server-that-is-away")
	void endWatches() {
		this.keeper.execute(this.around.watches()::endAll);
	}

	/**
	 * Run something in the serial context later. Any thread.
	 */
	Cancellable schedule(Runnable task, Duration delay) {
		return this.around.schedule(task, delay);
	}

}
