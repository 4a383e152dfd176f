package io.octostore.lending;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

import io.octostore.LocksNotSuspendedException;
import io.octostore.authority.LockAuthority;
import io.octostore.lease.LeaseClock;
import io.octostore.lease.LeaseEvents;
import io.octostore.lease.LeaseScheduler;
import io.octostore.lease.LeaseTerms;
import io.octostore.lease.LeaseTimings;
import io.octostore.lease.SessionStatus;

/**
 * Lends the locks of one instance: the only way in to this package. A caller
 * {@linkplain #ask asks} for a lock and gets a place in its queue; when a lease was
 * granted to that, it is {@linkplain #lend lent} to the caller. Each credential has a
 * part of the names. Knows all loans. Thread safe.
 */
public final class Lender {

	/** How long borrowers get to return after they were told of the shutdown. */
	private static final Duration LAST_GRACE = Duration.ofSeconds(2);

	/** What a call takes beside its requests, at most. */
	private static final Duration ANSWER_MARGIN = Duration.ofSeconds(2);

	/** Two attempts, and a little for the way. */
	private static final Duration END_OF_SESSIONS = LeaseTimings.END_SESSION_TIMEOUT.multipliedBy(2).plusMillis(200);

	/** More than the tasks of a serial context ever need. */
	private static final Duration SERIAL_TASK = Duration.ofSeconds(2);

	private final LeaseClock clock;

	private final LeaseScheduler scheduler;

	private final Duration acquireTimeout;

	private final Callbacks callbacks;

	/** One for each credential. */
	private final List<LockQueues> partitions;

	private final DroppedLoans dropped = new DroppedLoans();

	private final Set<Loan> loans = ConcurrentHashMap.newKeySet();

	/** Guards the suspension against its end. */
	private final Object suspension = new Object();

	private final AtomicBoolean closing = new AtomicBoolean();

	private final CompletableFuture<Void> closed = new CompletableFuture<>();

	/**
	 * Lend locks from now on; nothing is started or sent before the first is asked for.
	 * @param authorities the ways to the service, one for each credential
	 * @param clock the time
	 * @param scheduler the timers, closed with the lender
	 * @param random source of jitter
	 * @param acquireTimeout bound of one request on the way to a lease
	 * @param callbacks run listeners, closed with the lender
	 * @param events listener, called in the engines' serial contexts
	 */
	public Lender(List<LockAuthority> authorities, LeaseClock clock, LeaseScheduler scheduler, RandomGenerator random,
			Duration acquireTimeout, Callbacks callbacks, LeaseEvents events) {
		this.clock = clock;
		this.scheduler = scheduler;
		this.acquireTimeout = acquireTimeout;
		this.callbacks = callbacks;
		LeaseEvents watched = new WatchedEvents(events);
		this.partitions = authorities.stream()
			.map((authority) -> LockQueues.of(authority, clock, scheduler, random, acquireTimeout, watched))
			.toList();
	}

	private LockQueues queues(String name) {
		return this.partitions.get(partition(name));
	}

	/**
	 * The partition of a name. The same in all instances with the same clients, which
	 * spreads the locks evenly but matters for nothing else.
	 */
	private int partition(String name) {
		int hash = name.hashCode() * 0x9E3779B9;
		return (int) Integer.toUnsignedLong(hash >>> 16) % this.partitions.size();
	}

	/**
	 * Join the queue of a lock.
	 * @param passOn whether the lease may come from the caller before
	 * @return whose future tells the rest
	 */
	public Waiter ask(String name, LeaseTerms terms, Duration waitFor, boolean passOn) {
		Waiter waiter = new Waiter(terms, waitFor, now(), passOn);
		queues(name).join(name, waiter);
		return waiter;
	}

	/**
	 * The caller goes: a grant that comes for it from now on goes to the next caller, or
	 * back.
	 */
	public void abandon(String name, Waiter waiter, Exception reason) {
		LockQueues queues = queues(name);
		if (waiter.grant().completeExceptionally(reason)) {
			queues.leave(name, waiter);
		}
		else if (!waiter.grant().isCompletedExceptionally()) {
			queues.giveBack(waiter.grant().join(), (ignored) -> {
			});
		}
	}

	/**
	 * Lend the lease that was granted to a caller.
	 * @param passOn whether the lease may go to the caller after
	 * @param maxHold longest hold, zero for no limit
	 * @param borrower the caller
	 */
	public Loan lend(String name, Waiter waiter, boolean passOn, Duration maxHold, Borrower borrower) {
		Loan loan = new Loan(waiter.grant().join(), waiter.isShared(), passOn, borrower,
				new Loan.Surroundings(queues(name), this.clock, this.callbacks, this.dropped, this.loans));
		this.loans.add(loan);
		loan.limitTo(maxHold);
		return loan;
	}

	/**
	 * How long a caller waits for its answer at most, beside the time that it wants to
	 * wait: the engine answers within two requests, this is for the case that it does
	 * not.
	 */
	public Duration answerLimit() {
		return this.acquireTimeout.multipliedBy(2).plus(ANSWER_MARGIN);
	}

	/**
	 * Loans that have not ended.
	 */
	public Collection<Loan> loans() {
		return this.loans;
	}

	/**
	 * The most of some locks that are held with one credential.
	 */
	public int mostWithOneCredential(List<String> names) {
		int[] counts = new int[this.partitions.size()];
		names.forEach((name) -> counts[partition(name)]++);
		return Arrays.stream(counts).max().orElse(0);
	}

	/**
	 * How many callers wait.
	 */
	public int waiting() {
		return this.partitions.stream().mapToInt(LockQueues::waiting).sum();
	}

	public SessionStatus sessionStatus() {
		return SessionStatus.mostUrgent(this.partitions.stream().map(LockQueues::sessionStatus).toList());
	}

	/**
	 * Ask the service whether all that is held is still held.
	 */
	public void confirm() {
		this.partitions.forEach(LockQueues::confirm);
	}

	/**
	 * Forget the highest fencing token of each lock.
	 */
	public void acknowledgeFencingRegression() {
		this.partitions.forEach(LockQueues::acknowledgeFencingRegression);
	}

	/**
	 * Refuse all callers, or none if a lock is in use, and end all sessions.
	 * @throws LocksNotSuspendedException if that cannot be done
	 */
	public void suspend() {
		if (Waiting.isForbidden()) {
			throw new IllegalStateException(
					"The locks cannot be suspended on thread " + Thread.currentThread().getName()
							+ ", which must not block: it may be the one that brings the answers");
		}
		if (!isClosing()) {
			synchronized (this.suspension) {
				suspendAll();
			}
		}
	}

	private void suspendAll() {
		Set<String> inUse = new HashSet<>();
		boolean quiet = Waiting.quietly(refuseCallers(inUse), SERIAL_TASK);
		if (!quiet || !inUse.isEmpty() || !Waiting.quietly(inEach(LockQueues::forgetSessions), END_OF_SESSIONS)) {
			resume();
			throw new LocksNotSuspendedException(inUse);
		}
	}

	private CompletableFuture<?> refuseCallers(Set<String> inUse) {
		CompletableFuture<?> all = CompletableFuture.completedFuture(true);
		for (LockQueues partition : this.partitions) {
			all = all.thenCombine(partition.suspend(), (before, names) -> inUse.addAll(names));
		}
		return all;
	}

	/**
	 * Refuse no callers any more, unless closed.
	 */
	public void resume() {
		synchronized (this.suspension) {
			this.partitions.forEach(LockQueues::resume);
		}
	}

	public long now() {
		return this.clock.now();
	}

	public boolean isClosing() {
		return this.closing.get();
	}

	/**
	 * Refuse all callers, wait for borrowers, end their claims, and end the sessions.
	 * @param timeout how long to wait for borrowers
	 */
	public void close(Duration timeout) {
		if (!this.closing.compareAndSet(false, true)) {
			Waiting.quietly(this.closed, timeout.plus(LAST_GRACE).plus(LAST_GRACE));
			return;
		}
		CompletableFuture<?> drained = inEach(LockQueues::close);
		if (!Waiting.quietly(drained, timeout)) {
			this.loans.forEach(Loan::endForShutdown);
			Waiting.quietly(drained, LAST_GRACE);
		}
		Waiting.quietly(inEach(LockQueues::shutdown), END_OF_SESSIONS);
		this.scheduler.close();
		this.callbacks.close();
		this.closed.complete(null);
	}

	/**
	 * Start something in each partition.
	 * @return completes when it is done in all
	 */
	private CompletableFuture<?> inEach(BiConsumer<LockQueues, Runnable> action) {
		List<CompletableFuture<Boolean>> ends = new ArrayList<>();
		for (LockQueues partition : this.partitions) {
			CompletableFuture<Boolean> end = new CompletableFuture<>();
			ends.add(end);
			action.accept(partition, () -> end.complete(true));
		}
		return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
	}

	/**
	 * Looks after watches and dropped loans, and passes the events on.
	 */
	private final class WatchedEvents implements LeaseEvents {

		private final LeaseEvents events;

		WatchedEvents(LeaseEvents events) {
			this.events = events;
		}

		@Override
		public void renewed(Outcome outcome, Duration duration) {
			this.events.renewed(outcome, duration);
		}

		@Override
		public void keptAlive(Outcome outcome, Duration duration) {
			if (outcome == Outcome.UNCERTAIN) {
				Lender.this.partitions.forEach(LockQueues::endWatches);
			}
			this.events.keptAlive(outcome, duration);
		}

		@Override
		public void ticked() {
			Lender.this.dropped.release();
		}

	}

}
