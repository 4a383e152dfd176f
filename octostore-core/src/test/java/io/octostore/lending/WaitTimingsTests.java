package io.octostore.lending;

import java.time.Duration;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class WaitTimingsTests {

	private static final RandomGenerator LEAST = () -> 0;

	private static final RandomGenerator MIDDLE = () -> Long.MIN_VALUE;

	private static long millis(long millis) {
		return Duration.ofMillis(millis).toNanos();
	}

	private static long poll(long ageMillis, @Nullable Duration advice, RandomGenerator random) {
		return WaitTimings.poll(millis(ageMillis), advice, random);
	}

	@ParameterizedTest
	@CsvSource({ "0, 250", "1000, 250", "2000, 500", "20000, 5000", "60000, 5000" })
	void pollsAfterAQuarterOfTheWait(long age, long pause) {
		assertThat(poll(age, null, LEAST)).isEqualTo(millis(pause));
	}

	@ParameterizedTest
	@CsvSource({ "0, 100", "50, 100", "700, 700", "9000, 5000" })
	void adviceOnlyShortensAPauseBetweenPolls(long advice, long pause) {
		assertThat(poll(60_000, Duration.ofMillis(advice), LEAST)).isEqualTo(millis(pause));
	}

	@Test
	void negativeAdviceIsNone() {
		assertThat(poll(60_000, Duration.ofSeconds(-5), LEAST)).isEqualTo(millis(100));
	}

	@Test
	void aPauseBetweenPollsIsSpreadByATenthAndATenthOfASecond() {
		assertThat(poll(20_000, null, MIDDLE)).isEqualTo(millis(5_000 + 250 + 50));
	}

	@ParameterizedTest
	@CsvSource({ "3000, 3000", "20000, 15000", "0, 100", "-5000, 100" })
	void asksUnderAWatchWhenTheHoldersTtlIsOver(long advice, long pause) {
		assertThat(WaitTimings.reconcile(Duration.ofMillis(advice), LEAST)).isEqualTo(millis(pause));
	}

	@Test
	void asksUnderAWatchAfterFifteenSecondsAndUpToATenthMore() {
		assertThat(WaitTimings.reconcile(null, LEAST)).isEqualTo(millis(15_000));
		assertThat(WaitTimings.reconcile(null, MIDDLE)).isEqualTo(millis(15_050));
	}

	@ParameterizedTest
	@CsvSource({ "1, 250", "2, 500", "4, 2000", "9, 2000" })
	void repeatsAfterTemporaryFailures(int failures, long pause) {
		assertThat(WaitTimings.retry(failures, MIDDLE)).isEqualTo(millis(pause));
		assertThat(WaitTimings.retry(failures, LEAST)).isEqualTo(millis(pause) / 5 * 4);
	}

	@ParameterizedTest
	@CsvSource({ "1, 1000", "2, 2000", "3, 4000", "4, 5000" })
	void asksAgainAtTheLimit(int failures, long pause) {
		assertThat(WaitTimings.limit(failures, MIDDLE)).isEqualTo(millis(pause));
		assertThat(WaitTimings.limit(failures, LEAST)).isEqualTo(millis(pause) / 5 * 4);
	}

}
