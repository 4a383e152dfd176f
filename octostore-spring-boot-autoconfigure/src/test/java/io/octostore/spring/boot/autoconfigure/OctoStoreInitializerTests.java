package io.octostore.spring.boot.autoconfigure;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.octostore.lock.DistributedLock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.mockito.Mockito.mock;

/**
 * What is said where the auto-configuration is not there to say it.
 */
@ExtendWith(OutputCaptureExtension.class)
class OctoStoreInitializerTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withInitializer(new OctoStoreInitializer())
		.withBean(Job.class);

	@Test
	@Tag("field-fault-F3")
	void namesMethodsThatRunWithoutLockInASlice(CapturedOutput output) {
		this.runner.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output)
			.containsOnlyOnce("OctoStoreLockingAutoConfiguration is not part of this application context, as "
					+ "in tests of a slice: 1 annotated method(s) run WITHOUT a lock")
			.contains(Job.class.getName() + ".run");
	}

	@Test
	void isSilentWhereMethodsAreLocked(CapturedOutput output) {
		this.runner
			.withConfiguration(
					AutoConfigurations.of(OctoStoreAutoConfiguration.class, OctoStoreLockingAutoConfiguration.class))
			.withPropertyValues("octostore.token=tok")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("WITHOUT a lock");
	}

	@ParameterizedTest
	@ValueSource(strings = { "3.5.16", "3.0.0", "2.7.18" })
	@Tag("field-fault-F6")
	void refusesOldReleasesOfSpringBoot(String version) {
		assertThatExceptionOfType(SpringBootTooOldException.class)
			.isThrownBy(() -> OctoStoreInitializer.checkVersion(version))
			.withMessage("OctoStore needs Spring Boot 4.0 or newer, this is " + version)
			.satisfies((ex) -> assertThat(new SpringBootTooOldFailureAnalyzer().analyze(ex).getAction())
				.contains("Upgrade the application to Spring Boot 4"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "4.0.0", "4.1.2", "4.2.0-M1", "5.0.0", "unknown" })
	void takesNewerReleasesOfSpringBoot(String version) {
		assertThatNoException().isThrownBy(() -> OctoStoreInitializer.checkVersion(version));
	}

	@Test
	@Tag("field-fault-F4")
	void doesNotTakeMocksForBeansThatWereCreatedTooEarly(CapturedOutput output) {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(OctoStoreAutoConfiguration.class, OctoStoreLockingAutoConfiguration.class))
			.withPropertyValues("octostore.token=tok")
			.withInitializer((context) -> context.getBeanFactory().registerSingleton("mock", mock(Job.class)))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("created too early");
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(OctoStoreAutoConfiguration.class, OctoStoreLockingAutoConfiguration.class))
			.withPropertyValues("octostore.token=tok")
			.withInitializer((context) -> context.getBeanFactory().registerSingleton("object", new Job()))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("Bean 'object' was created too early");
	}

	static class Job {

		@DistributedLock("job")
		public void run() {
		}

	}

}
