package io.octostore.spring.boot.autoconfigure.health;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.actuate.endpoint.HealthEndpoint;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.contributor.HealthContributorAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.octostore.lock.OctoStoreLocks;
import io.octostore.spring.boot.autoconfigure.OctoStoreAutoConfiguration;
import io.octostore.spring.boot.autoconfigure.OctoStoreEmbeddedAutoConfiguration;
import io.octostore.spring.boot.health.OctoStoreHealthIndicator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

class OctoStoreHealthContributorAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(OctoStoreAutoConfiguration.class, OctoStoreEmbeddedAutoConfiguration.class,
						OctoStoreHealthContributorAutoConfiguration.class, HealthContributorAutoConfiguration.class,
						HealthContributorRegistryAutoConfiguration.class, HealthEndpointAutoConfiguration.class))
		.withPropertyValues("octostore.embedded.enabled=true", "management.endpoint.health.show-details=always",
				"management.endpoint.health.probes.enabled=true");

	@Test
	@Tag("field-fault-G6")
	void contributesUnderItsId() {
		this.runner.run((context) -> {
			assertThat(context).hasSingleBean(OctoStoreHealthIndicator.class).hasBean("octostoreHealthIndicator");
			HealthEndpoint health = context.getBean(HealthEndpoint.class);
			// The first check loads what makes connections, which may use up its time
			await().until(() -> health.healthForPath("octostore").getStatus(), Status.UP::equals);
		});
	}

	@Test
	void belongsToNoProbeGroup() {
		this.runner.run((context) -> {
			HealthEndpointGroups groups = context.getBean(HealthEndpointGroups.class);
			assertThat(groups.getPrimary().isMember("octostore")).isTrue();
			assertThat(groups.getNames())
				.allSatisfy((name) -> assertThat(groups.get(name).isMember("octostore")).as(name).isFalse());
		});
	}

	@Test
	void canBeSwitchedOff() {
		this.runner.withPropertyValues("management.health.octostore.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(OctoStoreHealthIndicator.class));
		this.runner.withPropertyValues("management.health.defaults.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(OctoStoreHealthIndicator.class));
		this.runner.withPropertyValues("octostore.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(OctoStoreHealthIndicator.class));
	}

	@Test
	void backsOffForAnIndicatorOfTheApplication() {
		this.runner.withBean("octostoreHealthIndicator", HealthIndicator.class, () -> () -> Health.up().build())
			.run((context) -> assertThat(context).doesNotHaveBean(OctoStoreHealthIndicator.class));
	}

	@Test
	void needsTheHealthModule() {
		this.runner.withClassLoader(new FilteredClassLoader(ReactiveHealthIndicator.class.getPackageName()))
			.run((context) -> assertThat(context).hasNotFailed().hasSingleBean(OctoStoreLocks.class));
	}

}
