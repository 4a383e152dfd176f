package io.octostore.lending;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiConsumer;
import java.util.random.RandomGenerator;

import io.octostore.LocksNotSuspendedException;
import io.octostore.authority.LockAuthority;
import io.octostore.lease.LeaseClock;
import io.octostore.lease.LeaseEvents;
import io.octostore.lease.LeaseKeeper;
import io.octostore.lease.LeaseScheduler;
import io.octostore.lease.LeaseTimings;
import io.octostore.lease.SessionStatus;

/**
 * The partitions of the locks, one for each credential, and what is done in all of them.
 * Thread safe.
 */
final class Partitions {

	/** Two attempts, and a little for the way. */
	private static final Duration END_OF_SESSIONS = LeaseTimings.END_SESSION_TIMEOUT.multipliedBy(2).plusMillis(200);

	/** More than the tasks of a serial context ever need. */
	private static final Duration SERIAL_TASK = Duration.ofSeconds(2);

	private final List<Partition> all;

	Partitions(List<LockAuthority> authorities, LeaseClock clock, LeaseScheduler scheduler, RandomGenerator random,
			Duration acquireTimeout, LeaseEvents events) {
		this.all = authorities.stream()
			.map((authority) -> Partition.of(authority, clock, scheduler, random, acquireTimeout, events))
			.toList();
	}

	LockQueues queues(String name) {
		return this.all.get(index(name)).queues();
	}

	/**
	 * The partition of a name. The same in all instances with the same clients, which
	 * spreads the locks evenly but matters for nothing else.
	 */
	private int index(String name) {
		int hash = name.hashCode() * 0x9E3779B9;
		return (int) Integer.toUnsignedLong(hash >>> 16) % this.all.size();
	}

	/**
	 * How many of some names the partition has that has the most of them.
	 */
	int mostInOne(List<String> names) {
		int[] counts = new int[this.all.size()];
		names.forEach((name) -> counts[index(name)]++);
		return Arrays.stream(counts).max().orElse(0);
	}

	int waiting() {
		return this.all.stream().mapToInt((partition) -> partition.queues().waiting()).sum();
	}

	SessionStatus sessionStatus() {
		return SessionStatus
			.mostUrgent(this.all.stream().map((partition) -> partition.keeper().sessionStatus()).toList());
	}

	void confirm() {
		this.all.forEach((partition) -> partition.keeper().execute(partition.keeper()::confirm));
	}

	void acknowledgeFencingRegression() {
		this.all.forEach((partition) -> partition.keeper().execute(partition.keeper()::acknowledgeFencingRegression));
	}

	void endWatches() {
		this.all.forEach((partition) -> partition.queues().endWatches());
	}

	/**
	 * Refuse all callers, or none if a lock is in use, and end all sessions.
	 */
	synchronized void suspend() {
		Set<String> inUse = new HashSet<>();
		boolean quiet = Waiting.quietly(refuseCallers(inUse), SERIAL_TASK);
		if (!quiet || !inUse.isEmpty() || !Waiting.quietly(forgetSessions(), END_OF_SESSIONS)) {
			resume();
			throw new LocksNotSuspendedException(inUse);
		}
	}

	private CompletableFuture<?> refuseCallers(Set<String> inUse) {
		CompletableFuture<?> all = CompletableFuture.completedFuture(true);
		for (Partition partition : this.all) {
			all = all.thenCombine(partition.queues().suspend(), (before, names) -> inUse.addAll(names));
		}
		return all;
	}

	private CompletableFuture<?> forgetSessions() {
		return inEach((partition, done) -> partition.queues().forgetSessions(done));
	}

	synchronized void resume() {
		this.all.forEach((partition) -> partition.queues().resume());
	}

	/**
	 * Refuse all callers for good.
	 * @return completes when no lock is held any more
	 */
	CompletableFuture<?> drain() {
		return inEach((partition, done) -> partition.queues().close(done));
	}

	/**
	 * End the sessions under which no lock is lent, and wait for that.
	 */
	void shutdown() {
		Waiting.quietly(
				inEach((partition, done) -> partition.keeper().execute(() -> partition.keeper().shutdown(done))),
				END_OF_SESSIONS);
	}

	/**
	 * Start something in each partition.
	 * @return completes when it is done in all
	 */
	private CompletableFuture<?> inEach(BiConsumer<Partition, Runnable> action) {
		List<CompletableFuture<Boolean>> ends = new ArrayList<>();
		for (Partition partition : this.all) {
			CompletableFuture<Boolean> end = new CompletableFuture<>();
			ends.add(end);
			action.accept(partition, () -> end.complete(true));
		}
		return CompletableFuture.allOf(ends.toArray(CompletableFuture[]::new));
	}

	/**
	 * One credential's share of the locks.
	 *
	 * @param keeper the engine, with the sessions
	 * @param queues the queues of the names that go through it
	 */
	private record Partition(LeaseKeeper keeper, LockQueues queues) {

		static Partition of(LockAuthority authority, LeaseClock clock, LeaseScheduler scheduler, RandomGenerator random,
				Duration acquireTimeout, LeaseEvents events) {
			LeaseKeeper keeper = new LeaseKeeper(authority, clock, scheduler, random, acquireTimeout, events);
			return new Partition(keeper, new LockQueues(keeper, clock, scheduler, random, authority));
		}

	}

}
