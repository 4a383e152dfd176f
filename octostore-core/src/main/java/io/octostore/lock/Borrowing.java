package io.octostore.lock;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;

import io.octostore.LockAcquireTimeoutException;
import io.octostore.LockHeldException;
import io.octostore.Loss;
import io.octostore.OctoStoreException;
import io.octostore.lease.Lease;
import io.octostore.lease.LeaseTerms;
import io.octostore.lending.Borrower;
import io.octostore.lending.Lender;
import io.octostore.lending.Loan;
import io.octostore.lending.Waiter;
import io.octostore.lock.LockListener.AcquireEvent;
import io.octostore.lock.LockListener.AcquireOutcome;
import io.octostore.lock.LockListener.EndEvent;
import io.octostore.lock.LockListener.HandOutEvent;
import io.octostore.lock.LockListener.HeldOutcome;
import io.octostore.lock.LockListener.LossEvent;
import io.octostore.lock.LockListener.RiskEvent;

/**
 * One call that wants a lock: into the queue, and out of it with the lock or without.
 * From then on it is the borrower of the lock. Tells listeners and observers of all that.
 * Thread safe.
 */
final class Borrowing implements Borrower {

	private final Borrowings around;

	private final String name;

	private final LockOptions options;

	private final boolean last;

	private final LockObserver.Attempt attempt;

	private final Duration waitFor;

	private final long startedAt;

	private final Waiter waiter;

	private final String caller = Thread.currentThread().getName();

	private volatile LockObserver.Holding holding = Observers.NOT_FOLLOWED;

	/** What listeners are told of: nothing that a caller has to keep or may drop. */
	private volatile @Nullable HeldLock handedOut;

	private volatile @Nullable Throwable failure;

	/**
	 * Join the queue.
	 */
	Borrowing(Borrowings around, String name, LeaseTerms terms, LockOptions options, boolean last,
			LockObserver.Attempt attempt) {
		this.around = around;
		this.name = name;
		this.options = options;
		this.last = last;
		this.attempt = attempt;
		this.waitFor = last ? options.waitFor().orElse(Duration.ZERO) : Duration.ZERO;
		this.startedAt = around.lender().now();
		around.observers().asks(name, attempt);
		this.waiter = around.lender().ask(name, terms, this.waitFor, options.handOver().orElse(false));
	}

	boolean isReadyToWait() {
		return !this.waitFor.isZero();
	}

	LockActivity.Waiter describe() {
		Duration left = this.waitFor.minus(waited());
		return new LockActivity.Waiter(this.name, this.caller, waited(), left.isNegative() ? Duration.ZERO : left);
	}

	/**
	 * Completed in the serial context, with a lease or with why there is none.
	 */
	CompletableFuture<Lease> grant() {
		return this.waiter.grant();
	}

	/**
	 * How long a caller waits for the grant at most.
	 */
	Duration limit() {
		return this.waitFor.plus(this.around.lender().answerLimit());
	}

	LockAcquireTimeoutException overdue(Exception cause) {
		return new LockAcquireTimeoutException(this.name, limit(), cause);
	}

	/**
	 * Name the caller in this JVM that has the lock, where that is why there is no grant.
	 */
	OctoStoreException explained(OctoStoreException failure) {
		return LocalHolders.explain(this.name, failure, this.around.lender().loans());
	}

	/**
	 * Wait for the grant, and take it.
	 */
	LockHandle await() throws InterruptedException {
		try {
			awaitGrant();
		}
		catch (Throwable ex) {
			failed(ex);
			throw ex;
		}
		LockHandle lock = take();
		lock.loan().acquiredBy(Thread.currentThread());
		return lock;
	}

	private void awaitGrant() throws InterruptedException {
		try {
			grant().get(limit().toNanos(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			abandon(ex);
			throw ex;
		}
		catch (TimeoutException ex) {
			abandon(ex);
			throw explained(overdue(ex));
		}
		catch (ExecutionException ex) {
			if (ex.getCause() instanceof OctoStoreException cause) {
				OctoStoreException failure = explained(cause);
				// Show the caller's stack; the cause still has the one that failed
				failure.fillInStackTrace();
				throw failure;
			}
			throw new IllegalStateException("Lock '" + this.name + "' could not be acquired", ex.getCause());
		}
	}

	/**
	 * Take the lease that was granted.
	 */
	LockHandle take() {
		tell(AcquireOutcome.ACQUIRED, null);
		Duration waited = waited();
		Loan loan = this.around.lender()
			.lend(this.name, this.waiter, this.options.handOver().orElse(false),
					this.options.maxHold().orElse(Duration.ZERO), this);
		LockHandle lock = new LockHandle(loan, this);
		this.handedOut = lock;
		this.holding = this.attempt.handedOut(lock);
		this.around.observers().holds(this.name, this.holding);
		this.around.listeners().tell((listener) -> listener.lockHandedOut(new HandOutEvent(lock, label(), waited)));
		return lock;
	}

	/**
	 * The caller goes: a grant that comes for it from now on goes to the next caller, or
	 * back.
	 */
	void abandon(Exception reason) {
		this.around.lender().abandon(this.name, this.waiter, reason);
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
				asksNoMore();
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

	private void asksNoMore() {
		this.around.waiting().remove(this);
		this.around.observers().asksNoMore(this.name, this.attempt);
	}

	private void tell(AcquireOutcome outcome, @Nullable Throwable failure) {
		asksNoMore();
		boolean contended = this.waiter.isContended();
		this.attempt.ended(outcome, contended, failure);
		Duration waited = waited();
		this.around.listeners()
			.tell((listener) -> listener
				.acquireEnded(new AcquireEvent(this.name, label(), outcome, contended, waited, failure)));
	}

	private Duration waited() {
		return Duration.ofNanos(this.around.lender().now() - this.startedAt);
	}

	@Override
	public String label() {
		return this.options.label().orElse(LockOptions.NO_LABEL);
	}

	@Override
	public void atRisk(Loan loan) {
		Duration remaining = loan.remaining();
		this.around.listeners()
			.tellLater((listener) -> listener.lockAtRisk(new RiskEvent(this.name, label(), remaining)));
	}

	@Override
	public void lost(Loss loss) {
		this.around.listeners().tellLater((listener) -> listener.lockLost(new LossEvent(loss, label())));
	}

	@Override
	public void ended(Loan loan, Lease.ReleaseOutcome release) {
		HeldLock lock = this.handedOut;
		if (lock == null) {
			return;
		}
		this.around.observers().holdsNoMore(this.name, this.holding);
		HeldOutcome outcome = outcome(loan, release);
		this.holding.ended(outcome, (outcome == HeldOutcome.LOST) ? LockedExecution.loss(lock) : null);
		Duration held = loan.lentFor();
		this.around.listeners()
			.tell((listener) -> listener.lockEnded(new EndEvent(lock, label(), outcome, held, this.failure)));
	}

	private static HeldOutcome outcome(Loan loan, Lease.ReleaseOutcome release) {
		if (loan.loss().isPresent()) {
			return HeldOutcome.LOST;
		}
		return (release == Lease.ReleaseOutcome.UNCONFIRMED) ? HeldOutcome.UNCONFIRMED : HeldOutcome.RELEASED;
	}

	/**
	 * Code under the lock has ended with an exception, of which listeners are told at the
	 * end of the lock.
	 */
	void bodyFailed(Throwable how) {
		this.failure = how;
	}

	/**
	 * What follows the lock to its end.
	 */
	LockObserver.Holding holding() {
		return this.holding;
	}

	OnLost onLost() {
		return this.options.onLost().orElse(OnLost.INTERRUPT);
	}

	/**
	 * Whether the lock comes from a lender.
	 */
	boolean isServedBy(Lender lender) {
		return this.around.lender() == lender;
	}

}
