package io.octostore.spring.boot.autoconfigure.shedlock;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import net.javacrumbs.shedlock.core.LockAssert;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.spring.annotation.EnableSchedulerLock;
import net.javacrumbs.shedlock.spring.annotation.SchedulerLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import io.octostore.embedded.OctoStoreServer;
import io.octostore.shedlock.OctoStoreLockProvider;
import io.octostore.shedlock.RehearsalLockProvider;
import io.octostore.spring.boot.autoconfigure.OctoStoreAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class OctoStoreShedLockAutoConfigurationTests {

	private final OctoStoreServer server = OctoStoreServer.builder().token("alice", "tok").start();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(OctoStoreAutoConfiguration.class, OctoStoreShedLockAutoConfiguration.class))
		.withPropertyValues("octostore.base-url=" + this.server.baseUrl(), "octostore.token=tok");

	@AfterEach
	void stop() {
		this.server.close();
	}

	@Test
	void annotatedMethodsRunUnderOctoStoresLock() {
		this.runner.withUserConfiguration(Jobs.class).run((context) -> {
			Job job = context.getBean(Job.class);
			assertThat(job.run(this.server)).isTrue();
			assertThat(this.server.holds("daily..5freport")).isFalse();
			this.server.steal("daily..5freport", Duration.ofHours(1));
			assertThat(job.run(this.server)).isNull();
		});
	}

	@Test
	void followsTheRuleForNamesAndLeavesRoomForThePrefix() {
		this.runner.withUserConfiguration(Jobs.class)
			.withPropertyValues("octostore.lock.prefix=billing", "octostore.lock.name-rule=hierarchical")
			.run((context) -> {
				LockProvider provider = context.getBean(LockProvider.class);
				SimpleLock lock = provider.lock(configuration("daily_report")).orElseThrow();
				assertThat(this.server.holds("billing.daily_report")).isTrue();
				lock.unlock();
				lock = provider.lock(configuration("x".repeat(70))).orElseThrow();
				assertThat(this.server.heldLocks()).singleElement()
					.satisfies((held) -> assertThat(held.name()).startsWith("billing.xxx").hasSize(64));
				lock.unlock();
			});
	}

	@Test
	void startsWithAPrefixThatLeavesLittleRoom() {
		this.runner.withPropertyValues("octostore.lock.prefix=" + "p".repeat(50)).run((context) -> {
			SimpleLock lock = context.getBean(LockProvider.class).lock(configuration("job")).orElseThrow();
			assertThat(this.server.holds("p".repeat(50) + ".job")).isTrue();
			lock.unlock();
		});
	}

	@Test
	void backsOffWhereTheApplicationHasAProvider() {
		this.runner.withUserConfiguration(OwnProvider.class)
			.run((context) -> assertThat(context).hasSingleBean(LockProvider.class)
				.doesNotHaveBean(OctoStoreLockProvider.class));
	}

	@Test
	void takesBothLocksInARehearsal() {
		this.runner.withUserConfiguration(OwnProvider.class, Jobs.class)
			.withPropertyValues("octostore.shedlock.rehearsal=true")
			.run((context) -> {
				assertThat(context.getBean(LockProvider.class)).isInstanceOf(RehearsalLockProvider.class);
				OwnProvider own = context.getBean(OwnProvider.class);
				assertThat(context.getBean(Job.class).run(this.server)).isTrue();
				assertThat(own.locked).isEqualTo(1);
				this.server.steal("daily..5freport", Duration.ofHours(1));
				assertThat(context.getBean(Job.class).run(this.server)).isNull();
				assertThat(own.locked).isEqualTo(2);
				assertThat(own.unlocked).isEqualTo(2);
			});
	}

	@Test
	void saysThatThereIsNothingToRehearse(CapturedOutput output) {
		this.runner.withPropertyValues("octostore.shedlock.rehearsal=true").run((context) -> {
			assertThat(context).hasSingleBean(OctoStoreLockProvider.class).doesNotHaveBean(RehearsalLockProvider.class);
			assertThat(output).contains("octostore.shedlock.rehearsal=true has no effect");
		});
	}

	@Test
	void isOffWithoutShedLockOrLocks() {
		this.runner.withClassLoader(new FilteredClassLoader(LockProvider.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("octoStoreLockProvider"));
		this.runner.withClassLoader(new FilteredClassLoader(OctoStoreLockProvider.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LockProvider.class));
		this.runner.withPropertyValues("octostore.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LockProvider.class));
	}

	private static LockConfiguration configuration(String name) {
		return new LockConfiguration(Instant.now(), name, Duration.ofMinutes(1), Duration.ZERO);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableSchedulerLock(defaultLockAtMostFor = "PT10M")
	static class Jobs {

		@Bean
		Job job() {
			return new Job();
		}

	}

	static class Job {

		@SchedulerLock(name = "daily_report")
		Boolean run(OctoStoreServer server) {
			LockAssert.assertLocked();
			return server.holds("daily..5freport");
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnProvider {

		private int locked;

		private int unlocked;

		@Bean
		LockProvider ownLockProvider() {
			return (configuration) -> {
				this.locked++;
				return Optional.of(() -> this.unlocked++);
			};
		}

	}

}
