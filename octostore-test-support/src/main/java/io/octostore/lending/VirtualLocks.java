package io.octostore.lending;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import io.octostore.authority.LockAuthority;
import io.octostore.lease.Lease;
import io.octostore.lease.LeaseClock;
import io.octostore.lease.LeaseEvents;
import io.octostore.lease.LeaseKeeper;
import io.octostore.lease.LeaseScheduler;
import io.octostore.lease.LeaseTerms;
import io.octostore.lease.LeaseTimings;

/**
 * Engine and queues of one instance, wired as {@link Lender} wires them, for callers that
 * never block: many instances can run on one thread in virtual time.
 */
public final class VirtualLocks {

	private final LeaseKeeper keeper;

	private final LockQueues queues;

	private final LeaseClock clock;

	private final LeaseScheduler scheduler;

	public VirtualLocks(LockAuthority authority, LeaseClock clock, LeaseScheduler scheduler, RandomGenerator random) {
		this.clock = clock;
		this.scheduler = scheduler;
		this.keeper = new LeaseKeeper(authority, clock, scheduler, random, LeaseTimings.ACQUIRE_TIMEOUT,
				new EndWatches());
		this.queues = new LockQueues(this.keeper, clock, scheduler, random, authority);
	}

	/**
	 * Want a lock.
	 */
	public Attempt acquire(String name, LeaseTerms terms, Duration waitFor) {
		Waiter waiter = new Waiter(terms, waitFor, this.clock.now(), false);
		this.queues.join(name, waiter);
		return new Attempt(name, waiter);
	}

	/**
	 * Give a lock back.
	 */
	public void release(Lease lease, Consumer<? super Lease.ReleaseOutcome> outcome) {
		this.queues.giveBack(lease, outcome);
	}

	/**
	 * Refuse callers, wait for borrowers, end sessions, stop.
	 */
	public void close(Runnable closed) {
		this.queues.close(() -> this.keeper.execute(() -> this.keeper.shutdown(() -> {
			this.scheduler.close();
			closed.run();
		})));
	}

	/**
	 * End the sessions although borrowers run.
	 */
	public void closeNow(Runnable closed) {
		this.queues.close(() -> {
		});
		this.keeper.execute(() -> this.keeper.shutdown(() -> {
			this.scheduler.close();
			closed.run();
		}));
	}

	public LeaseKeeper keeper() {
		return this.keeper;
	}

	public int waiting() {
		return this.queues.waiting();
	}

	/**
	 * A caller that wants a lock.
	 */
	public final class Attempt {

		private final String name;

		private final Waiter waiter;

		private Attempt(String name, Waiter waiter) {
			this.name = name;
			this.waiter = waiter;
		}

		public CompletableFuture<Lease> grant() {
			return this.waiter.grant();
		}

		/**
		 * Be interrupted while waiting; a grant that has come already is given back.
		 */
		public void interrupt() {
			if (this.waiter.grant().completeExceptionally(new InterruptedException())) {
				VirtualLocks.this.queues.leave(this.name, this.waiter);
			}
			else if (!this.waiter.grant().isCompletedExceptionally()) {
				release(this.waiter.grant().join(), (ignored) -> {
				});
			}
		}

	}

	private final class EndWatches implements LeaseEvents {

		@Override
		public void keptAlive(Outcome outcome, Duration duration) {
			if (outcome == Outcome.UNCERTAIN) {
				VirtualLocks.this.queues.endWatches();
			}
		}

	}

}
