package io.octostore.spring.lock;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.BeanCreationException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;
import org.springframework.scheduling.support.ScheduledMethodRunnable;

import io.octostore.lock.DistributedLock;
import io.octostore.lock.LockOptions;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * For how long the locks of annotated methods are held at least.
 */
@ExtendWith(OutputCaptureExtension.class)
class HoldAtLeastTests {

	private static @Nullable Duration hold(LockContext context, String name) {
		return context.locks.options.get(name).holdAtLeast().orElse(null);
	}

	@Test
	void jobsWithACronExpressionHoldForHalfOfTheTimeToTheirNextRunByTheSchedulersClock(CapturedOutput output) {
		try (LockContext context = LockContext.of(Schedulers.class, Jobs.class)) {
			context.bean(Jobs.class).cron();
			context.bean(Jobs.class).cronOfAnotherScheduler();
			assertThat(hold(context, "cron")).isEqualTo(Duration.ofSeconds(25));
			assertThat(hold(context, "cron-of-another-scheduler")).isEqualTo(Duration.ofSeconds(15));
		}
		assertThat(output).doesNotContain("waits");
	}

	@Test
	void aRunThatTheSchedulerBeginsTooLateIsWarnedAboutOnce(CapturedOutput output) throws Exception {
		try (LockContext context = LockContext.of(Schedulers.class, Jobs.class)) {
			Jobs jobs = context.bean(Jobs.class);
			jobs.late();
			assertThat(output).doesNotContain("after its fire time");
			ScheduledMethodRunnable scheduled = new ScheduledMethodRunnable(jobs, "late");
			scheduled.run();
			scheduled.run();
			assertThat(output).containsOnlyOnce(
					"Jobs.late begins 45.0 s after its fire time. If another instance was on time, it has "
							+ "held lock 'late' for less than that");
		}
	}

	@Test
	void othersDoNotHold() {
		try (LockContext context = LockContext.of(Jobs.class)) {
			context.bean(Jobs.class).fixedRate();
			context.bean(Jobs.class).plain();
			assertThat(hold(context, "fixed-rate")).isNull();
			assertThat(hold(context, "plain")).isNull();
		}
	}

	@Test
	void theAnnotationSaysForHowLong() {
		try (LockContext context = LockContext.with(Map.of("hold", "7s"), Jobs.class)) {
			context.bean(Jobs.class).annotated();
			context.bean(Jobs.class).switchedOff();
			assertThat(hold(context, "annotated")).isEqualTo(Duration.ofSeconds(7));
			assertThat(hold(context, "switched-off")).isEqualTo(Duration.ZERO);
		}
	}

	@Test
	void aDefinitionOutweighsTheAnnotationAndThatTheDefault() {
		LockAnnotationSettings settings = LockAnnotationSettings.defaults()
			.withDefaults(LockOptions.defaults().withHoldAtLeast(Duration.ofSeconds(3)))
			.withDefinitions((name) -> name.equals("annotated")
					? LockDefinition.empty().withOptions(LockOptions.defaults().withHoldAtLeast(Duration.ofSeconds(5)))
					: LockDefinition.empty());
		try (LockContext context = new LockContext(settings, true, Map.of("hold", "7s"), Jobs.class)) {
			context.bean(Jobs.class).annotated();
			context.bean(Jobs.class).switchedOff();
			context.bean(Jobs.class).cron();
			context.bean(Jobs.class).plain();
			assertThat(hold(context, "annotated")).isEqualTo(Duration.ofSeconds(5));
			assertThat(hold(context, "switched-off")).isEqualTo(Duration.ZERO);
			assertThat(hold(context, "cron")).isEqualTo(Duration.ofSeconds(3));
			assertThat(hold(context, "plain")).isEqualTo(Duration.ofSeconds(3));
		}
	}

	@Test
	void aHoldThatIsOutOfRangeIsRefused() {
		assertThatExceptionOfType(BeanCreationException.class).isThrownBy(() -> LockContext.of(TooLong.class))
			.withCauseInstanceOf(InvalidLockMethodException.class)
			.withMessageContaining("has a value of holdAtLeast that is out of range: holdAtLeast must be 0 to 1 hour");
	}

	@Test
	void aCronJobThatWaitsIsWarnedOf(CapturedOutput output) {
		LockContext.of(Waiting.class).close();
		assertThat(output)
			.containsOnlyOnce("Waiting.waits() is scheduled by a cron expression and waits 2000 ms for its lock")
			.doesNotContain("Waiting.wantsTo() is");
	}

	@Configuration(proxyBeanMethods = false)
	static class Schedulers {

		private static TaskScheduler at(String time) {
			ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
			scheduler.setClock(Clock.fixed(Instant.parse(time), ZoneOffset.UTC));
			return scheduler;
		}

		@Bean
		TaskScheduler taskScheduler() {
			return at("2026-03-01T10:00:10Z");
		}

		@Bean
		TaskScheduler overloaded() {
			return at("2026-03-01T10:00:45Z");
		}

		@Bean
		TaskScheduler another() {
			return at("2026-03-01T10:00:30Z");
		}

	}

	static class Jobs {

		@Scheduled(cron = "0 * * * * *")
		@DistributedLock("cron")
		void cron() {
		}

		@Scheduled(cron = "0 * * * * *", scheduler = "overloaded")
		@DistributedLock("late")
		public void late() {
		}

		@Scheduled(cron = "0 * * * * *", scheduler = "another")
		@DistributedLock("cron-of-another-scheduler")
		void cronOfAnotherScheduler() {
		}

		@Scheduled(fixedRate = 60_000)
		@DistributedLock("fixed-rate")
		void fixedRate() {
		}

		@DistributedLock("plain")
		void plain() {
		}

		@DistributedLock(name = "annotated", holdAtLeast = "${hold:1s}")
		void annotated() {
		}

		@Scheduled(cron = "0 * * * * *")
		@DistributedLock(name = "switched-off", holdAtLeast = "0s")
		void switchedOff() {
		}

	}

	static class TooLong {

		@DistributedLock(name = "too-long", holdAtLeast = "2h")
		void tooLong() {
		}

	}

	static class Waiting {

		@Scheduled(cron = "0 * * * * *")
		@DistributedLock(name = "waits", waitFor = "2s")
		void waits() {
		}

		@Scheduled(cron = "0 * * * * *")
		@DistributedLock(name = "wants-to", waitFor = "2s", holdAtLeast = "1s")
		void wantsTo() {
		}

	}

}
