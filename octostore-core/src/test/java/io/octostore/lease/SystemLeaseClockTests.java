package io.octostore.lease;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class SystemLeaseClockTests {

	private long mono = 5_000_000_000L;

	private long wallMillis = 1_700_000_000_000L;

	private long boot = 77_000_000_000L;

	private final SystemLeaseClock clock = new SystemLeaseClock(() -> this.mono, () -> this.wallMillis,
			() -> this.boot);

	@Test
	void countsTheMonotonicTime() {
		pass(Duration.ofSeconds(7));
		assertThat(this.clock.now()).isEqualTo(Duration.ofSeconds(7).toNanos());
	}

	private SystemLeaseClock withoutBootTime() {
		return new SystemLeaseClock(() -> this.mono, () -> this.wallMillis, null);
	}

	@Test
	void withoutBootTimeCountsTimeThatOnlyTheWallClockSaw() {
		SystemLeaseClock alone = withoutBootTime();
		pass(Duration.ofSeconds(1));
		this.wallMillis += 60_000;
		assertThat(alone.now()).isEqualTo(Duration.ofSeconds(61).toNanos());
		assertThat(alone.skipped()).isEqualTo(Duration.ofSeconds(60).toNanos());
	}

	@Test
	void theWallClockAloneCountsForNothingWhereTheTimeSinceBootCanBeRead() {
		for (int hour = 1; hour <= 3; hour++) {
			pass(Duration.ofSeconds(1));
			this.wallMillis += 3_600_000;
			assertThat(this.clock.now()).isEqualTo(Duration.ofSeconds(hour).toNanos());
			this.clock.tick();
		}
		assertThat(this.clock.skipped()).isZero();
	}

	@Test
	void countsNoMoreOfAStepOfTheWallClockThanTheTimeSinceBootHasSeen() {
		this.boot += Duration.ofSeconds(10).toNanos();
		this.wallMillis += 3_600_000;
		assertThat(this.clock.now()).isEqualTo(Duration.ofSeconds(10).toNanos());
		assertThat(this.clock.now()).isEqualTo(Duration.ofSeconds(10).toNanos());
	}

	@Test
	void believesTheWallClockWhenTheTimeSinceBootCannotBeReadAnyMore() {
		boolean[] readable = { true };
		SystemLeaseClock blinded = new SystemLeaseClock(() -> this.mono, () -> this.wallMillis,
				() -> readable[0] ? this.boot : BootTime.UNREADABLE);
		readable[0] = false;
		this.wallMillis += 60_000;
		blinded.tick();
		assertThat(blinded.now()).isEqualTo(Duration.ofSeconds(60).toNanos());
	}

	@Test
	void countsASkipOnce() {
		this.wallMillis += 60_000;
		this.boot += Duration.ofMinutes(1).toNanos();
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
		this.boot += Duration.ofSeconds(30).toNanos();
		assertThat(this.clock.now()).isEqualTo(Duration.ofSeconds(30).toNanos());
	}

	@Test
	void noticesASuspendThatOnlyTheBootTimeSaw() {
		pass(Duration.ofSeconds(1));
		this.clock.tick();
		this.boot += Duration.ofMinutes(1).toNanos();
		this.clock.tick();
		assertThat(this.clock.now()).isEqualTo(Duration.ofSeconds(61).toNanos());
		assertThat(this.clock.skipped()).isEqualTo(Duration.ofSeconds(60).toNanos());
	}

	@Test
	void takesNoPauseOfItsOwnThreadForASuspend() {
		Duration[] pause = { Duration.ZERO };
		SystemLeaseClock paused = new SystemLeaseClock(() -> this.mono, () -> this.wallMillis, () -> {
			long read = this.boot;
			pass(pause[0]);
			return read;
		});
		paused.tick();
		pause[0] = Duration.ofSeconds(2);
		paused.tick();
		pause[0] = Duration.ZERO;
		pass(Duration.ofSeconds(1));
		paused.tick();
		assertThat(paused.skipped()).isZero();
		assertThat(paused.now()).isEqualTo(Duration.ofSeconds(3).toNanos());
	}

	@Test
	void noticesASuspendAroundAPauseOfItsOwnThread() {
		Duration[] pause = { Duration.ZERO };
		SystemLeaseClock paused = new SystemLeaseClock(() -> this.mono, () -> this.wallMillis, () -> {
			long read = this.boot;
			pass(pause[0]);
			return read;
		});
		paused.tick();
		this.boot += Duration.ofMinutes(1).toNanos();
		pause[0] = Duration.ofSeconds(2);
		paused.tick();
		pause[0] = Duration.ZERO;
		paused.tick();
		assertThat(paused.skipped()).isEqualTo(Duration.ofMinutes(1).toNanos());
	}

	@Test
	void countsASuspendOnceThatTwoSourcesSaw() {
		this.clock.tick();
		this.boot += Duration.ofMinutes(1).toNanos();
		this.wallMillis += 60_000;
		this.clock.now();
		this.clock.tick();
		pass(Duration.ofSeconds(1));
		this.clock.tick();
		assertThat(this.clock.now()).isEqualTo(Duration.ofSeconds(61).toNanos());
	}

	@Test
	void readsTheBootTimeFromProcfs(@TempDir Path folder) throws IOException {
		Path file = Files.writeString(folder.resolve("uptime"), "12345.67 98765.43\n");
		LongSupplier bootTime = BootTime.of(file);
		assertThat(bootTime.getAsLong()).isEqualTo(12_345_670_000_000L);
		Files.writeString(file, "nonsense");
		assertThat(bootTime.getAsLong()).isEqualTo(BootTime.UNREADABLE);
		assertThat(BootTime.of(folder.resolve("missing"))).isNull();
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
		SystemLeaseClock wrapping = new SystemLeaseClock(() -> this.mono, () -> this.wallMillis, () -> this.boot);
		this.mono += 1_000;
		assertThat(wrapping.now()).isEqualTo(1_000);
	}

	@Test
	void readsAgainWhenTheReadingItselfWasInterrupted() {
		long[] readings = { 0, 0, 10_000_000_000L, 10_000_000_000L, 10_000_000_000L };
		int[] next = { 0 };
		SystemLeaseClock paused = new SystemLeaseClock(() -> readings[Math.min(next[0]++, readings.length - 1)],
				() -> this.wallMillis, null);
		this.wallMillis += 10_000;
		assertThat(paused.now()).isEqualTo(10_000_000_000L);
		assertThat(paused.skipped()).isZero();
	}

	private void pass(Duration duration) {
		this.mono += duration.toNanos();
		this.boot += duration.toNanos();
		this.wallMillis += duration.toMillis();
	}

}
