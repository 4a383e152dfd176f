package io.octostore.spring.boot.autoconfigure.metrics;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.octostore.lock.DistributedLock;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.spring.boot.autoconfigure.OctoStoreAutoConfiguration;
import io.octostore.spring.boot.autoconfigure.OctoStoreEmbeddedAutoConfiguration;
import io.octostore.spring.boot.autoconfigure.OctoStoreLockingAutoConfiguration;
import io.octostore.spring.boot.autoconfigure.observation.OctoStoreObservationAutoConfiguration;
import io.octostore.spring.boot.metrics.OctoStoreMetrics;

import static org.assertj.core.api.Assertions.assertThat;

class OctoStoreMetricsAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(OctoStoreAutoConfiguration.class, OctoStoreEmbeddedAutoConfiguration.class,
						OctoStoreLockingAutoConfiguration.class, OctoStoreMetricsAutoConfiguration.class,
						OctoStoreObservationAutoConfiguration.class, MetricsAutoConfiguration.class,
						CompositeMeterRegistryAutoConfiguration.class, ObservationAutoConfiguration.class))
		.withBean(Job.class)
		.withPropertyValues("octostore.embedded.enabled=true");

	private final ApplicationContextRunner measured = this.runner.withBean(SimpleMeterRegistry.class,
			SimpleMeterRegistry::new);

	@Test
	void measuresAnnotatedMethods() {
		this.measured.run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(acquired(registry)).isZero();
			context.getBean(Job.class).run();
			assertThat(acquired(registry)).isEqualTo(1);
			assertThat(registry.get("octostore.lock.held").tag("lock.name", "job").timers()).isNotEmpty();
			assertThat(registry.get("octostore.session.active").gauge().value()).isEqualTo(1);
		});
	}

	@Test
	void gaugesCanBeReadAfterTheContextWasClosed() {
		this.measured.run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			context.getBean(Job.class).run();
			assertThat(registry.get("octostore.session.active").gauge().value()).isEqualTo(1);
			context.getSourceApplicationContext().close();
			assertThat(registry.get("octostore.session.active").gauge().value()).isZero();
		});
	}

	@Test
	void measuresRequests() {
		this.measured.run((context) -> {
			context.getBean(Job.class).run();
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			assertThat(registry.get("octostore.client.requests").timers()).isNotEmpty();
		});
	}

	@Test
	void measuresLocksWithoutAnnotationsToo() {
		this.measured.withPropertyValues("octostore.lock.annotations.enabled=false").run((context) -> {
			context.getBean(OctoStoreLocks.class).tryAcquire("a").orElseThrow().close();
			assertThat(context.getBean(MeterRegistry.class)
				.get("octostore.lock.acquire")
				.tag("lock.name", "other")
				.timer()
				.count()).isEqualTo(1);
		});
	}

	@Test
	void needsARegistry() {
		new ApplicationContextRunner()
			.withConfiguration(
					AutoConfigurations.of(OctoStoreAutoConfiguration.class, OctoStoreMetricsAutoConfiguration.class))
			.withPropertyValues("octostore.token=tok")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(OctoStoreMetrics.class));
	}

	@Test
	void needsMicrometer() {
		this.runner.withClassLoader(new FilteredClassLoader("io.micrometer.core"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(OctoStoreLocks.class)
				.doesNotHaveBean("octoStoreMetrics"));
	}

	@Test
	void needsLocks() {
		this.measured.withPropertyValues("octostore.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(OctoStoreMetrics.class));
	}

	@Test
	void backsOff() {
		OctoStoreMetrics mine = new OctoStoreMetrics(() -> null, true);
		this.measured.withBean("mine", OctoStoreMetrics.class, () -> mine)
			.run((context) -> assertThat(context.getBean(OctoStoreMetrics.class)).isSameAs(mine));
	}

	private static long acquired(MeterRegistry registry) {
		return registry.get("octostore.lock.acquire")
			.tag("lock.name", "job")
			.tag("outcome", "acquired")
			.tag("contended", "false")
			.timer()
			.count();
	}

	public static class Job {

		@DistributedLock("job")
		public void run() {
		}

	}

}
