package io.octostore.election;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Schedulers;

import io.octostore.OctoStoreValidationException;
import io.octostore.authority.Attempt;
import io.octostore.client.CampaignRequest;
import io.octostore.internal.ThreadRandom;
import io.octostore.lease.Contended;
import io.octostore.lease.LeaseClock;
import io.octostore.lease.LeaseEvents;
import io.octostore.lease.LeaseKeeper;
import io.octostore.lease.LeaseScheduler;
import io.octostore.lease.LeaseScheduler.Cancellable;
import io.octostore.lease.LeaseTimings;
import io.octostore.lease.Names;

/**
 * Rooms on an engine of their own. All state is confined to its serial context.
 */
final class DefaultLeaderRooms implements LeaderRooms {

	/** What the server allows less what makes an id unique: a dot and 16 digits. */
	static final int MAX_CANDIDATE_ID = 64 - 17;

	private static final Logger logger = LoggerFactory.getLogger(LeaderElection.class);

	private final ElectionCalls calls;

	private final Duration acquireTimeout;

	private final ElectionAuthority authority;

	private final LeaseClock clock;

	private final LeaseScheduler scheduler;

	private final RandomGenerator random;

	private final Executor callbacks;

	private final LeaseKeeper keeper;

	private final AtomicBoolean closing = new AtomicBoolean();

	// Serial context only

	private final Names<Room> rooms = new Names<>(Room::isAtRest);

	private boolean closed;

	private @Nullable Runnable whenQuiet;

	DefaultLeaderRooms(ElectionCalls calls, Duration acquireTimeout) {
		this(calls, LeaseClock.system(), LeaseScheduler.system(), ThreadRandom.INSTANCE,
				(task) -> Schedulers.boundedElastic().schedule(task), acquireTimeout);
	}

	DefaultLeaderRooms(ElectionCalls calls, LeaseClock clock, LeaseScheduler scheduler, RandomGenerator random,
			Executor callbacks) {
		this(calls, clock, scheduler, random, callbacks, LeaseTimings.ACQUIRE_TIMEOUT);
	}

	DefaultLeaderRooms(ElectionCalls calls, LeaseClock clock, LeaseScheduler scheduler, RandomGenerator random,
			Executor callbacks, Duration acquireTimeout) {
		this.calls = calls;
		this.acquireTimeout = LeaseTimings.checkAcquireTimeout(acquireTimeout);
		this.authority = new ElectionAuthority(calls, random);
		this.clock = clock;
		this.scheduler = scheduler;
		this.random = random;
		this.callbacks = callbacks;
		this.keeper = new LeaseKeeper(Contended.ROOM, this.authority, clock, scheduler, random, acquireTimeout,
				new LeaseEvents() {
				});
	}

	/**
	 * Return how long a campaign waits for its answer: no longer than a term that is
	 * granted late can be used, however long the answers of locks may take.
	 * @param ttl time of the term
	 * @return the limit
	 */
	Duration limit(Duration ttl) {
		Duration latest = LeaseTimings.latestGrant(ttl);
		boolean tooLong = this.acquireTimeout.compareTo(LeaseTimings.ACQUIRE_TIMEOUT) > 0
				&& this.acquireTimeout.compareTo(latest) > 0;
		if (!tooLong) {
			return this.acquireTimeout;
		}
		return (latest.compareTo(LeaseTimings.ACQUIRE_TIMEOUT) > 0) ? latest : LeaseTimings.ACQUIRE_TIMEOUT;
	}

	@Override
	public void check(String room, CampaignRequest candidate) {
		if (candidate.candidateId().length() > MAX_CANDIDATE_ID) {
			throw new OctoStoreValidationException("The candidate id '" + candidate.candidateId()
					+ "' must have at most " + MAX_CANDIDATE_ID + " characters, because each campaign adds to it");
		}
		// The client checks when it is called, and sends when it is subscribed to
		this.calls.campaign(room, candidate, new Attempt(this.acquireTimeout, false));
	}

	@Override
	public CompletableFuture<HeldLeadership> campaign(String room, CampaignRequest candidate) {
		check(room, candidate);
		Candidacy candidacy = new Candidacy(candidate, new CompletableFuture<>());
		this.keeper.execute(() -> {
			if (this.closed) {
				this.callbacks.execute(() -> candidacy.result().completeExceptionally(closed()));
			}
			else {
				join(room, candidacy);
			}
		});
		return candidacy.result();
	}

	@SuppressWarnings("FutureReturnValueIgnored") // it tells no more than the result
	private void join(String id, Candidacy candidacy) {
		Room room = this.rooms.get(id, (key) -> new Room(this, key));
		candidacy.result().whenComplete((leadership, failure) -> room.withdraw(candidacy));
		room.join(candidacy);
	}

	private static IllegalStateException closed() {
		return new IllegalStateException("The leader rooms are closed");
	}

	@Override
	public void close() {
		if (!this.closing.compareAndSet(false, true)) {
			return;
		}
		CompletableFuture<Boolean> quiet = new CompletableFuture<>();
		this.keeper.execute(() -> {
			this.closed = true;
			this.whenQuiet = () -> quiet.complete(true);
			this.rooms.all().forEach((room) -> room.close(closed()));
			checkQuiet();
		});
		await(quiet, LeaseTimings.RELEASE_TIMEOUT, () -> logger
			.debug("Some campaigns or resignations were not answered before the leader rooms were closed"));
		this.keeper.execute(() -> this.keeper.shutdown(() -> {
		}));
		this.scheduler.close();
	}

	/**
	 * Wait for the engine, except on a thread that must not block. An interrupt ends the
	 * wait and is preserved.
	 * @param ifUnknown run when the time is over
	 */
	static void await(CompletableFuture<?> future, Duration limit, Runnable ifUnknown) {
		if (Schedulers.isInNonBlockingThread()) {
			return;
		}
		try {
			future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			ifUnknown.run();
		}
	}

	/**
	 * A room may have nothing to do any more.
	 */
	void checkQuiet() {
		Runnable quiet = this.whenQuiet;
		if (quiet != null && this.rooms.all().stream().noneMatch(Room::isBusy)) {
			this.whenQuiet = null;
			quiet.run();
		}
	}

	Cancellable schedule(Runnable task, Duration delay) {
		return this.scheduler.schedule(() -> this.keeper.execute(task), delay);
	}

	LeaseKeeper keeper() {
		return this.keeper;
	}

	ElectionAuthority authority() {
		return this.authority;
	}

	ElectionCalls calls() {
		return this.calls;
	}

	RandomGenerator random() {
		return this.random;
	}

	Executor callbacks() {
		return this.callbacks;
	}

	long now() {
		return this.clock.now();
	}

	@Override
	public String toString() {
		return "LeaderRooms[closed=" + this.closing.get() + "]";
	}

}
