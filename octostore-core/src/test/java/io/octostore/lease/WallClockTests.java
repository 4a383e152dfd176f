package io.octostore.lease;

import java.time.Duration;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.octostore.LossReason;
import io.octostore.testsupport.Claims;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The wall clock is set, or the machine suspended, under a lease where the time since
 * boot can be read. Session TTL 30 s, so that a claim lasts for 24 s.
 */
class WallClockTests {

	private final SimulatedTime timers = new SimulatedTime();

	private long monotonic;

	private long wall = Duration.ofDays(20_000).toNanos();

	private long boot = Duration.ofDays(3).toNanos();

	private final LeaseClock clock = new SystemLeaseClock(() -> this.monotonic, () -> this.wall / 1_000_000,
			() -> this.boot);

	private final Lease lease = acquire();

	private Lease acquire() {
		LeaseKeeper keeper = new LeaseKeeper(new ScriptedAuthority().healthy(), this.clock, this.timers, new Random(1),
				LeaseTimings.ACQUIRE_TIMEOUT, new LeaseEvents() {
				});
		Claims claims = new Claims(keeper);
		claims.request("a", LeaseTerms.inSession(Duration.ofSeconds(60), Duration.ofSeconds(30), false),
				LeaseTimings.ACQUIRE_TIMEOUT);
		return claims.granted();
	}

	private void pass(Duration time) {
		this.monotonic += time.toNanos();
		this.wall += time.toNanos();
		this.boot += time.toNanos();
	}

	private void suspend(Duration time) {
		this.wall += time.toNanos();
		this.boot += time.toNanos();
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 5, -1, -5, 24 * 365, -24 * 365 })
	void settingTheWallClockChangesNothing(long hours) {
		pass(Duration.ofSeconds(5));
		this.wall += Duration.ofHours(hours).toNanos();
		assertThat(this.lease.isHeld()).isTrue();
		assertThat(this.lease.remaining()).isEqualTo(Duration.ofSeconds(19));
		pass(Duration.ofSeconds(18));
		assertThat(this.lease.isHeld()).isTrue();
		pass(Duration.ofSeconds(1));
		assertThat(this.lease.isHeld()).isFalse();
	}

	@Test
	void settingTheWallClockForthAndBackAgainChangesNothing() {
		for (int count = 0; count < 8; count++) {
			this.wall += Duration.ofHours((count % 2 == 0) ? 2 : -2).toNanos();
			pass(Duration.ofSeconds(2));
			assertThat(this.lease.remaining()).isEqualTo(Duration.ofSeconds(24 - 2 * (count + 1)));
		}
	}

	@Test
	void aSuspendEndsTheClaimAlthoughTheWallClockIsSetBackMeanwhile() {
		suspend(Duration.ofMinutes(1));
		this.wall -= Duration.ofHours(1).toNanos();
		this.timers.advance(LeaseTimings.TICK);
		assertThat(this.lease.isHeld()).isFalse();
		assertThat(this.lease.loss()).hasValue(Loss.uncertain(LossReason.CLOCK_SKIP));
	}

	@Test
	void aSuspendThatIsShorterThanTheClaimIsTakenFromIt() {
		suspend(Duration.ofSeconds(10));
		this.wall += Duration.ofHours(3).toNanos();
		assertThat(this.lease.remaining()).isEqualTo(Duration.ofSeconds(14));
	}

}
