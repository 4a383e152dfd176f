package io.octostore.spring.boot.autoconfigure;

import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import io.octostore.embedded.OctoStoreServer;
import io.octostore.lock.CurrentLock;
import io.octostore.lock.DistributedLock;
import io.octostore.lock.HeldLock;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.lock.WhenHeld;
import io.octostore.spring.lock.DistributedLockPostProcessor;
import io.octostore.spring.lock.InvalidLockMethodException;
import io.octostore.spring.lock.UnlockedMethodReporter;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class OctoStoreLockingAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(OctoStoreAutoConfiguration.class,
				OctoStoreEmbeddedAutoConfiguration.class, OctoStoreLockingAutoConfiguration.class))
		.withBean(Job.class)
		.withPropertyValues("octostore.embedded.enabled=true");

	@Test
	void locksAnnotatedMethods() {
		this.runner.withPropertyValues("octostore.lock.prefix=billing").run((context) -> {
			assertThat(context.getBean(Job.class).run("4711")).contains("billing.job.4711");
			assertThat(context).hasSingleBean(DistributedLockPostProcessor.class)
				.doesNotHaveBean(UnlockedMethodReporter.class);
			assertThat(context.getBean(OctoStoreServer.class).heldLocks()).isEmpty();
		});
	}

	@Test
	void nothingIsSentBeforeTheFirstCall() {
		this.runner.run((context) -> {
			assertThat(context.getBean(Job.class)).isNotNull();
			assertThat(context.getBean(OctoStoreServer.class).requests()).isEmpty();
		});
	}

	@Test
	void definitionsOverrideTheAnnotation() {
		this.runner
			.withPropertyValues("octostore.lock.definitions.job.when-held=skip",
					"octostore.lock.definitions.job.ttl=90s", "octostore.lock.definitions.job.wait-for=0s",
					"octostore.lock.definitions.job.on-lost=notify")
			.run((context) -> {
				try (HeldLock lock = context.getBean(OctoStoreLocks.class).tryAcquire("job.4711").orElseThrow()) {
					assertThat(context.getBean(Job.class).run("4711")).as(lock.name()).isEmpty();
				}
			});
	}

	@Test
	void warnsOfDefinitionsWithoutEffect(CapturedOutput output) {
		this.runner
			.withPropertyValues("octostore.lock.definitions.job.wait-for=1s",
					"octostore.lock.definitions.jbo.wait-for=1s")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains(
				"octostore.lock.definitions.jbo has no effect: no annotated method has a lock of that name, only [job]")
			.doesNotContain("octostore.lock.definitions.job has");
	}

	@Test
	void doesNotJudgeDefinitionsOfBeansThatMayComeLater(CapturedOutput output) {
		this.runner
			.withPropertyValues("octostore.lock.definitions.jbo.wait-for=1s", "spring.main.lazy-initialization=true")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("has no effect");
	}

	@Test
	void proxiesClassesUnlessInterfacesAreAskedFor() {
		this.runner.withBean(Task.class, InterfaceTask::new)
			.run((context) -> assertThat(AopUtils.isCglibProxy(context.getBean(Task.class))).isTrue());
		this.runner.withBean(Task.class, InterfaceTask::new)
			.withPropertyValues("spring.aop.proxy-target-class=false")
			.run((context) -> assertThat(AopUtils.isJdkDynamicProxy(context.getBean(Task.class))).isTrue());
	}

	@Test
	void refusesATtlBelowTheSessionsUnlessThereIsNone() {
		this.runner.withBean(ShortTtl.class)
			.run((context) -> assertThat(Failures.find(context.getStartupFailure(), InvalidLockMethodException.class))
				.hasMessageContaining("shorter than the session's TTL of 30 s"));
		this.runner.withBean(ShortTtl.class)
			.withPropertyValues("octostore.session.ttl=10s")
			.run((context) -> assertThat(context).hasNotFailed());
		this.runner.withBean(ShortTtl.class)
			.withPropertyValues("octostore.lock.holder=token")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void warnsOfMethodsWithoutLockWhenDisabled(CapturedOutput output) {
		this.runner.withPropertyValues("octostore.enabled=false").run((context) -> {
			assertThat(context.getBean(Job.class).run("4711")).contains("none");
			assertThat(context).doesNotHaveBean(DistributedLockPostProcessor.class);
		});
		assertThat(output).containsOnlyOnce(
				"octostore.enabled is false: 1 annotated method(s) run WITHOUT a lock, on every instance at the same time: ");
	}

	@Test
	void warnsOfMethodsWithoutLockWhenAnnotationsAreDisabled(CapturedOutput output) {
		this.runner.withPropertyValues("octostore.lock.annotations.enabled=false").run((context) -> {
			assertThat(context.getBean(Job.class).run("4711")).contains("none");
			assertThat(context).hasSingleBean(OctoStoreLocks.class);
		});
		assertThat(output)
			.containsOnlyOnce("octostore.lock.annotations.enabled is false: 1 annotated method(s) run WITHOUT a lock");
	}

	@Test
	void createsNoBeanTooEarly(CapturedOutput output) {
		this.runner.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("is not eligible for getting processed by all BeanPostProcessors");
	}

	@Test
	void backsOffForAPostProcessorOfTheApplication() {
		this.runner.withBean("mine", DistributedLockPostProcessor.class, () -> new DistributedLockPostProcessor(() -> {
			throw new IllegalStateException("mine");
		}))
			.run((context) -> assertThat(context).getBeanNames(DistributedLockPostProcessor.class)
				.containsExactly("mine"));
	}

	static class Job {

		@DistributedLock(name = "job", key = "#id", whenHeld = WhenHeld.THROW)
		public Optional<String> run(String id) {
			return Optional.of(CurrentLock.find().map(HeldLock::name).orElse("none"));
		}

	}

	static class ShortTtl {

		@DistributedLock(name = "short", ttl = "10s")
		public void run() {
		}

	}

	interface Task {

		void run();

	}

	static class InterfaceTask implements Task {

		@Override
		@DistributedLock("task")
		public void run() {
		}

	}

}
