package io.octostore.lending;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;

import io.octostore.LocksClosedException;
import io.octostore.LocksSuspendedException;
import io.octostore.authority.LockAuthority;
import io.octostore.lease.Lease;
import io.octostore.lease.LeaseClock;
import io.octostore.lease.LeaseKeeper;
import io.octostore.lease.LeaseScheduler;
import io.octostore.lease.LeaseScheduler.Cancellable;

/**
 * One queue for each lock that somebody of this instance wants or has. The methods that
 * callers use enter the serial context; all other state is confined to it.
 */
public final class LockQueues {

	private final LeaseKeeper keeper;

	private final LeaseClock clock;

	private final LeaseScheduler scheduler;

	private final RandomGenerator random;

	private final LockAuthority authority;

	private final Set<RemoteWatch> openWatches = new LinkedHashSet<>();

	private final Map<String, LockQueue> queues = new HashMap<>();

	private final AfterLoss afterLoss = new AfterLoss();

	private final AtomicInteger waiting = new AtomicInteger();

	private boolean closed;

	private boolean suspended;

	private @Nullable Runnable whenDrained;

	LockQueues(LeaseKeeper keeper, LeaseClock clock, LeaseScheduler scheduler, RandomGenerator random,
			LockAuthority authority) {
		this.keeper = keeper;
		this.clock = clock;
		this.scheduler = scheduler;
		this.random = random;
		this.authority = authority;
	}

	/**
	 * Want a lock; the waiter's future tells the rest. Any thread.
	 */
	public void join(String name, Waiter waiter) {
		this.keeper.execute(() -> {
			if (this.closed) {
				waiter.fail(new LocksClosedException(name));
			}
			else if (this.suspended) {
				waiter.fail(new LocksSuspendedException(name));
			}
			else {
				this.queues.computeIfAbsent(name, (key) -> new LockQueue(this, key)).join(waiter);
			}
		});
	}

	/**
	 * Want it no more, after the waiter's future was completed by the caller. Any thread.
	 */
	public void leave(String name, Waiter waiter) {
		this.keeper.execute(() -> {
			LockQueue queue = this.queues.get(name);
			if (queue != null) {
				queue.leave(waiter);
			}
		});
	}

	/**
	 * Give a lent lock back. Any thread.
	 */
	public void giveBack(Lease lease, Consumer<? super Lease.ReleaseOutcome> outcome) {
		this.keeper.execute(() -> {
			LockQueue queue = this.queues.get(lease.name());
			if (queue != null) {
				queue.giveBack(lease, outcome);
			}
		});
	}

	/**
	 * Give a lent lock back, or pass its lease on to the next caller where that is
	 * allowed. Any thread.
	 */
	public void passOn(Lease lease, Consumer<? super Lease.ReleaseOutcome> outcome) {
		this.keeper.execute(() -> {
			LockQueue queue = this.queues.get(lease.name());
			if (queue != null) {
				queue.passOn(lease, outcome);
			}
		});
	}

	/**
	 * Refuse all that wait and all that come, and say when nobody has a lock any more.
	 * Any thread.
	 */
	void close(Runnable drained) {
		this.keeper.execute(() -> {
			this.closed = true;
			this.whenDrained = drained;
			List.copyOf(this.queues.values()).forEach((queue) -> queue.close(new LocksClosedException(queue.name())));
			checkDrained();
		});
	}

	/**
	 * Refuse all that come until {@link #resume}. Any thread.
	 * @return completes with the names of the locks that somebody wants or has, or that
	 * are being given back
	 */
	CompletableFuture<Set<String>> suspend() {
		CompletableFuture<Set<String>> inUse = new CompletableFuture<>();
		this.keeper.execute(() -> {
			this.suspended = true;
			inUse.complete(Set.copyOf(this.queues.keySet()));
		});
		return inUse;
	}

	/**
	 * Refuse nobody any more, unless closed. Any thread.
	 */
	void resume() {
		this.keeper.execute(() -> this.suspended = false);
	}

	/**
	 * How many callers wait. Any thread.
	 */
	int waiting() {
		return this.waiting.get();
	}

	void waitingChanged(int difference) {
		this.waiting.addAndGet(difference);
	}

	/**
	 * The server could not be reached: an open stream is no sign of life, and may even
	 * keep a server that is stopping from ending. Any thread.
	 */
	void endWatches() {
		this.keeper.execute(() -> List.copyOf(this.openWatches).forEach(RemoteWatch::end));
	}

	/**
	 * Count a watch.
	 * @return whether there may be another one
	 */
	boolean watchOpened(RemoteWatch watch) {
		return this.openWatches.size() < RemoteWatch.BUDGET && this.openWatches.add(watch);
	}

	void watchClosed(RemoteWatch watch) {
		this.openWatches.remove(watch);
	}

	/**
	 * How long a caller that waits puts its request off because of locks that were lost.
	 */
	long nextTurn() {
		return this.afterLoss.nextTurn(now());
	}

	/**
	 * A lent lease comes back, which is lost perhaps.
	 */
	void returned(Lease lease) {
		lease.loss().ifPresent((loss) -> this.afterLoss.givenBack(loss.reason(), now(), this.random));
	}

	LockAuthority authority() {
		return this.authority;
	}

	public Cancellable schedule(Runnable task, Duration delay) {
		return this.scheduler.schedule(() -> this.keeper.execute(task), delay);
	}

	void forget(LockQueue queue) {
		this.queues.remove(queue.name(), queue);
		checkDrained();
	}

	private void checkDrained() {
		Runnable drained = this.whenDrained;
		if (drained != null && this.queues.values().stream().noneMatch(LockQueue::isOccupied)) {
			this.whenDrained = null;
			drained.run();
		}
	}

	LeaseKeeper keeper() {
		return this.keeper;
	}

	long now() {
		return this.clock.now();
	}

	RandomGenerator random() {
		return this.random;
	}

}
