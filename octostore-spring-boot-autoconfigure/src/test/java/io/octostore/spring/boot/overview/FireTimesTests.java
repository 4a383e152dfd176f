package io.octostore.spring.boot.overview;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.config.ScheduledTaskHolder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The next fire time is known whether the method runs or not.
 */
class FireTimesTests {

	private static final String JOBS = FireTimesTests.class.getName() + "$Jobs.";

	@Test
	void areKnownBeforeAMethodRuns() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Scheduling.class)) {
			FireTimes fireTimes = context.getBean(FireTimes.class);
			assertThat(fireTimes.next(JOBS + "daily")).isAfter(Instant.now())
				.isBefore(Instant.now().plus(Duration.ofHours(25)));
			assertThat(fireTimes.next(JOBS + "unknown")).isNull();
		}
	}

	@Test
	void areKnownWhileAMethodWithACronExpressionRuns() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Scheduling.class)) {
			Jobs jobs = context.getBean(Jobs.class);
			assertThat(jobs.nextOfCron.orTimeout(30, TimeUnit.SECONDS).join())
				.hasValueSatisfying((next) -> assertThat(next).isAfterOrEqualTo(jobs.cronRanAt)
					.isBefore(jobs.cronRanAt.plusSeconds(30)));
		}
	}

	@Test
	void areUnknownWhileAMethodWithAFixedDelayRuns() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Scheduling.class)) {
			assertThat(context.getBean(Jobs.class).nextOfDelay.orTimeout(30, TimeUnit.SECONDS).join()).isEmpty();
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableScheduling
	static class Scheduling {

		@Bean
		FireTimes fireTimes(ObjectProvider<ScheduledTaskHolder> holders) {
			return new FireTimes(holders::stream);
		}

		@Bean
		Jobs jobs(FireTimes fireTimes) {
			return new Jobs(fireTimes);
		}

	}

	static class Jobs {

		final CompletableFuture<Optional<Instant>> nextOfCron = new CompletableFuture<>();

		final CompletableFuture<Optional<Instant>> nextOfDelay = new CompletableFuture<>();

		volatile Instant cronRanAt = Instant.MAX;

		private final FireTimes fireTimes;

		Jobs(FireTimes fireTimes) {
			this.fireTimes = fireTimes;
		}

		@Scheduled(cron = "0 0 2 * * *")
		void daily() {
		}

		@Scheduled(cron = "* * * * * *")
		void cron() {
			this.cronRanAt = Instant.now();
			this.nextOfCron.complete(Optional.ofNullable(this.fireTimes.next(JOBS + "cron")));
		}

		@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.DAYS)
		void delay() {
			this.nextOfDelay.complete(Optional.ofNullable(this.fireTimes.next(JOBS + "delay")));
		}

	}

}
