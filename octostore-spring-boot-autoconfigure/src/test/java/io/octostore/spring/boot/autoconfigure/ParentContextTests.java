package io.octostore.spring.boot.autoconfigure;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.octostore.lock.CurrentLock;
import io.octostore.lock.DistributedLock;
import io.octostore.lock.HeldLock;
import io.octostore.lock.OctoStoreLocks;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The starter in a parent context and in its child.
 */
@Tag("field-fault-F1")
@ExtendWith(OutputCaptureExtension.class)
class ParentContextTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(OctoStoreAutoConfiguration.class,
				OctoStoreEmbeddedAutoConfiguration.class, OctoStoreLockingAutoConfiguration.class))
		.withPropertyValues("octostore.embedded.enabled=true");

	@Test
	void locksMethodsOfBothUnderTheSameLocks() {
		this.runner.withBean("parentJob", Job.class).run((parent) -> {
			this.runner.withParent(parent).withBean("childJob", Job.class).run((child) -> {
				assertThat(child).hasNotFailed();
				assertThat(child.getBean("childJob", Job.class).run()).isEqualTo("job");
				assertThat(child.getBean("parentJob", Job.class).run()).isEqualTo("job");
				assertThat(child.getBeanFactory().containsLocalBean("octoStoreLocks")).isFalse();
			});
			assertThat(parent.getBean(Job.class).run()).isEqualTo("job");
		});
	}

	@Test
	void closesTheLocksWithTheContextThatHasCreatedThem() {
		this.runner.run((parent) -> {
			this.runner.withParent(parent).run((child) -> {
				child.getBean(OctoStoreLocks.class).tryAcquire("from-child").orElseThrow().close();
			});
			parent.getBean(OctoStoreLocks.class).tryAcquire("after-child").orElseThrow().close();
		});
	}

	@Test
	void locksMethodsOfAChildWhoseParentHasNone() {
		new ApplicationContextRunner().run((parent) -> this.runner.withParent(parent)
			.withBean(Job.class)
			.run((child) -> assertThat(child.getBean(Job.class).run()).isEqualTo("job")));
	}

	@Test
	void saysForEachContextWhenMethodsAreNotLocked(CapturedOutput output) {
		this.runner.withBean("parentJob", Job.class)
			.run((parent) -> this.runner.withParent(parent)
				.withBean("childJob", ChildJob.class)
				.withPropertyValues("octostore.lock.annotations.enabled=false")
				.run((child) -> {
					assertThat(child.getBean(ChildJob.class).run()).isEqualTo("none");
					assertThat(child.getBean(Job.class).run()).isEqualTo("job");
				}));
		assertThat(output).containsOnlyOnce("run WITHOUT a lock").contains("ChildJob.run");
	}

	static class Job {

		@DistributedLock("job")
		public String run() {
			return CurrentLock.find().map(HeldLock::name).orElse("none");
		}

	}

	static class ChildJob {

		@DistributedLock("child-job")
		public String run() {
			return CurrentLock.find().map(HeldLock::name).orElse("none");
		}

	}

}
