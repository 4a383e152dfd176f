package io.octostore.lease;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A clock that is ahead of another one.
 */
class ShiftedLeaseClockTests {

	private int ticks;

	private Duration ahead = Duration.ofNanos(5);

	private final LeaseClock clock = new ShiftedLeaseClock(new LeaseClock() {

		@Override
		public long now() {
			return 100;
		}

		@Override
		public long skipped() {
			return 7;
		}

		@Override
		public void tick() {
			ticks++;
		}

	}, () -> this.ahead);

	@Test
	void isAheadByWhatItIsToldAtEachReading() {
		assertThat(this.clock.now()).isEqualTo(105);
		this.ahead = Duration.ofNanos(50);
		assertThat(this.clock.now()).isEqualTo(150);
	}

	@Test
	void hasSkippedWhatTheOtherHasSkipped() {
		assertThat(this.clock.skipped()).isEqualTo(7);
	}

	@Test
	void letsTheOtherCompareItsSources() {
		this.clock.tick();
		assertThat(this.ticks).isOne();
	}

}
