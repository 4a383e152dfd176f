package io.octostore.lease;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SystemLeaseClockTests {

	private long mono = 5_000_000_000L;

	private long wallMillis = 1_700_000_000_000L;

	private final SystemLeaseClock clock = new SystemLeaseClock(() -> this.mono, () -> this.wallMillis);

	@Test
	void countsTheMonotonicTime() {
		pass(Duration.ofSeconds(7));
		assertThat(this.clock.now()).isEqualTo(Duration.ofSeconds(7).toNanos());
	}

	@Test
	void countsTimeThatOnlyTheWallClockSaw() {
		pass(Duration.ofSeconds(1));
		this.wallMillis += 60_000;
		assertThat(this.clock.now()).isEqualTo(Duration.ofSeconds(61).toNanos());
		assertThat(this.clock.skipped()).isEqualTo(Duration.ofSeconds(60).toNanos());
	}

	@Test
	void countsASkipOnce() {
		this.wallMillis += 60_000;
		this.clock.now();
		pass(Duration.ofSeconds(1));
		assertThat(this.clock.now()).isEqualTo(Duration.ofSeconds(61).toNanos());
	}

	@Test
	void ignoresABackwardStepOfTheWallClock() {
		this.wallMillis -= 3_600_000;
		pass(Duration.ofSeconds(2));
		assertThat(this.clock.now()).isEqualTo(Duration.ofSeconds(2).toNanos());
		assertThat(this.clock.skipped()).isZero();
	}

	@Test
	void noticesASuspendAfterABackwardStep() {
		this.wallMillis -= 3_600_000;
		this.clock.now();
		this.wallMillis += 30_000;
		assertThat(this.clock.now()).isEqualTo(Duration.ofSeconds(30).toNanos());
	}

	@Test
	void followsASlewedWallClockForADay() {
		for (int second = 0; second < 86_400; second++) {
			this.mono += 1_000_000_000L;
			this.wallMillis += (second % 2 == 0) ? 1_001 : 1_000;
			this.clock.now();
		}
		assertThat(this.clock.now()).isEqualTo(Duration.ofDays(1).toNanos());
		assertThat(this.clock.skipped()).isZero();
	}

	@Test
	void survivesTheWrapAroundOfTheMonotonicClock() {
		this.mono = Long.MAX_VALUE - 500;
		SystemLeaseClock wrapping = new SystemLeaseClock(() -> this.mono, () -> this.wallMillis);
		this.mono += 1_000;
		assertThat(wrapping.now()).isEqualTo(1_000);
	}

	@Test
	void readsAgainWhenTheReadingItselfWasInterrupted() {
		long[] readings = { 0, 0, 10_000_000_000L, 10_000_000_000L, 10_000_000_000L };
		int[] next = { 0 };
		SystemLeaseClock paused = new SystemLeaseClock(() -> readings[Math.min(next[0]++, readings.length - 1)],
				() -> this.wallMillis);
		this.wallMillis += 10_000;
		assertThat(paused.now()).isEqualTo(10_000_000_000L);
		assertThat(paused.skipped()).isZero();
	}

	private void pass(Duration duration) {
		this.mono += duration.toNanos();
		this.wallMillis += duration.toMillis();
	}

}
