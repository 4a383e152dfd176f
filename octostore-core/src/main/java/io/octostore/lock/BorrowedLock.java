package io.octostore.lock;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.octostore.LockLostException;
import io.octostore.Loss;
import io.octostore.internal.Safeguard;
import io.octostore.lease.Lease;
import io.octostore.lease.LeaseTimings;
import io.octostore.lending.Waiting;
import io.octostore.lock.LockListener.LossEvent;
import io.octostore.lock.LockListener.RiskEvent;

/**
 * A lease that is lent to a caller.
 */
final class BorrowedLock implements HeldLock {

	/** How much longer than the exchange a caller waits for the news of its end. */
	static final Duration MARGIN = Duration.ofMillis(500);

	private static final Logger logger = LoggerFactory.getLogger(OctoStoreLocks.class);

	private final DefaultOctoStoreLocks locks;

	private final Lease lease;

	private final String label;

	private final OnLost onLost;

	private final boolean shared;

	private volatile boolean passOn;

	private final HoldLimit limit;

	/** Refer to what callers have: only a reference that is reachable is told of. */
	private final Queue<Reference<?>> watches = new ConcurrentLinkedQueue<>();

	private final long handedOutAt;

	private final AtomicBoolean closed = new AtomicBoolean();

	/** The body, and all that keep the lock beyond its end. */
	private final AtomicInteger users = new AtomicInteger(1);

	/** Guarded by itself. */
	private final List<Consumer<Loss>> listeners = new ArrayList<>();

	private final List<Consumer<HeldLock>> riskListeners = new CopyOnWriteArrayList<>();

	/** Guarded by {@link #listeners} for writing. */
	private volatile @Nullable Loss loss;

	private volatile @Nullable Consumer<Loss> lossSignal;

	private final CompletableFuture<Lease.ReleaseOutcome> released = new CompletableFuture<>();

	private volatile LockObserver.Holding holding = Observers.NOT_FOLLOWED;

	/** The thread that acquired it; nothing for reactive code. */
	private volatile @Nullable Reference<Thread> holder;

	BorrowedLock(DefaultOctoStoreLocks locks, Lease lease, LockOptions options, long handedOutAt, boolean shared) {
		this.locks = locks;
		this.lease = lease;
		this.label = options.label().orElse(LockOptions.NO_LABEL);
		this.onLost = locks.onLost(options);
		this.passOn = options.handOver().orElse(false);
		this.shared = shared;
		this.handedOutAt = handedOutAt;
		this.limit = new HoldLimit(locks::now, (delay) -> locks.queues(lease.name()).schedule(this::overdue, delay));
		lease.onLoss(this::lost);
		lease.onRisk(this::atRisk);
	}

	/**
	 * Let an observer follow the lock to its end.
	 */
	void follow(LockObserver.Holding observed) {
		this.holding = observed;
	}

	/**
	 * Remember which thread has acquired the lock.
	 */
	void acquiredBy(Thread thread) {
		this.holder = new WeakReference<>(thread);
	}

	/**
	 * The thread that has acquired the lock, if it is known and lives.
	 */
	@Nullable Thread holder() {
		Reference<Thread> reference = this.holder;
		Thread thread = (reference != null) ? reference.get() : null;
		return (thread != null && thread.isAlive()) ? thread : null;
	}

	LockObserver.Holding holding() {
		return this.holding;
	}

	/**
	 * End the claim when it has lasted too long.
	 */
	void limitTo(Duration maxHold) {
		this.limit.endAfter(maxHold);
	}

	@Override
	public void extendMaxHold(Duration maxHold) {
		LockOptions.checkMaxHold(maxHold);
		ensureHeld();
		this.limit.extendTo(maxHold);
	}

	/**
	 * In the engine's serial context.
	 */
	private void overdue() {
		if (isHeld()) {
			logger.warn(
					"Lock '{}' (fencing token {}) was held for its limit of {} ms and counts as lost from now on; "
							+ "it is not renewed any more",
					name(), fencingToken(), Duration.ofNanos(this.locks.now() - this.handedOutAt).toMillis());
			this.lease.endForMaxHold();
		}
	}

	void watchedBy(Reference<?> reference) {
		this.watches.add(reference);
	}

	/**
	 * Release a lock that no code refers to any more. In the engine's serial context.
	 */
	void dropped() {
		if (this.closed.get()) {
			return;
		}
		logger.warn(
				"Lock '{}' (fencing token {}) was never closed, and nothing refers to it any more {} ms after it was "
						+ "handed out; it is released now. Close locks in a finally block",
				name(), fencingToken(), Duration.ofNanos(this.locks.now() - this.handedOutAt).toMillis());
		endsExceptionally();
		releaseLater();
	}

	/**
	 * Nothing can end a further use of the lock any more. In the engine's serial context.
	 */
	void dropped(Retention.Use use) {
		if (!use.end() || this.closed.get()) {
			return;
		}
		logger
			.warn("Lock '{}' (fencing token {}) was kept for work that never began or ended, and nothing refers to that "
					+ "work any more; the lock is let go now. Subscribe to each publisher that a locked method returns",
					name(), fencingToken());
		endsExceptionally();
		if (leave()) {
			releaseLater();
		}
	}

	@SuppressWarnings("FutureReturnValueIgnored") // it tells no more than the outcome
	private void releaseLater() {
		release().thenAccept((outcome) -> this.locks.callbacks().callLater(() -> ended(outcome)));
	}

	/**
	 * Set what tells the body of a loss, if there is one already at once. It is called in
	 * the engine's serial context, perhaps twice.
	 */
	void signalLoss(Consumer<Loss> signal) {
		this.lossSignal = signal;
		Loss lost = this.loss;
		if (lost != null) {
			signal.accept(lost);
		}
	}

	/**
	 * In the engine's serial context.
	 */
	@Safeguard("only-the-borrower-returns-a-lost-lock")
	private void lost(io.octostore.lease.Loss how) {
		Loss lost = describe(how);
		List<Consumer<Loss>> told;
		synchronized (this.listeners) {
			this.loss = lost;
			told = List.copyOf(this.listeners);
			this.listeners.clear();
		}
		Consumer<Loss> signal = this.lossSignal;
		if (signal != null) {
			signal.accept(lost);
		}
		this.locks.callbacks().tellLater((listener) -> listener.lockLost(new LossEvent(lost, this.label)));
		if (!this.closed.get()) {
			told.forEach((listener) -> this.locks.callbacks().callLater(() -> listener.accept(lost)));
		}
	}

	/**
	 * In the engine's serial context.
	 */
	private void atRisk() {
		Duration remaining = this.lease.remaining();
		this.locks.callbacks()
			.tellLater((listener) -> listener.lockAtRisk(new RiskEvent(name(), this.label, remaining)));
		this.riskListeners.forEach((listener) -> this.locks.callbacks().callLater(() -> {
			if (isHeld()) {
				listener.accept(this);
			}
		}));
	}

	private Loss describe(io.octostore.lease.Loss how) {
		return new Loss(name(), fencingToken(), how.reason(), how.certainty());
	}

	@Override
	public String name() {
		return this.lease.name();
	}

	@Override
	public int permit() {
		return Permits.number(name());
	}

	@Override
	public long fencingToken() {
		return this.lease.fencingToken();
	}

	@Override
	public boolean isShared() {
		return this.shared;
	}

	@Override
	public boolean isHeld() {
		return !this.closed.get() && this.lease.isHeld();
	}

	@Override
	public Duration remaining() {
		return this.closed.get() ? Duration.ZERO : this.lease.remaining();
	}

	@Override
	public void ensureHeld() {
		ensureHeld(Duration.ZERO);
	}

	@Override
	public void ensureHeld(Duration need) {
		if (isHeld()) {
			Duration remaining = remaining();
			if (remaining.compareTo(need) < 0) {
				throw new IllegalStateException("Lock '" + name() + "' is held for another " + remaining.toMillis()
						+ " ms only, " + need.toMillis() + " ms are needed");
			}
			return;
		}
		Loss lost = loss()
			.orElseThrow(() -> new IllegalStateException("Lock '" + name() + "' was closed and is not held any more"));
		throw new LockLostException(lost);
	}

	@Override
	public void onLost(Consumer<Loss> listener) {
		Loss lost;
		synchronized (this.listeners) {
			lost = this.loss;
			if (lost == null) {
				this.listeners.add(listener);
				return;
			}
		}
		if (!this.closed.get()) {
			this.locks.callbacks().callLater(() -> listener.accept(lost));
		}
	}

	@Override
	public void onAtRisk(Consumer<HeldLock> listener) {
		this.riskListeners.add(listener);
	}

	@Override
	public Optional<Loss> loss() {
		return this.lease.loss().map(this::describe);
	}

	@Override
	public void close() {
		if (this.closed.get()) {
			return;
		}
		CompletableFuture<Lease.ReleaseOutcome> outcome = release();
		Waiting.quietly(outcome, LeaseTimings.RELEASE_TIMEOUT.plus(MARGIN));
		ended(outcome.getNow(Lease.ReleaseOutcome.UNCONFIRMED));
	}

	/**
	 * Keep the lock for one more user.
	 * @throws IllegalStateException if the last user has left it
	 */
	RetainedLock retain() {
		if (this.users.getAndUpdate((count) -> (count > 0) ? count + 1 : 0) == 0) {
			throw new IllegalStateException("Lock '" + name() + "' was released and cannot be kept");
		}
		return this.locks.watch(this, new Retention(this.locks, this));
	}

	/**
	 * A user has ended.
	 * @return whether it was the last one, after which the lock is to be released
	 */
	boolean leave() {
		return this.users.decrementAndGet() == 0;
	}

	/**
	 * Give the lock back without waiting; a second call does nothing. {@link #ended} is
	 * to be called after.
	 * @return completed in the engine's serial context
	 */
	CompletableFuture<Lease.ReleaseOutcome> release() {
		if (this.closed.compareAndSet(false, true)) {
			this.limit.cancel();
			this.locks.giveBack(this, this.released::complete);
		}
		return this.released;
	}

	/**
	 * Tell the listeners, once.
	 */
	void ended(Lease.ReleaseOutcome outcome) {
		this.locks.ended(this, heldOutcome(outcome));
	}

	private LockListener.HeldOutcome heldOutcome(Lease.ReleaseOutcome outcome) {
		if (this.lease.loss().isPresent()) {
			return LockListener.HeldOutcome.LOST;
		}
		return (outcome == Lease.ReleaseOutcome.UNCONFIRMED) ? LockListener.HeldOutcome.UNCONFIRMED
				: LockListener.HeldOutcome.RELEASED;
	}

	/**
	 * What the borrower did may be half done: the next one needs a token of its own.
	 */
	@Safeguard("pass-nothing-on-after-a-failure")
	void endsExceptionally() {
		this.passOn = false;
	}

	boolean mayBePassedOn() {
		return this.passOn;
	}

	Lease lease() {
		return this.lease;
	}

	String label() {
		return this.label;
	}

	OnLost onLost() {
		return this.onLost;
	}

	long handedOutAt() {
		return this.handedOutAt;
	}

	@Override
	@Safeguard("a-lock-shows-no-secret")
	public String toString() {
		return "HeldLock[" + name() + ", fencingToken=" + fencingToken() + ", held=" + isHeld() + "]";
	}

}
