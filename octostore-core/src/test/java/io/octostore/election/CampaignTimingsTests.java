package io.octostore.election;

import java.time.Duration;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class CampaignTimingsTests {

	private static final RandomGenerator LEAST = () -> 0;

	private static final RandomGenerator MIDDLE = () -> Long.MIN_VALUE;

	private static long millis(long millis) {
		return Duration.ofMillis(millis).toNanos();
	}

	@ParameterizedTest
	@CsvSource({ "0, false, 1000", "3000, false, 3000", "9000, false, 5000", "9000, true, 9000", "20000, true, 15000" })
	void campaignsWhenTheLeadersTermIsOver(long advice, boolean watched, long pause) {
		assertThat(CampaignTimings.poll(Duration.ofMillis(advice), watched, LEAST)).isEqualTo(millis(pause));
	}

	@Test
	void campaignsSomeTimeWithoutAdvice() {
		assertThat(CampaignTimings.poll(null, false, LEAST)).isEqualTo(millis(5_000));
		assertThat(CampaignTimings.poll(null, true, LEAST)).isEqualTo(millis(15_000));
	}

	@Test
	void candidatesDoNotComeTogether() {
		assertThat(CampaignTimings.poll(null, false, MIDDLE)).isEqualTo(millis(5_250));
		assertThat(CampaignTimings.wakeUp(MIDDLE)).isEqualTo(millis(125));
		assertThat(CampaignTimings.retry(1, null, LEAST)).isEqualTo(millis(400));
	}

	@ParameterizedTest
	@CsvSource({ "1, 500", "2, 1000", "3, 2000", "4, 4000", "5, 5000", "50, 5000" })
	void aPauseAfterFailuresDoubles(int failures, long pause) {
		assertThat(CampaignTimings.retry(failures, null, MIDDLE)).isEqualTo(millis(pause));
	}

	@ParameterizedTest
	@CsvSource({ "0, 500", "7, 7000", "60, 60000", "3600, 60000" })
	void adviceOnlyLengthensAPauseUpToAMinute(long advice, long pause) {
		assertThat(CampaignTimings.retry(1, Duration.ofSeconds(advice), MIDDLE)).isEqualTo(millis(pause));
	}

}
