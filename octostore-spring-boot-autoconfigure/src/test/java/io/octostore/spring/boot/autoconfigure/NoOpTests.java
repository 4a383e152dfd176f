package io.octostore.spring.boot.autoconfigure;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.mock.env.MockEnvironment;
import reactor.core.publisher.Mono;

import io.octostore.client.OctoStoreClient;
import io.octostore.lock.CurrentLock;
import io.octostore.lock.DistributedLock;
import io.octostore.lock.HeldLock;
import io.octostore.lock.LockOptions;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.lock.ReactiveOctoStoreLocks;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application without a server, on purpose.
 */
@Tag("field-fault-F5")
@ExtendWith(OutputCaptureExtension.class)
class NoOpTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(OctoStoreAutoConfiguration.class, OctoStoreLockingAutoConfiguration.class))
		.withBean(Job.class)
		.withPropertyValues("octostore.no-op=true");

	@Test
	void hasAllBeansAndRunsBodiesUnderALock() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(OctoStoreLocks.class)
				.hasSingleBean(ReactiveOctoStoreLocks.class)
				.hasSingleBean(OctoStoreClient.class);
			assertThat(context.getBean(Job.class).run()).isOne();
			assertThat(context.getBean(Job.class).run()).isEqualTo(2);
			assertThat(context.getBean(ReactiveOctoStoreLocks.class)
				.withLock("other", LockOptions.defaults(), (lock) -> Mono.just(lock.isHeld()))
				.block()).isTrue();
		});
	}

	@Test
	void isLoud(CapturedOutput output) {
		this.runner.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).containsOnlyOnce("octostore.no-op is true: NO lock is taken on a server. 1 method(s)");
	}

	@Test
	void excludesCallersOfOtherInstancesNoMore() {
		this.runner.run((one) -> this.runner.run((other) -> {
			try (HeldLock lock = one.getBean(OctoStoreLocks.class).tryAcquire("job").orElseThrow()) {
				assertThat(one.getBean(OctoStoreLocks.class).tryAcquire("job")).isEmpty();
				assertThat(other.getBean(OctoStoreLocks.class).tryAcquire("job")).isPresent();
				assertThat(lock.isHeld()).isTrue();
			}
		}));
	}

	@Test
	void isProposedWhereABeanIsMissingBecauseOctoStoreIsDisabled() {
		MockEnvironment environment = new MockEnvironment().withProperty("octostore.enabled", "false");
		new ApplicationContextRunner().withPropertyValues("octostore.enabled=false")
			.withConfiguration(AutoConfigurations.of(OctoStoreAutoConfiguration.class))
			.withBean(NeedsLocks.class)
			.run((context) -> {
				FailureAnalysis analysis = new OctoStoreDisabledFailureAnalyzer(environment)
					.analyze(context.getStartupFailure());
				assertThat(analysis.getDescription()).contains("needs " + OctoStoreLocks.class.getName()
						+ ", but there is none because octostore.enabled is false");
				assertThat(analysis.getAction()).contains("octostore.no-op=true", "ObjectProvider<OctoStoreLocks>");
				assertThat(new OctoStoreDisabledFailureAnalyzer(new MockEnvironment())
					.analyze(context.getStartupFailure())).isNull();
			});
	}

	static class Job {

		@DistributedLock("job")
		public long run() {
			return CurrentLock.fencingToken();
		}

	}

	static class NeedsLocks {

		NeedsLocks(OctoStoreLocks locks) {
		}

	}

}
