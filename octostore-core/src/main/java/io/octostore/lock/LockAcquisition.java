package io.octostore.lock;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.octostore.LockAcquireTimeoutException;
import io.octostore.LockHeldException;
import io.octostore.OctoStoreException;
import io.octostore.lease.Lease;
import io.octostore.lease.LeaseTerms;
import io.octostore.lending.LockQueues;
import io.octostore.lending.Waiter;
import io.octostore.lock.LockListener.AcquireEvent;
import io.octostore.lock.LockListener.AcquireOutcome;

/**
 * One caller's way to a lock, whether it blocks or subscribes: into the queue, and out of
 * it with the lock or without.
 */
final class LockAcquisition {

	private final DefaultOctoStoreLocks locks;

	private final String name;

	private final LockOptions options;

	private final boolean last;

	private final Duration waitFor;

	private final long startedAt;

	private final Waiter waiter;

	private final LockObserver.Attempt attempt;

	LockAcquisition(DefaultOctoStoreLocks locks, String name, LeaseTerms terms, LockOptions options, boolean last,
			LockObserver.Attempt attempt) {
		this.locks = locks;
		this.name = name;
		this.options = options;
		this.startedAt = locks.now();
		this.last = last;
		this.waitFor = last ? options.waitFor().orElse(Duration.ZERO) : Duration.ZERO;
		this.waiter = new Waiter(terms, this.waitFor, this.startedAt, options.handOver().orElse(false));
		this.attempt = attempt;
	}

	String name() {
		return this.name;
	}

	/**
	 * Join the queue.
	 * @return completed in the serial context, with the lease or with why there is none
	 */
	CompletableFuture<Lease> begin() {
		this.locks.observers().asks(this.name, this.attempt);
		this.locks.queues(this.name).join(this.name, this.waiter);
		return this.waiter.grant();
	}

	/**
	 * How long a caller waits for the future at most: the engine answers within one
	 * attempt, this is for the case that it does not.
	 */
	Duration limit() {
		return this.waitFor.plus(this.locks.answerLimit());
	}

	LockAcquireTimeoutException overdue(Exception cause) {
		return new LockAcquireTimeoutException(this.name, limit(), cause);
	}

	OctoStoreException explained(OctoStoreException failure) {
		return this.locks.explained(this.name, failure);
	}

	/**
	 * The caller takes the lease that was granted to it.
	 */
	BorrowedLock lend(Lease lease) {
		tell(AcquireOutcome.ACQUIRED, null);
		return this.locks.lend(lease, this.options, this.waiter.isShared(), this.attempt);
	}

	/**
	 * The caller goes: a grant that comes for it from now on goes to the next caller, or
	 * back.
	 */
	void abandon(Exception reason) {
		LockQueues queues = this.locks.queues(this.name);
		if (this.waiter.grant().completeExceptionally(reason)) {
			queues.leave(this.name, this.waiter);
		}
		else if (!this.waiter.grant().isCompletedExceptionally()) {
			queues.giveBack(this.waiter.grant().join(), (ignored) -> {
			});
		}
	}

	void failed(Throwable failure) {
		if (failure instanceof LockAcquireTimeoutException) {
			tell(AcquireOutcome.TIMEOUT, failure);
		}
		else if (failure instanceof LockHeldException held) {
			if (this.last) {
				tell(held.isDelayed() ? AcquireOutcome.DELAYED : AcquireOutcome.HELD, failure);
			}
			else {
				this.locks.observers().asksNoMore(this.name, this.attempt);
			}
		}
		else if (failure instanceof InterruptedException) {
			tell(AcquireOutcome.CANCELLED, failure);
		}
		else {
			tell(AcquireOutcome.ERROR, failure);
		}
	}

	void cancelled() {
		tell(AcquireOutcome.CANCELLED, null);
	}

	private void tell(AcquireOutcome outcome, @Nullable Throwable failure) {
		this.locks.observers().asksNoMore(this.name, this.attempt);
		this.attempt.ended(outcome, this.waiter.isContended(), failure);
		AcquireEvent event = new AcquireEvent(this.name, this.options.label().orElse(LockOptions.NO_LABEL), outcome,
				this.waiter.isContended(), Duration.ofNanos(this.locks.now() - this.startedAt), failure);
		this.locks.callbacks().tell((listener) -> listener.acquireEnded(event));
	}

}
