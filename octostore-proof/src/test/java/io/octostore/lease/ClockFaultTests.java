package io.octostore.lease;

import java.time.Duration;
import java.util.Random;

import io.octostore.LossReason;
import io.octostore.faults.FaultTest;
import io.octostore.faults.FaultTest.Tier;
import io.octostore.faults.Mutant;
import io.octostore.testsupport.Claims;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clocks that stop, jump and drift under a lease that is not confirmed. Session TTL 30 s,
 * so that authority lasts for 24 s.
 */
class ClockFaultTests {

	private final SimulatedTime timers = new SimulatedTime();

	private final ScriptedAuthority authority = new ScriptedAuthority().healthy();

	private long monotonic;

	private long wall;

	private boolean hasBoot;

	private long boot;

	private LeaseClock clock = this.timers;

	private Lease acquire() {
		LeaseKeeper keeper = new LeaseKeeper(this.authority, this.clock, this.timers, new Random(1),
				LeaseTimings.ACQUIRE_TIMEOUT, new LeaseEvents() {

					@Override
					public void renewed(Outcome outcome, Duration duration) {
					}

					@Override
					public void keptAlive(Outcome outcome, Duration duration) {
					}

				});
		Claims claims = new Claims(keeper);
		claims.request("a", LeaseTerms.inSession(Duration.ofSeconds(60), Duration.ofSeconds(30), false),
				LeaseTimings.ACQUIRE_TIMEOUT);
		return claims.granted();
	}

	private Lease acquireWithRealClock() {
		this.clock = new SystemLeaseClock(() -> this.monotonic, () -> this.wall / 1_000_000,
				this.hasBoot ? () -> this.boot : null);
		return acquire();
	}

	private void pass(double monotonicSeconds, double wallSeconds) {
		this.monotonic += (long) (monotonicSeconds * 1e9);
		this.wall += (long) (wallSeconds * 1e9);
		this.boot += (long) (Math.max(monotonicSeconds, wallSeconds) * 1e9);
	}

	@FaultTest(number = "C3", tier = Tier.T0,
			fault = "the process stands still between reading the deadline and reading the clock",
			mutant = Mutant.READS_THE_CLOCK_BEFORE_THE_STATE)
	void aPauseBetweenTheTwoReadingsEndsTheClaim() {
		boolean[] pausing = new boolean[1];
		this.clock = new LeaseClock() {

			@Override
			public long now() {
				if (pausing[0]) {
					pausing[0] = false;
					timers.stall(Duration.ofSeconds(25));
				}
				return timers.now();
			}

			@Override
			public long skipped() {
				return 0;
			}

		};
		Lease lease = acquire();
		assertThat(lease.isHeld()).isTrue();
		// The state has been read when the clock is asked
		pausing[0] = true;
		assertThat(lease.isHeld()).isFalse();
	}

	@FaultTest(number = "C4", tier = Tier.T0, fault = "the machine is suspended for 60 s; boot time shows it",
			mutant = Mutant.IGNORES_OTHER_CLOCKS)
	void aSuspendIsNoticedByBootTime() {
		this.hasBoot = true;
		Lease lease = acquireWithRealClock();
		this.boot += Duration.ofSeconds(60).toNanos();
		this.timers.advance(LeaseTimings.TICK);
		assertThat(lease.isHeld()).isFalse();
	}

	@FaultTest(number = "C5", tier = Tier.T0, fault = "the machine is suspended for 60 s; only the wall clock shows it",
			mutant = Mutant.IGNORES_OTHER_CLOCKS)
	void aSuspendIsNoticedByTheWallClockAtTheFirstReading() {
		Lease lease = acquireWithRealClock();
		pass(0, 60);
		assertThat(lease.isHeld()).isFalse();
		assertThat(lease.loss()).hasValue(Loss.uncertain(LossReason.CLOCK_SKIP));
	}

	@FaultTest(number = "C6", tier = Tier.T0, fault = "the wall clock is set back by an hour",
			mutant = Mutant.FOLLOWS_THE_WALL_CLOCK)
	void aWallClockThatIsSetBackChangesNothing() {
		pass(0, 7200);
		Lease lease = acquireWithRealClock();
		pass(5, -3600);
		assertThat(lease.remaining()).isEqualTo(Duration.ofSeconds(19));
		pass(20, 20);
		assertThat(lease.isHeld()).isFalse();
	}

	@FaultTest(number = "C7", tier = Tier.T0, fault = "the wall clock is set forward by an hour",
			mutant = Mutant.IGNORES_OTHER_CLOCKS)
	void aWallClockThatIsSetForwardEndsTheClaim() {
		Lease lease = acquireWithRealClock();
		pass(1, 3601);
		assertThat(lease.isHeld()).isFalse();
		assertThat(lease.loss()).hasValue(Loss.uncertain(LossReason.CLOCK_SKIP));
	}

	@FaultTest(number = "C8", tier = Tier.T0, fault = "the wall clock is slewed by 500 ppm for a day",
			mutant = Mutant.COUNTS_SLEWING_AS_ELAPSED)
	void slewingChangesNothing() {
		LeaseClock slewed = new SystemLeaseClock(() -> this.monotonic, () -> this.wall / 1_000_000, null);
		long start = slewed.now();
		for (int second = 0; second < 86_400; second++) {
			pass(1, 1.0005);
			slewed.now();
		}
		assertThat(slewed.now() - start).isEqualTo(Duration.ofDays(1).toNanos());
		assertThat(slewed.skipped()).isZero();
	}

	@FaultTest(number = "C13", tier = Tier.T0, fault = "the monotonic clock wraps around",
			mutant = Mutant.COMPARES_RAW_NANO_TIME)
	void aWrapAroundOfTheMonotonicClockIsElapsedTimeLikeAnyOther() {
		this.monotonic = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();
		Lease lease = acquireWithRealClock();
		// The wall clock, which would show that time has passed, stands still
		pass(10, 0);
		assertThat(lease.remaining()).isEqualTo(Duration.ofSeconds(14));
		pass(14, 0);
		assertThat(lease.isHeld()).isFalse();
	}

}
