package io.octostore.lending;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.octostore.Loss;
import io.octostore.internal.Safeguard;
import io.octostore.lease.Lease;
import io.octostore.lease.LeaseClock;
import io.octostore.lease.LeaseTimings;

/**
 * A lease that is lent to a caller, until the last of its users has left. Thread safe.
 */
public final class Loan {

	/** How long a caller waits for the news that its lock is released. */
	public static final Duration RELEASE_LIMIT = LeaseTimings.RELEASE_TIMEOUT.plusMillis(500);

	/** A name that users know: these warnings are about what their code does. */
	private static final Logger logger = LoggerFactory.getLogger("io.octostore.lock.OctoStoreLocks");

	private final Lease lease;

	private final Borrower borrower;

	private final Surroundings around;

	private final boolean shared;

	private volatile boolean passOn;

	/** Made before the loan is handed out, if it is limited. */
	private volatile @Nullable HoldLimit limit;

	/** Refer to what callers have: only a reference that is reachable is told of. */
	private final Queue<Reference<?>> watches = new ConcurrentLinkedQueue<>();

	private final long lentAt;

	private final AtomicBoolean closed = new AtomicBoolean();

	/** The body, and all that keep the lock beyond its end. */
	private final AtomicInteger users = new AtomicInteger(1);

	private final LoanListeners listeners;

	private final CompletableFuture<Lease.ReleaseOutcome> released = new CompletableFuture<>();

	/** The thread that has waited for it; nothing for reactive code. */
	private volatile @Nullable Reference<Thread> holder;

	Loan(Lease lease, boolean shared, boolean passOn, Borrower borrower, Surroundings around) {
		this.lease = lease;
		this.shared = shared;
		this.passOn = passOn;
		this.borrower = borrower;
		this.around = around;
		this.lentAt = around.clock().now();
		this.listeners = new LoanListeners(around.callbacks());
		lease.onLoss(this::lost);
		lease.onRisk(this::atRisk);
	}

	/**
	 * Remember which thread has acquired the lock.
	 */
	public void acquiredBy(Thread thread) {
		this.holder = new WeakReference<>(thread);
	}

	/**
	 * The thread that has acquired the lock, if it is known and lives.
	 */
	public @Nullable Thread holder() {
		Reference<Thread> reference = this.holder;
		Thread thread = (reference != null) ? reference.get() : null;
		return (thread != null && thread.isAlive()) ? thread : null;
	}

	/**
	 * End the claim when it has lasted too long; zero for no limit.
	 */
	void limitTo(Duration maxHold) {
		if (!maxHold.isZero()) {
			HoldLimit made = new HoldLimit(this.around.clock()::now,
					(delay) -> this.around.queues().schedule(this::overdue, delay));
			this.limit = made;
			made.endAfter(maxHold);
		}
	}

	/**
	 * Move the end of the claim, if it is limited, to a later time.
	 */
	public void extendMaxHold(Duration maxHold) {
		HoldLimit current = this.limit;
		if (current != null) {
			current.extendTo(maxHold);
		}
	}

	/**
	 * In the engine's serial context.
	 */
	private void overdue() {
		if (isHeld()) {
			logger.warn("Lock '{}' (fencing token {}) was held for its limit of {} ms and counts as lost from now on; "
					+ "it is not renewed any more", name(), fencingToken(), lentFor().toMillis());
			this.lease.endForMaxHold();
		}
	}

	/**
	 * End the claim because an operator asks for it.
	 */
	public void revoke() {
		logger.warn("Lock '{}' (fencing token {}) was taken away by an operator: its code is told to stop", name(),
				fencingToken());
		this.lease.endForRevocation();
	}

	/**
	 * The process ends its claims.
	 */
	void endForShutdown() {
		this.lease.endForShutdown();
	}

	/**
	 * Release the lock when nothing refers to a handle any more.
	 * @return the handle
	 */
	public <T> T releaseWithout(T handle) {
		watch(handle, this::dropped);
		return handle;
	}

	/**
	 * Run something in the engine's serial context when nothing refers to a handle any
	 * more.
	 */
	void watch(Object handle, Runnable whenDropped) {
		this.watches.add(this.around.dropped().watch(handle, whenDropped));
	}

	/**
	 * In the engine's serial context.
	 */
	private void dropped() {
		if (this.closed.get()) {
			return;
		}
		logger.warn(
				"Lock '{}' (fencing token {}) was never closed, and nothing refers to it any more {} ms after it was "
						+ "handed out; it is released now. Close locks in a finally block",
				name(), fencingToken(), lentFor().toMillis());
		endsExceptionally();
		releaseLater();
	}

	@SuppressWarnings("FutureReturnValueIgnored") // it tells no more than the outcome
	void releaseLater() {
		release().thenAccept((outcome) -> this.around.callbacks().callLater(() -> ended(outcome)));
	}

	/**
	 * Run something on another thread when the lock is lost, at once if it is lost
	 * already; perhaps twice.
	 */
	public void interruptWith(Runnable interrupt) {
		this.listeners.signal((lost) -> this.around.callbacks().interruptLater(interrupt));
	}

	/**
	 * Set what tells the body of a loss, if there is one already at once. It is called in
	 * the engine's serial context, perhaps twice.
	 */
	public void signalLoss(Consumer<Loss> signal) {
		this.listeners.signal(signal);
	}

	/**
	 * In the engine's serial context.
	 */
	@Safeguard("only-the-borrower-returns-a-lost-lock")
	private void lost(io.octostore.lease.Loss how) {
		Loss lost = describe(how);
		this.listeners.lost(lost, this.closed::get);
		this.borrower.lost(lost);
	}

	/**
	 * In the engine's serial context.
	 */
	private void atRisk() {
		this.borrower.atRisk(this);
		this.listeners.atRisk(this::isHeld);
	}

	private Loss describe(io.octostore.lease.Loss how) {
		return new Loss(name(), fencingToken(), how.reason(), how.certainty());
	}

	public String name() {
		return this.lease.name();
	}

	public String label() {
		return this.borrower.label();
	}

	public long fencingToken() {
		return this.lease.fencingToken();
	}

	/**
	 * Whether earlier callers had the same lease.
	 */
	public boolean isShared() {
		return this.shared;
	}

	public boolean isClosed() {
		return this.closed.get();
	}

	public boolean isHeld() {
		return !this.closed.get() && this.lease.isHeld();
	}

	public Duration remaining() {
		return this.closed.get() ? Duration.ZERO : this.lease.remaining();
	}

	public Duration lentFor() {
		return Duration.ofNanos(this.around.clock().now() - this.lentAt);
	}

	public Optional<Loss> loss() {
		return this.lease.loss().map(this::describe);
	}

	/**
	 * Call a listener of the loss, once, unless the loan is closed by then.
	 */
	public void onLost(Consumer<Loss> listener) {
		this.listeners.onLost(listener, this.closed::get);
	}

	/**
	 * Call a listener each time the lock is at risk.
	 */
	public void onAtRisk(Runnable listener) {
		this.listeners.onAtRisk(listener);
	}

	/**
	 * Add a user.
	 * @throws IllegalStateException if the last one has left
	 */
	public LoanUse use() {
		if (this.users.getAndUpdate((count) -> (count > 0) ? count + 1 : 0) == 0) {
			throw new IllegalStateException("Lock '" + name() + "' was released and cannot be kept");
		}
		return new LoanUse(this);
	}

	/**
	 * A user has left.
	 * @return whether it was the last one, after which the lock is to be released
	 */
	public boolean leave() {
		return this.users.decrementAndGet() == 0;
	}

	/**
	 * What the borrower did may be half done: the next one needs a token of its own.
	 */
	@Safeguard("pass-nothing-on-after-a-failure")
	public void endsExceptionally() {
		this.passOn = false;
	}

	/**
	 * Release the lock and wait for that; a second call does nothing.
	 */
	public void close() {
		if (this.closed.get()) {
			return;
		}
		CompletableFuture<Lease.ReleaseOutcome> outcome = release();
		Waiting.quietly(outcome, RELEASE_LIMIT);
		ended(outcome.getNow(Lease.ReleaseOutcome.UNCONFIRMED));
	}

	/**
	 * Give the lock back without waiting; a second call does nothing. {@link #ended} is
	 * to be called after.
	 * @return completed in the engine's serial context
	 */
	public CompletableFuture<Lease.ReleaseOutcome> release() {
		if (this.closed.compareAndSet(false, true)) {
			HoldLimit current = this.limit;
			if (current != null) {
				current.cancel();
			}
			giveBack();
		}
		return this.released;
	}

	private void giveBack() {
		LockQueues queues = this.around.queues();
		if (!this.lease.toBeHeld().isZero()) {
			queues.holdBack(this.lease, this.released::complete);
		}
		else if (this.passOn) {
			queues.passOn(this.lease, this.released::complete);
		}
		else {
			queues.giveBack(this.lease, this.released::complete);
		}
	}

	/**
	 * Tell the borrower, once.
	 */
	public void ended(Lease.ReleaseOutcome outcome) {
		if (this.around.loans().remove(this)) {
			this.borrower.ended(this, outcome);
		}
	}

	@Override
	@Safeguard("a-lock-shows-no-secret")
	public String toString() {
		return "HeldLock[" + name() + ", fencingToken=" + fencingToken() + ", held=" + isHeld() + "]";
	}

	/**
	 * What loans need.
	 *
	 * @param queues those that the lease came from and goes back to
	 * @param clock the time
	 * @param callbacks run listeners
	 * @param dropped finds handles that were dropped
	 * @param loans those that have not ended
	 */
	record Surroundings(LockQueues queues, LeaseClock clock, Callbacks callbacks, DroppedLoans dropped,
			Set<Loan> loans) {
	}

}
