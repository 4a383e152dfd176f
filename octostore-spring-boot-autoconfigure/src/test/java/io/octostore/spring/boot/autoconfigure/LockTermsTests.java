package io.octostore.spring.boot.autoconfigure;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.octostore.OctoStoreValidationException;
import io.octostore.client.AcquireResult;
import io.octostore.client.OctoStoreClient;
import io.octostore.lock.HeldLock;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.lock.OctoStoreLocksBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Lock delay and metadata of single locks.
 */
class LockTermsTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(OctoStoreAutoConfiguration.class,
				OctoStoreEmbeddedAutoConfiguration.class, OctoStoreLockingAutoConfiguration.class))
		.withPropertyValues("octostore.embedded.enabled=true", "octostore.lock.prefix=billing");

	@Test
	void aLockIsKeptFreeAfterItsEnd() {
		this.runner.withPropertyValues("octostore.lock.definitions.report.lock-delay=20s").run((context) -> {
			OctoStoreLocks locks = context.getBean(OctoStoreLocks.class);
			OctoStoreClient client = context.getBean(OctoStoreClient.class);
			locks.executeWithoutResult("report", (lock) -> {
			});
			assertThat(locks.tryAcquire("report")).isEmpty();
			assertThat(client.tryAcquireLock("billing.report", Duration.ofSeconds(30))).isInstanceOfSatisfying(
					AcquireResult.Delayed.class,
					(delayed) -> assertThat(delayed.lockDelay()).isEqualTo(Duration.ofSeconds(20)));
			locks.executeWithoutResult("other", (lock) -> {
			});
			try (HeldLock again = locks.tryAcquire("other").orElseThrow()) {
				assertThat(again.isHeld()).isTrue();
			}
		});
	}

	@Test
	void countForNothingWithoutAServer() {
		this.runner.withPropertyValues("octostore.no-op=true", "octostore.lock.definitions.report.lock-delay=20s")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void needAServerOfOctoStore() {
		OctoStoreLocksBuilder builder = OctoStoreLocks.builder(new NoOpAuthority())
			.lockDelay("report", Duration.ofSeconds(5));
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(builder::build)
			.withMessageContaining("another service");
	}

	@Test
	void aLockIsDescribedInItsOwnWords() {
		this.runner
			.withPropertyValues("octostore.lock.metadata=billing@host-1",
					"octostore.lock.definitions.report.metadata=writes the nightly report")
			.run((context) -> {
				OctoStoreLocks locks = context.getBean(OctoStoreLocks.class);
				OctoStoreClient client = context.getBean(OctoStoreClient.class);
				try (HeldLock report = locks.tryAcquire("report.4711").orElseThrow();
						HeldLock other = locks.tryAcquire("other").orElseThrow()) {
					assertThat(client.getLockStatus("billing." + "report.4711").metadata())
						.contains("writes the nightly report");
					assertThat(client.getLockStatus("billing." + "other").metadata()).contains("billing@host-1");
					assertThat(report.isHeld() && other.isHeld()).isTrue();
				}
			});
	}

	@Test
	void refusesADelayOutOfRangeByItsProperty() {
		this.runner.withPropertyValues("octostore.lock.definitions.report.lock-delay=31s")
			.run((context) -> assertThat(Failures.invalidProperty(context.getStartupFailure()).getMessage())
				.contains("octostore.lock.definitions.report.lock-delay", "0 to 30"));
	}

	@Test
	void refusesADelayBesideAHold() {
		this.runner
			.withPropertyValues("octostore.lock.definitions.report.lock-delay=10s",
					"octostore.lock.definitions.report.hold-at-least=30s")
			.run((context) -> assertThat(Failures.invalidProperty(context.getStartupFailure()).getMessage())
				.contains("octostore.lock.definitions.report.lock-delay")
				.contains("octostore.lock.definitions.report.hold-at-least")
				.contains("both would add up"));
		this.runner
			.withPropertyValues("octostore.lock.definitions.report.lock-delay=0s",
					"octostore.lock.definitions.report.hold-at-least=30s")
			.run((context) -> assertThat(context).hasNotFailed());
	}

}
