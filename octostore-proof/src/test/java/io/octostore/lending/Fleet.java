package io.octostore.lending;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import io.octostore.lease.Lease;
import io.octostore.lease.LeaseTerms;

/**
 * Instances of an application whose callers all want one lock, in virtual time.
 */
final class Fleet {

	private static final LeaseTerms TERMS = LeaseTerms.inSession(Duration.ofSeconds(60), Duration.ofSeconds(30), false);

	/** From the answer to the code of a caller, and back. */
	private static final long WAKE_UP = Duration.ofNanos(50_000).toNanos();

	final FleetTime time = new FleetTime();

	final FleetServer server;

	private final Random random;

	private final List<Instance> instances = new ArrayList<>();

	private int grants;

	Fleet(long seed) {
		this.random = new Random(seed);
		this.server = new FleetServer(this.time, Duration.ofNanos(300_000), this.random);
	}

	/**
	 * Add an instance.
	 * @param latency of its link, in one direction
	 */
	Instance instance(Duration latency) {
		Instance instance = new Instance(latency);
		this.instances.add(instance);
		return instance;
	}

	List<Instance> instances() {
		return this.instances;
	}

	int callers() {
		return this.instances.stream().mapToInt((instance) -> instance.callers.size()).sum();
	}

	int grants() {
		return this.grants;
	}

	Duration longestWait() {
		return Duration.ofNanos(this.instances.stream()
			.flatMap((instance) -> instance.callers.stream())
			.mapToLong((caller) -> caller.longest())
			.max()
			.orElse(0));
	}

	/**
	 * The most grants that went to other callers while one caller waited.
	 */
	int mostOvertakings() {
		return this.instances.stream()
			.flatMap((instance) -> instance.callers.stream())
			.mapToInt((caller) -> caller.overtaken())
			.max()
			.orElse(0);
	}

	int timeouts() {
		return this.instances.stream()
			.flatMap((instance) -> instance.callers.stream())
			.mapToInt((c) -> c.timeouts)
			.sum();
	}

	/**
	 * How long the lock was held, of all callers.
	 */
	Duration held() {
		return Duration.ofNanos(this.instances.stream()
			.flatMap((instance) -> instance.callers.stream())
			.mapToLong((c) -> c.held)
			.sum());
	}

	/**
	 * One instance.
	 */
	final class Instance {

		private final VirtualLocks locks;

		private final List<Caller> callers = new ArrayList<>();

		private Instance(Duration latency) {
			this.locks = new VirtualLocks(Fleet.this.server.link(latency), Fleet.this.time, Fleet.this.time,
					new Random(Fleet.this.random.nextLong()));
		}

		/**
		 * Add callers that take the lock and give it back, again and again.
		 */
		Instance callers(int number, Duration hold, Duration think, Duration waitFor, int rounds) {
			for (int caller = 0; caller < number; caller++) {
				this.callers.add(new Caller(this.locks, hold, think, waitFor, rounds));
			}
			return this;
		}

		int grants() {
			return this.callers.stream().mapToInt((caller) -> caller.grants).sum();
		}

		void start() {
			this.callers.forEach((caller) -> Fleet.this.time.in((long) (1_000_000 * Fleet.this.random.nextDouble()),
					caller::acquire));
		}

	}

	/**
	 * One caller.
	 */
	final class Caller {

		private final VirtualLocks locks;

		private final Duration hold;

		private final Duration think;

		private final Duration waitFor;

		private int rounds;

		private int grants;

		private int timeouts;

		private long held;

		private long startedAt = -1;

		private int grantsAtStart;

		private long longest;

		private int overtaken;

		Caller(VirtualLocks locks, Duration hold, Duration think, Duration waitFor, int rounds) {
			this.locks = locks;
			this.hold = hold;
			this.think = think;
			this.waitFor = waitFor;
			this.rounds = rounds;
		}

		void acquire() {
			if (this.rounds-- <= 0) {
				this.startedAt = -1;
				return;
			}
			this.startedAt = Fleet.this.time.now();
			this.grantsAtStart = Fleet.this.grants;
			this.locks.acquire("lock", TERMS, this.waitFor).grant().whenComplete((lease, failure) -> {
				this.longest = longest();
				this.overtaken = overtaken();
				this.startedAt = -1;
				if (lease == null) {
					this.timeouts++;
					Fleet.this.time.in(this.think.toNanos() + WAKE_UP, this::acquire);
				}
				else {
					Fleet.this.grants++;
					this.grants++;
					Fleet.this.time.in(WAKE_UP + this.hold.toNanos(), () -> release(lease));
				}
			});
		}

		private void release(Lease lease) {
			this.held += this.hold.toNanos();
			this.locks.release(lease, (outcome) -> Fleet.this.time.in(this.think.toNanos() + WAKE_UP, this::acquire));
		}

		/**
		 * The longest wait, the one that goes on included.
		 */
		long longest() {
			return (this.startedAt < 0) ? this.longest : Math.max(this.longest, Fleet.this.time.now() - this.startedAt);
		}

		int overtaken() {
			return (this.startedAt < 0) ? this.overtaken
					: Math.max(this.overtaken, Fleet.this.grants - this.grantsAtStart);
		}

	}

}
