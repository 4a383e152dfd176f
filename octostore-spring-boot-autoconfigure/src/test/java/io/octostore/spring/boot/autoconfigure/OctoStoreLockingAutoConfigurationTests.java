package io.octostore.spring.boot.autoconfigure;

import java.util.Optional;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.availability.ApplicationAvailabilityBean;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.Schedules;
import reactor.core.publisher.Mono;

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
		assertThat(output).contains("octostore.lock.definitions.jbo.wait-for")
			.contains("has no effect: no annotated method has a lock of that name, only [job]")
			.doesNotContain("octostore.lock.definitions.job.wait-for");
	}

	@Test
	@Tag("field-fault-G4")
	void warnsOfPropertiesThatDoNotExist(CapturedOutput output) {
		this.runner.withPropertyValues("octostore.lock.prefx=billing", "octostore.session.ttl=30s")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("octostore.lock.prefx (")
			.contains("has no effect: there is no property of that name")
			.doesNotContain("octostore.session.ttl")
			.doesNotContain("octostore.embedded.enabled (");
	}

	@Test
	@Tag("field-fault-I2")
	void saysAtStartupWhichServerTheLocksAreOn(CapturedOutput output) {
		this.runner.run((context) -> assertThat(output).containsOnlyOnce("OctoStore server "
				+ context.getBean(OctoStoreServer.class).baseUrl() + ": 1 method(s) run under a lock"));
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(OctoStoreAutoConfiguration.class, OctoStoreLockingAutoConfiguration.class))
			.withPropertyValues("octostore.token=tok")
			.run((context) -> assertThat(output)
				.contains("OctoStore server https://api.octostore.io, the hosted service, "
						+ "because octostore.base-url is not set: 0 method(s) run under a lock"));
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(OctoStoreAutoConfiguration.class, OctoStoreLockingAutoConfiguration.class))
			.withBean(OctoStoreConnectionDetails.class, () -> new OctoStoreConnectionDetails() {

				@Override
				public String getBaseUrl() {
					return "https://octostore.example.com";
				}

				@Override
				public String getToken() {
					return "tok";
				}

			})
			.run((context) -> assertThat(output)
				.contains("OctoStore server https://octostore.example.com: 0 method(s) run under a lock"));
	}

	@Test
	void skipsScheduledMethodsWhileTheApplicationRefusesTraffic() {
		this.runner.withBean(Ticking.class).withBean(ApplicationAvailabilityBean.class).run((context) -> {
			Ticking job = context.getBean(Ticking.class);
			assertThat(job.run()).isEqualTo("ran");
			AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
			assertThat(job.run()).isNull();
			assertThat(job.mono().block()).isNull();
			assertThat(context.getBean(Job.class).run("1")).isPresent();
			AvailabilityChangeEvent.publish(context, ReadinessState.ACCEPTING_TRAFFIC);
			assertThat(job.run()).isEqualTo("ran");
		});
		this.runner.withBean(Ticking.class)
			.withBean(ApplicationAvailabilityBean.class)
			.withPropertyValues("octostore.scheduled.only-while-accepting-traffic=false")
			.run((context) -> {
				AvailabilityChangeEvent.publish(context, ReadinessState.REFUSING_TRAFFIC);
				assertThat(context.getBean(Ticking.class).run()).isEqualTo("ran");
			});
	}

	@Test
	void namesScheduledMethodsWithoutLock(CapturedOutput output) {
		this.runner.withBean(Unlocked.class).withBean(Ticking.class).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(output).doesNotContain("scheduled method(s)");
		});
		this.runner.withBean(Unlocked.class)
			.withBean(Ticking.class)
			.withPropertyValues("octostore.scheduled.require-lock=warn")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output)
			.containsOnlyOnce("2 scheduled method(s) run WITHOUT a lock, on every instance at the same time: "
					+ Unlocked.class.getName() + ".one, " + Unlocked.class.getName() + ".two");
		this.runner.withBean(Unlocked.class)
			.withPropertyValues("octostore.scheduled.require-lock=fail")
			.run((context) -> assertThat(Failures.find(context.getStartupFailure(), InvalidLockMethodException.class))
				.hasMessageStartingWith("Method " + Unlocked.class.getName() + ".")
				.hasMessageContaining("() is scheduled and runs without a lock")
				.hasMessageContaining("octostore.scheduled.require-lock=warn"));
		this.runner.withBean(Ticking.class)
			.withPropertyValues("octostore.scheduled.require-lock=fail")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void doesNotJudgeDefinitionsOfBeansThatMayComeLater(CapturedOutput output) {
		this.runner
			.withPropertyValues("octostore.lock.definitions.jbo.wait-for=1s", "spring.main.lazy-initialization=true")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("no annotated method has a lock of that name");
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

	static class Ticking {

		@Scheduled(fixedDelay = 1_000_000)
		@DistributedLock("scheduled")
		public String run() {
			return "ran";
		}

		@Scheduled(fixedDelay = 1_000_000)
		@DistributedLock("mono")
		public Mono<String> mono() {
			return Mono.just("ran");
		}

	}

	static class Unlocked {

		@Scheduled(fixedDelay = 1_000_000)
		public void one() {
		}

		@Schedules(@Scheduled(fixedDelay = 1_000_000))
		public void two() {
		}

		public void three() {
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
