package io.octostore.embedded;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * Everything that the server knows, behind one lock. It knows nothing of HTTP.
 */
final class ServerState {

	private final ReentrantLock lock = new ReentrantLock();

	private final Timeline timeline;

	private final Duration sweepInterval;

	private final UserDirectory users = new UserDirectory();

	private final LockEvents events = new LockEvents();

	private final LockTable locks = new LockTable(this.events);

	private final SessionTable sessions;

	private final RequestMetrics metrics = new RequestMetrics();

	private final Watches watches = new Watches(this);

	private final Counters counters = new Counters();

	private final Elections elections = new Elections(this.locks, this.counters);

	private final LockService lockService;

	private final ServerGeneration generation;

	private Instant startedAt;

	private Runnable afterwards = () -> {
	};

	ServerState(ServerClock clock, Duration sweepInterval, ServerGeneration generation) {
		this.timeline = new Timeline(clock);
		this.generation = generation;
		this.sessions = new SessionTable(this.locks, generation);
		this.lockService = new LockService(this.locks, this.sessions, this.counters, generation);
		this.sweepInterval = sweepInterval;
		this.events.add(this.watches);
		this.events.add(this.elections);
		this.startedAt = this.timeline.now();
		sweepAt(this.startedAt);
	}

	/**
	 * Sets what happens after each piece of work, still under the lock.
	 */
	void afterwards(Runnable action) {
		this.afterwards = action;
	}

	/**
	 * Does a piece of work as if nothing else happened meanwhile, after all that was due
	 * before.
	 */
	<T> T atomically(Supplier<T> work) {
		this.lock.lock();
		try {
			this.timeline.runDue();
			return work.get();
		}
		finally {
			this.afterwards.run();
			this.lock.unlock();
		}
	}

	void run(Runnable work) {
		atomically(() -> {
			work.run();
			return true;
		});
	}

	Instant now() {
		return this.timeline.now();
	}

	Timeline timeline() {
		return this.timeline;
	}

	UserDirectory users() {
		return this.users;
	}

	LockTable locks() {
		return this.locks;
	}

	SessionTable sessions() {
		return this.sessions;
	}

	Watches watches() {
		return this.watches;
	}

	Elections elections() {
		return this.elections;
	}

	RequestMetrics metrics() {
		return this.metrics;
	}

	LockEvents events() {
		return this.events;
	}

	Duration uptime() {
		return Duration.between(this.startedAt, now());
	}

	/**
	 * How many locks and elections are held.
	 */
	long activeLocks() {
		Instant now = now();
		return this.locks.all().stream().filter((lease) -> !lease.isOverFor(now)).count();
	}

	Counters counters() {
		return this.counters;
	}

	LockService lockService() {
		return this.lockService;
	}

	/**
	 * Removes locks and sessions that have run out.
	 */
	void sweep() {
		Instant now = this.timeline.now();
		this.locks.sweep(now);
		this.sessions.sweep(now);
	}

	/**
	 * Does what a restart with the same database does: what has run out meanwhile is
	 * gone, delays count from the expiry, and counts begin anew.
	 */
	void restart() {
		this.startedAt = now();
		this.locks.restart(this.startedAt, this.generation.remembersDelays());
		this.sessions.restart(this.startedAt);
		this.counters.reset();
		this.metrics.reset();
	}

	private void sweepAt(Instant due) {
		this.timeline.at(due, () -> {
			sweep();
			sweepAt(due.plus(this.sweepInterval));
		});
	}

}
