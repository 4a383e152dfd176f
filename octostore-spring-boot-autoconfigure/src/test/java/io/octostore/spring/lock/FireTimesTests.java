package io.octostore.spring.lock;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.Optional;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;

class FireTimesTests {

	private static final Map<String, String> PLACEHOLDERS = Map.of("${cron}", "0 * * * * *", "${off}", "-", "${zone}",
			"America/New_York");

	private static @Nullable FireTimes of(String method, Instant now) {
		Clock clock = Clock.fixed(now, ZoneOffset.UTC);
		return FireTimes.of(ReflectionUtils.findMethod(Jobs.class, method),
				(text) -> PLACEHOLDERS.getOrDefault(text, text), (scheduler) -> {
					assertThat(scheduler).isEqualTo(method.equals("qualified") ? "mine" : "");
					return clock;
				});
	}

	private static FireTimes at(String method, String time) {
		FireTimes times = of(method, Instant.parse("2026-03-01T" + time + "Z"));
		assertThat(times).isNotNull();
		return times;
	}

	@ParameterizedTest
	@CsvSource({ "everyMinute, 12:00:00, 30000", "everyMinute, 12:00:00.100, 29950", "everyMinute, 12:00:20, 20000",
			"everyTwoSeconds, 12:00:00, 1000", "everyTwoSeconds, 12:00:01, 500", "daily, 02:00:00, 60000",
			"daily, 01:58:30, 45000", "everyTwoMinutes, 12:00:00.002, 59999", "everyThreeMinutes, 12:00:00, 60000",
			"placeholder, 12:00:10, 25000", "qualified, 12:00:00, 30000" })
	void callsHoldForHalfOfTheTimeToTheNextFireTime(String method, String now, long millis) {
		assertThat(at(method, now).holdFromNow()).isEqualTo(Duration.ofMillis(millis));
	}

	@ParameterizedTest
	@CsvSource({ "everyMinute, 12:00:31, 31000", "everyTwoSeconds, 12:00:01.100, 1100", "daily, 02:01:00.001, 60001",
			"daily, 14:00:00, 43200000", "everyTwoMinutes, 12:01:01, 61000" })
	void callsAreLateWhenTheHoldOfOneThatWasOnTimeIsOver(String method, String now, long millis) {
		assertThat(at(method, now).lateBeyond(Optional.empty())).hasValue(Duration.ofMillis(millis));
	}

	@ParameterizedTest
	@CsvSource({ "everyMinute, 12:00:00", "everyMinute, 12:00:29.900", "everyMinute, 12:00:30",
			"everyMinute, 11:59:59.900", "everyTwoSeconds, 12:00:00.900", "daily, 02:00:59",
			"everyTwoMinutes, 12:00:59" })
	void callsAreNotLateWhileOneThatWasOnTimeStillHolds(String method, String now) {
		assertThat(at(method, now).lateBeyond(Optional.empty())).isEmpty();
	}

	@Test
	void theFirstLookIsTakenWithinTheHoldOfARunThatIsOnTime() {
		FireTimes frequent = at("everyTwoSeconds", "12:00:01");
		assertThat(frequent.untilLook(Optional.empty(), frequent.following(null).orElseThrow()))
			.hasValue(Duration.ofMillis(1200));
		FireTimes rare = at("everyMinute", "12:00:59");
		assertThat(rare.untilLook(Optional.empty(), rare.following(null).orElseThrow()))
			.hasValue(Duration.ofMillis(4750));
	}

	@Test
	void aLookSeesNoRunThatBeganRightAfterItAndHasEnded() {
		FireTimes times = at("everyMinute", "12:00:30");
		ZonedDateTime look = times.now().minusSeconds(30);
		assertThat(times.isWithinLooks(look, Optional.of(Duration.ofSeconds(30)))).isFalse();
		assertThat(times.isWithinLooks(look, Optional.of(Duration.ofMillis(30_001)))).isTrue();
		assertThat(times.isWithinLooks(look, Optional.empty())).isFalse();
	}

	@Test
	void aLongerHoldAllowsLaterCallsAndNoneAllowsAll() {
		FireTimes times = at("everyMinute", "12:00:40");
		assertThat(times.lateBeyond(Optional.of(Duration.ofSeconds(50)))).isEmpty();
		assertThat(times.lateBeyond(Optional.of(Duration.ofSeconds(10)))).hasValue(Duration.ofSeconds(40));
		assertThat(times.lateBeyond(Optional.of(Duration.ZERO))).isEmpty();
	}

	/**
	 * As late calls for the fire time before, they would hold for almost no time.
	 */
	@ParameterizedTest
	@CsvSource({ "everyMinute, 11:59:59.900, 30050", "everyMinute, 11:59:55.002, 32499", "everyMinute, 11:59:55, 2500",
			"everyTwoSeconds, 11:59:59.802, 1099", "everyTwoSeconds, 11:59:59.800, 100", "daily, 01:59:55.002, 60000" })
	void callsShortlyBeforeAFireTimeBelongToIt(String method, String now, long millis) {
		assertThat(at(method, now).holdFromNow()).isEqualTo(Duration.ofMillis(millis));
	}

	@ParameterizedTest
	@CsvSource({ "12:00:00, 30000", "12:00:59, 500", "12:00:59.600, 200", "12:00:59.601, 0", "11:59:59.900, 30050" })
	void aLateCallHoldsForNoTimeRightBeforeTheNextFireTime(String now, long millis) {
		assertThat(at("everyMinute", now).holdFromNow(ZonedDateTime.parse("2026-03-01T12:00:00Z")))
			.isEqualTo(Duration.ofMillis(millis));
	}

	@ParameterizedTest
	@CsvSource({ "12:00:00, 12:00:00, 12:00:00", "12:00:31, 12:00:00, 12:00:00", "12:00:31, 12:01:00, 12:00:00",
			"12:00:58, 12:00:00, 12:00:00", "12:00:58, 12:01:00, 12:01:00", "12:00:59.930, 12:00:00, 12:00:00",
			"12:00:59.940, 12:00:00, 12:01:00", "12:00:54, , 12:00:00", "12:00:56, , 12:01:00",
			"12:02:20, 12:00:00, 12:02:00" })
	void aCallIsEarlyOnlyIfTheFireTimeBeforeHadItsCall(String now, @Nullable String due, String expected) {
		ZonedDateTime dueAt = (due != null) ? ZonedDateTime.parse("2026-03-01T" + due + "Z") : null;
		assertThat(at("everyMinute", now).ofCall(dueAt)).map(ZonedDateTime::toInstant)
			.contains(Instant.parse("2026-03-01T" + expected + "Z"));
	}

	@Test
	void theNextFireTimeIsTheEarliestOfAll() {
		assertThat(at("twice", "11:50:00").next()).contains(ZonedDateTime.parse("2026-03-01T12:00Z"));
		assertThat(at("twice", "12:00:00").next()).contains(ZonedDateTime.parse("2026-03-01T12:00:40Z"));
		assertThat(at("twice", "12:00:00").holdFromNow()).isEqualTo(Duration.ofSeconds(20));
	}

	@Test
	void theLatestFireTimeMayBeMuchLongerAgoThanOnePeriod() {
		assertThat(at("twiceAtNight", "02:00:00").latest()).contains(ZonedDateTime.parse("2026-02-28T03:01Z"));
	}

	@Test
	void theTimeZoneOfTheAnnotationCounts() {
		ZonedDateTime next = ZonedDateTime.of(2026, 3, 1, 2, 0, 0, 0, ZoneId.of("America/New_York"));
		assertThat(at("inNewYork", "06:59:00").next()).contains(next);
		assertThat(at("inNewYork", "06:59:00").holdFromNow()).isEqualTo(Duration.ofSeconds(30));
	}

	@Test
	void aJobThatIsNeverCalledAgainHoldsForTheLongestTime() {
		FireTimes times = at("never", "12:00:00");
		assertThat(times.next()).isEmpty();
		assertThat(times.holdFromNow()).isEqualTo(FireTimes.MAX_HOLD);
	}

	@ParameterizedTest
	@ValueSource(strings = { "fixedRate", "fixedDelay", "both", "off", "once", "plain", "invalid" })
	void othersHaveNoCommonFireTimes(String method) {
		assertThat(of(method, Instant.EPOCH)).isNull();
	}

	static class Jobs {

		@Scheduled(cron = "0 * * * * *")
		void everyMinute() {
		}

		@Scheduled(cron = "0 0,1 3 * * *")
		void twiceAtNight() {
		}

		@Scheduled(cron = "*/2 * * * * *")
		void everyTwoSeconds() {
		}

		@Scheduled(cron = "0 */2 * * * *")
		void everyTwoMinutes() {
		}

		@Scheduled(cron = "0 */3 * * * *")
		void everyThreeMinutes() {
		}

		@Scheduled(cron = "0 0 2 * * *")
		void daily() {
		}

		@Scheduled(cron = "${cron}")
		@Scheduled(cron = "${off}")
		void placeholder() {
		}

		@Scheduled(cron = "0 * * * * *", scheduler = "mine")
		void qualified() {
		}

		@Scheduled(cron = "@hourly")
		@Scheduled(cron = "40 0 12 * * *")
		void twice() {
		}

		@Scheduled(cron = "0 0 2 * * *", zone = "${zone}")
		void inNewYork() {
		}

		@Scheduled(cron = "0 0 0 30 2 *")
		void never() {
		}

		@Scheduled(fixedRate = 1000)
		void fixedRate() {
		}

		@Scheduled(fixedDelayString = "PT1S")
		void fixedDelay() {
		}

		@Scheduled(cron = "0 * * * * *")
		@Scheduled(fixedRate = 1000)
		void both() {
		}

		@Scheduled(cron = "-")
		void off() {
		}

		@Scheduled(initialDelay = 1000)
		void once() {
		}

		void plain() {
		}

		@Scheduled(cron = "nonsense")
		void invalid() {
		}

	}

}
