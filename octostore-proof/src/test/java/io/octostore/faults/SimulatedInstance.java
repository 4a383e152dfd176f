package io.octostore.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.jspecify.annotations.Nullable;

import io.octostore.LockAcquireTimeoutException;
import io.octostore.lease.KeeperState;
import io.octostore.lease.Lease;
import io.octostore.lease.LeaseTerms;
import io.octostore.lease.LeaseTimings;
import io.octostore.lending.VirtualLocks;
import io.octostore.testsupport.SimulatedTime;

/**
 * One instance of an application in a {@link Simulation}: a process with an engine and
 * some callers that acquire, work under locks, and release, in random order.
 */
final class SimulatedInstance {

	private static final Duration MARGIN = Duration.ofMillis(250);

	private final SimulatedTime time;

	private final SimulatedProcess process;

	private final SimulatedNetwork network;

	private final History history;

	private final Random random;

	private final VirtualLocks locks;

	private final Duration sessionTtl;

	private final Duration lockTtl;

	private final int names;

	private final List<Caller> callers = new ArrayList<>();

	private boolean finishing;

	private boolean closed;

	SimulatedInstance(SimulatedTime time, SimulatedServer server, SimulatedProcess process, Weather weather,
			History history, Random random, Duration sessionTtl, Duration lockTtl, int names) {
		this.time = time;
		this.process = process;
		this.history = history;
		this.random = random;
		this.sessionTtl = sessionTtl;
		this.lockTtl = lockTtl;
		this.names = names;
		this.network = new SimulatedNetwork(time, server, process, weather, history);
		this.locks = new VirtualLocks(this.network, process, process, random);
	}

	void start(int number) {
		for (int caller = 0; caller < number; caller++) {
			this.callers.add(new Caller());
		}
		this.callers.forEach(Caller::think);
	}

	SimulatedProcess process() {
		return this.process;
	}

	SimulatedNetwork network() {
		return this.network;
	}

	/**
	 * Start nothing new.
	 */
	void finish() {
		this.finishing = true;
	}

	/**
	 * Close the engine, with or without waiting for borrowers.
	 */
	void close(boolean now) {
		this.process.run(() -> {
			this.finishing = true;
			long startedAt = this.time.now();
			long startedAtOwn = this.process.now();
			Runnable done = () -> {
				this.closed = true;
				this.network.engineClosed();
				Duration took = Duration.ofNanos(this.process.now() - startedAtOwn);
				// Two attempts to end each session, all sessions at once, after the
				// answer
				// about one that is being created
				Duration bound = LeaseTimings.END_SESSION_TIMEOUT.multipliedBy(2).plus(LeaseTimings.ACQUIRE_TIMEOUT);
				if (now && took.compareTo(bound.plus(MARGIN)) > 0 && this.process.ranSince(startedAt)) {
					violation("bounds: " + this + " took " + took.toMillis() + " ms to close, its bound is "
							+ bound.toMillis() + " ms");
				}
			};
			if (now) {
				this.locks.closeNow(done);
			}
			else {
				this.locks.close(done);
			}
		});
	}

	/**
	 * Everybody has finished.
	 */
	void checkAtRest() {
		for (Caller caller : this.callers) {
			if (caller.doing != null) {
				violation("bounds: a caller of " + this + " is still " + caller.doing);
			}
		}
		if (this.locks.waiting() != 0) {
			violation("bounds: " + this.locks.waiting() + " callers of " + this + " still wait");
		}
		int unsettled = KeeperState.unsettled(this.locks.keeper());
		if (unsettled != 0) {
			violation("obligations: " + this + " has " + unsettled + " names that are not settled");
		}
	}

	void checkClosed() {
		if (!this.closed) {
			violation("bounds: " + this + " is not closed");
		}
		if (!this.process.isClosed()) {
			violation("leaks: the timers of " + this + " still run");
		}
	}

	int openSessions() {
		return KeeperState.openSessions(this.locks.keeper());
	}

	private void violation(String what) {
		this.history.violation(this.time.now(), what);
	}

	private Duration within(Duration limit) {
		return Duration.ofNanos((long) (limit.toNanos() * this.random.nextDouble()));
	}

	/**
	 * Short times are as frequent as long ones.
	 */
	private Duration skewed(Duration limit) {
		return Duration.ofNanos((long) (limit.toNanos() * Math.pow(this.random.nextDouble(), 4)));
	}

	@Override
	public String toString() {
		return this.process.name();
	}

	/**
	 * A thread of the application.
	 */
	private final class Caller {

		private final SimulatedInstance instance = SimulatedInstance.this;

		private @Nullable String doing;

		private void later(Runnable step, Duration delay) {
			this.instance.process.later(step, delay);
		}

		void think() {
			this.doing = null;
			later(this::acquire, this.instance.skewed(Duration.ofSeconds(20)));
		}

		private void acquire() {
			if (this.instance.finishing) {
				return;
			}
			Random random = this.instance.random;
			String name = "lock-" + random.nextInt(this.instance.names);
			Duration waitFor = (random.nextInt(3) == 0) ? Duration.ZERO
					: this.instance.within(Duration.ofSeconds(90)).plusMillis(1);
			this.doing = "waiting for " + name;
			long startedAt = this.instance.time.now();
			long startedAtOwn = this.instance.process.now();
			VirtualLocks.Attempt attempt = this.instance.locks.acquire(name, terms(), waitFor);
			boolean[] interrupted = new boolean[1];
			if (random.nextInt(6) == 0) {
				later(() -> {
					if (!attempt.grant().isDone()) {
						interrupted[0] = true;
						attempt.interrupt();
					}
				}, this.instance.within(waitFor.plusSeconds(1)));
			}
			attempt.grant().whenComplete((lease, failure) -> {
				Duration took = Duration.ofNanos(this.instance.process.now() - startedAtOwn);
				Duration bound = waitFor.isZero() ? this.instance.locks.keeper().callTimeout() : waitFor;
				if (took.compareTo(bound.plus(MARGIN)) > 0 && this.instance.process.ranSince(startedAt)) {
					this.instance.violation("bounds: " + this.instance + " waited " + took.toMillis() + " ms for "
							+ name + ", its bound is " + bound.toMillis() + " ms");
				}
				if (failure instanceof LockAcquireTimeoutException && took.plusMillis(1).compareTo(waitFor) < 0) {
					this.instance.violation("bounds: " + this.instance + " gave up after " + took.toMillis()
							+ " ms, it had " + waitFor.toMillis() + " ms");
				}
				later((lease != null) ? () -> run(lease) : this::think, Duration.ofNanos(random.nextInt(1_000_000)));
			});
		}

		private LeaseTerms terms() {
			return LeaseTerms.inSession(this.instance.lockTtl, this.instance.sessionTtl,
					this.instance.random.nextInt(6) == 0);
		}

		private void run(Lease lease) {
			this.doing = "working under " + lease.name();
			long now = this.instance.time.now();
			Body body = this.instance.history.handedOut(this.instance.process.name(), lease.name(),
					lease.fencingToken(), now);
			long end = now + this.instance.skewed(Duration.ofSeconds(100)).toNanos();
			work(lease, body, end);
		}

		private void work(Lease lease, Body body, long end) {
			long now = this.instance.time.now();
			boolean held = lease.isHeld();
			body.read(now, held);
			if (!held) {
				this.instance.network.ended(lease.name(), lease.fencingToken());
			}
			else {
				// The write travels and arrives whatever becomes of the lock
				this.instance.time.schedule(() -> body.write(this.instance.time.now()),
						this.instance.skewed(Duration.ofSeconds(3)));
			}
			if (now >= end || !held || this.instance.finishing) {
				later(() -> release(lease, body), held ? Duration.ZERO : this.instance.skewed(Duration.ofSeconds(5)));
			}
			else {
				later(() -> work(lease, body, end), this.instance.within(Duration.ofMillis(400)).plusNanos(1_000_000));
			}
		}

		private void release(Lease lease, Body body) {
			this.doing = "releasing " + lease.name();
			this.instance.network.ended(lease.name(), lease.fencingToken());
			long startedAt = this.instance.time.now();
			long startedAtOwn = this.instance.process.now();
			this.instance.history.note(startedAt, this.instance.process.name(), "gives back " + body.name());
			this.instance.locks.release(lease, (outcome) -> {
				Duration took = Duration.ofNanos(this.instance.process.now() - startedAtOwn);
				if (took.compareTo(LeaseTimings.RELEASE_TIMEOUT.plus(MARGIN)) > 0
						&& this.instance.process.ranSince(startedAt)) {
					this.instance.violation("bounds: the release of " + lease.name() + " by " + this.instance + " took "
							+ took.toMillis() + " ms");
				}
				this.instance.history.note(this.instance.time.now(), this.instance.process.name(),
						"release of " + lease.name() + ": " + outcome);
				later(this::think, Duration.ofNanos(1_000));
			});
			body.read(startedAt, lease.isHeld());
		}

	}

}
