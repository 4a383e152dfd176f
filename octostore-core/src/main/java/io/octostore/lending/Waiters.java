package io.octostore.lending;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.octostore.OctoStoreException;
import io.octostore.internal.Safeguard;
import io.octostore.lease.Lease;
import io.octostore.lease.LeaseTerms;

/**
 * The callers of this instance that wait for one lock, in the order in which they came.
 * Serial context only.
 */
final class Waiters {

	private final Surroundings around;

	private final Deque<Waiter> waiters = new ArrayDeque<>();

	Waiters(Surroundings around) {
		this.around = around;
	}

	/**
	 * Add a caller.
	 * @param expired run when its time is over, if it waits
	 */
	void add(Waiter waiter, Runnable expired) {
		enqueue(this.waiters, waiter);
		this.around.tally().waitingChanged(1);
		if (waiter.waits()) {
			startTimer(waiter, expired);
		}
	}

	@Safeguard("first-come-first-served")
	private static void enqueue(Deque<Waiter> waiters, Waiter waiter) {
		waiters.add(waiter);
	}

	@Safeguard("a-timer-for-each-caller-that-waits")
	private void startTimer(Waiter waiter, Runnable expired) {
		waiter.timeout(this.around.schedule(expired, waiter.waitFor()));
	}

	boolean isEmpty() {
		return this.waiters.isEmpty();
	}

	/**
	 * The caller that has waited for the longest time, {@code null} if none waits.
	 */
	@Nullable Waiter head() {
		return this.waiters.peek();
	}

	/**
	 * Remove a caller.
	 * @return whether it has waited here
	 */
	boolean remove(Waiter waiter) {
		boolean removed = this.waiters.remove(waiter);
		if (removed) {
			this.around.tally().waitingChanged(-1);
		}
		return removed;
	}

	/**
	 * Give the lease to the first caller that still wants it.
	 * @param terms on which terms it was asked for
	 * @return whether there was one
	 */
	boolean grant(Lease lease, LeaseTerms terms) {
		Waiter head = head();
		while (head != null && head.terms().equals(terms)) {
			remove(head);
			if (head.grant(lease)) {
				return true;
			}
			head = head();
		}
		return false;
	}

	/**
	 * Another instance has the lock.
	 */
	void contended() {
		this.waiters.forEach(Waiter::contended);
	}

	/**
	 * Tell those that do not wait, and let the others remember.
	 */
	void refuse(OctoStoreException error) {
		for (Waiter waiter : List.copyOf(this.waiters)) {
			waiter.failedFor(error);
			if (!waiter.waits()) {
				remove(waiter);
				waiter.fail(error);
			}
		}
	}

	void failAll(OctoStoreException error) {
		for (Waiter waiter : List.copyOf(this.waiters)) {
			remove(waiter);
			waiter.fail(error);
		}
	}

}
