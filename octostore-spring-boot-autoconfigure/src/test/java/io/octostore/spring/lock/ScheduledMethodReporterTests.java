package io.octostore.spring.lock;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.scheduling.annotation.Scheduled;

import io.octostore.lock.DistributedLock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Scheduled methods that run on every instance at the same time.
 */
@ExtendWith(OutputCaptureExtension.class)
class ScheduledMethodReporterTests {

	private static void report(RequireLock requireLock, Object... beans) {
		ScheduledMethodReporter reporter = new ScheduledMethodReporter(requireLock);
		for (Object bean : beans) {
			assertThat(reporter.postProcessAfterInitialization(bean, "bean")).isSameAs(bean);
		}
		reporter.afterSingletonsInstantiated();
	}

	@Test
	void areNamedOnceInOneWarning(CapturedOutput output) {
		report(RequireLock.WARN, new Jobs(), new Jobs(), new Locked());
		assertThat(output).containsOnlyOnce("WARN")
			.contains("1 scheduled method(s) run WITHOUT a lock")
			.contains("ScheduledMethodReporterTests$Jobs.unlocked. ");
	}

	@Test
	void failTheStartOnDemand() {
		assertThatExceptionOfType(InvalidLockMethodException.class)
			.isThrownBy(() -> report(RequireLock.FAIL, new Jobs()))
			.withMessageContaining("Jobs.unlocked")
			.withMessageContaining("is scheduled and runs without a lock")
			.withMessageContaining("octostore.scheduled.require-lock=warn");
	}

	@Test
	void mayBeWanted(CapturedOutput output) {
		report(RequireLock.IGNORE, new Jobs());
		assertThat(output).doesNotContain("WARN");
	}

	@Test
	void areNotThoseWithALock(CapturedOutput output) {
		report(RequireLock.WARN, new Locked(), new Object());
		report(RequireLock.FAIL, new Locked(), new Object());
		assertThat(output).doesNotContain("WARN");
	}

	static class Jobs {

		@Scheduled(fixedDelay = 1000)
		void unlocked() {
		}

		@Scheduled(fixedDelay = 1000)
		@DistributedLock("locked")
		void locked() {
		}

		void called() {
		}

	}

	static class Locked {

		@Scheduled(fixedDelay = 1000)
		@DistributedLock("locked")
		void locked() {
		}

		void called() {
		}

	}

}
