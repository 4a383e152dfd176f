package io.octostore.spring.boot.autoconfigure;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;

import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.DefaultResourceLoader;

import io.octostore.spring.boot.autoconfigure.endpoint.OctoStoreEndpointAutoConfiguration;
import io.octostore.spring.boot.autoconfigure.info.OctoStoreInfoContributorAutoConfiguration;
import io.octostore.spring.boot.endpoint.OctoStoreEndpoint;
import io.octostore.spring.boot.history.LockHistory;
import io.octostore.spring.boot.info.OctoStoreInfoContributor;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The actuator is optional.
 */
class WithoutActuatorTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(OctoStoreEmbeddedAutoConfiguration.class, OctoStoreAutoConfiguration.class,
						OctoStoreLockingAutoConfiguration.class, OctoStoreOverviewAutoConfiguration.class,
						OctoStoreEndpointAutoConfiguration.class, OctoStoreInfoContributorAutoConfiguration.class))
		.withPropertyValues("octostore.embedded.enabled=true", "management.endpoints.web.exposure.include=octostore");

	@Test
	void keepsTheHistoryWithoutTheActuator() {
		ClassLoader original = Thread.currentThread().getContextClassLoader();
		ClassLoader withoutActuator = new WithoutActuator();
		Thread.currentThread().setContextClassLoader(withoutActuator);
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.resourceLoader(new DefaultResourceLoader(withoutActuator))
			.web(WebApplicationType.NONE)
			.properties("octostore.embedded.enabled=true", "spring.main.banner-mode=off")
			.run()) {
			assertThat(context.getBean(LockHistory.class).entries()).isEmpty();
			assertThat(context.containsBean("octoStoreEndpoint")).isFalse();
			assertThat(context.containsBean("octoStoreInfoContributor")).isFalse();
		}
		finally {
			Thread.currentThread().setContextClassLoader(original);
		}
	}

	@Test
	void hasTheEndpointWithTheActuator() {
		this.runner.run((context) -> assertThat(context).hasSingleBean(OctoStoreEndpoint.class)
			.hasSingleBean(OctoStoreInfoContributor.class));
	}

	@Test
	void hasNoEndpointUnlessItIsExposed() {
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=health")
			.run((context) -> assertThat(context).doesNotHaveBean(OctoStoreEndpoint.class));
	}

	@Test
	void hasNothingWhereOctoStoreIsSwitchedOff() {
		this.runner.withPropertyValues("octostore.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(OctoStoreEndpoint.class)
				.doesNotHaveBean(OctoStoreInfoContributor.class)
				.doesNotHaveBean(LockHistory.class));
	}

	@Test
	void refusesToAllowPausesThatNoInstanceWouldLookFor() {
		this.runner.withPropertyValues("octostore.endpoint.operations=pause")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("set octostore.pause.enabled to true in all instances"));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	/**
	 * Knows neither the classes of the actuator nor its auto-configurations.
	 */
	private static final class WithoutActuator extends FilteredClassLoader {

		private WithoutActuator() {
			super("org.springframework.boot.actuate", "org.springframework.boot.health");
		}

		@Override
		public Enumeration<URL> getResources(String name) throws IOException {
			return Collections.enumeration(Collections.list(super.getResources(name))
				.stream()
				.filter((url) -> !url.toString().matches(".*/spring-boot-(actuator|health)[^/]*\\.jar!.*"))
				.toList());
		}

	}

}
