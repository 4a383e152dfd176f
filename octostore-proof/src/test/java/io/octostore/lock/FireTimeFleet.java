package io.octostore.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

import io.octostore.lease.LeaseScheduler;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One seeded run of some instances with one cron job, whose clocks differ by less than
 * its hold, in virtual time. Instances are stopped and killed, during a run and between
 * runs, and started again.
 */
final class FireTimeFleet {

	private static final int FIRE_TIMES = 40;

	private final Random random;

	private final SimulatedTime time = new SimulatedTime();

	private final ModelServer server = new ModelServer(this.time);

	private final Duration period;

	private final Duration hold;

	private final Map<Long, Integer> runs = new TreeMap<>();

	/** Fire times that a crash in the middle of a run may have cost. */
	private final List<Long> excused = new ArrayList<>();

	private final PriorityQueue<Event> events = new PriorityQueue<>(Comparator.comparingLong(Event::at));

	private final long begin = this.time.now();

	private boolean kills;

	FireTimeFleet(long seed) {
		this.random = new Random(seed);
		this.period = this.random.nextBoolean() ? Duration.ofSeconds(2) : Duration.ofMinutes(1);
		this.hold = this.period.dividedBy(2);
	}

	static void run(long seed, boolean kills) {
		FireTimeFleet fleet = new FireTimeFleet(seed);
		fleet.kills = kills;
		try {
			fleet.run();
		}
		catch (AssertionError ex) {
			throw new AssertionError("Seed " + seed + ", period " + fleet.period + ": " + ex.getMessage(), ex);
		}
	}

	private void run() {
		int size = 3 + this.random.nextInt(8);
		long spread = Math.min(this.hold.toMillis() - 150, 5_000);
		for (int number = 0; number < size; number++) {
			schedule(new Member(Duration.ofMillis((long) (this.random.nextDouble() * spread))), 1);
		}
		for (Event event = this.events.poll(); event != null; event = this.events.poll()) {
			pass(event.at());
			event.action().run();
		}
		pass(this.time.now() + Duration.ofMinutes(2).toNanos());
		for (long fireTime = 1; fireTime <= FIRE_TIMES; fireTime++) {
			int count = this.runs.getOrDefault(fireTime, 0);
			assertThat(count).as("runs for fire time %d", fireTime).isLessThanOrEqualTo(1);
			if (!this.excused.contains(fireTime)) {
				assertThat(count).as("runs for fire time %d", fireTime).isOne();
			}
		}
	}

	private void pass(long until) {
		if (until > this.time.now()) {
			this.time.advance(Duration.ofNanos(until - this.time.now()));
		}
	}

	private void at(long when, Runnable action) {
		this.events.add(new Event(when, action));
	}

	private long instant(long fireTime) {
		return this.begin + fireTime * this.period.toNanos();
	}

	/**
	 * A fire time that has passed, as when an instance has just been started, is not made
	 * up for.
	 */
	private void schedule(Member member, long earliest) {
		long fireTime = earliest;
		while (instant(fireTime) + member.behind.toNanos() < this.time.now()) {
			fireTime++;
		}
		long next = fireTime;
		if (next <= FIRE_TIMES) {
			at(instant(next) + member.behind.toNanos(), () -> fire(member, next));
		}
	}

	private void fire(Member member, long fireTime) {
		if (member.gone.get()) {
			return;
		}
		HeldLock lock = member.locks.tryAcquire("job", LockOptions.defaults().withHoldAtLeast(this.hold)).orElse(null);
		if (lock != null) {
			this.runs.merge(fireTime, 1, Integer::sum);
			runFor(member, fireTime, lock);
		}
		schedule(member, fireTime + 1);
	}

	/**
	 * From a millisecond to longer than the period.
	 */
	private void runFor(Member member, long fireTime, HeldLock lock) {
		long length = switch (this.random.nextInt(4)) {
			case 0 -> 1;
			case 1 -> this.hold.toMillis() / 2;
			case 2 -> this.hold.toMillis() * 3 / 2;
			default -> this.period.toMillis() * 5 / 4;
		};
		long end = this.time.now() + Duration.ofMillis(length).toNanos();
		if (length > this.period.toMillis()) {
			// The next fire time finds it running
			this.excused.add(fireTime + 1);
		}
		int fate = this.random.nextInt(10);
		if (fate == 0 && this.kills) {
			at(this.time.now() + (end - this.time.now()) / 2, () -> {
				// Refers to the lock until then, as the killed body does
				assertThat(lock.isHeld()).isTrue();
				kill(member, fireTime, true);
			});
		}
		else {
			at(end, () -> {
				lock.close();
				if (fate == 1 && this.kills) {
					kill(member, fireTime, false);
				}
				else if (fate == 2) {
					stop(member, fireTime);
				}
			});
		}
	}

	private void kill(Member member, long fireTime, boolean running) {
		member.gone.set(true);
		member.authority.kill();
		member.scheduler.close();
		if (running) {
			// Its lock is free when its session has expired: at most its TTL, a sweep
			long cost = Duration.ofSeconds(66).dividedBy(this.period) + 1;
			for (long lost = 0; lost <= cost; lost++) {
				this.excused.add(fireTime + 1 + lost);
			}
		}
		schedule(new Member(member.behind), fireTime + 1);
	}

	private void stop(Member member, long fireTime) {
		member.gone.set(true);
		member.locks.close(Duration.ZERO);
		schedule(new Member(member.behind), fireTime + 1);
	}

	private record Event(long at, Runnable action) {
	}

	/**
	 * One instance.
	 */
	private final class Member {

		private final Duration behind;

		private final AtomicBoolean gone = new AtomicBoolean();

		private final ModelServer.Instance authority = FireTimeFleet.this.server.instance();

		private final MortalScheduler scheduler = new MortalScheduler(FireTimeFleet.this.time);

		private final OctoStoreLocks locks = OctoStoreLocks.builder(this.authority)
			.time(FireTimeFleet.this.time, this.scheduler, new Random(1))
			.build();

		Member(Duration behind) {
			this.behind = behind;
		}

	}

	/**
	 * Timers of one instance, which end with it.
	 */
	private static final class MortalScheduler implements LeaseScheduler {

		private final SimulatedTime time;

		private boolean closed;

		MortalScheduler(SimulatedTime time) {
			this.time = time;
		}

		@Override
		public Cancellable schedule(Runnable task, Duration delay) {
			return this.time.schedule(() -> {
				if (!this.closed) {
					task.run();
				}
			}, delay);
		}

		@Override
		public void close() {
			this.closed = true;
		}

	}

}
