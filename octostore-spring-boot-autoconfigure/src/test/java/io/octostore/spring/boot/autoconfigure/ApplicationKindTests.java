package io.octostore.spring.boot.autoconfigure;

import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.boot.web.server.servlet.context.ServletWebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.web.servlet.DispatcherServlet;

import io.octostore.lock.CurrentLock;
import io.octostore.lock.DistributedLock;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.spring.boot.health.OctoStoreHealthIndicator;
import io.octostore.spring.boot.metrics.OctoStoreMetrics;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application stays what it is; the third kind, without a web server, is shown by the
 * tests of the starter, on whose class path there is none.
 */
class ApplicationKindTests {

	@Test
	void mvcApplicationStaysOne() {
		try (ConfigurableApplicationContext context = start(getClass().getClassLoader())) {
			assertThat(context).isInstanceOf(ServletWebServerApplicationContext.class);
			assertLocksWork(context);
		}
	}

	@Test
	void webFluxApplicationStaysOne() {
		ClassLoader original = Thread.currentThread().getContextClassLoader();
		FilteredClassLoader withoutMvc = new FilteredClassLoader(DispatcherServlet.class);
		Thread.currentThread().setContextClassLoader(withoutMvc);
		try (ConfigurableApplicationContext context = start(withoutMvc)) {
			assertThat(context).isInstanceOf(ReactiveWebServerApplicationContext.class);
			assertLocksWork(context);
		}
		finally {
			Thread.currentThread().setContextClassLoader(original);
		}
	}

	private static ConfigurableApplicationContext start(ClassLoader classLoader) {
		return new SpringApplicationBuilder(Application.class).resourceLoader(new DefaultResourceLoader(classLoader))
			.properties("server.port=0", "octostore.embedded.enabled=true", "spring.main.banner-mode=off",
					"management.server.port=-1")
			.run();
	}

	private static void assertLocksWork(ConfigurableApplicationContext context) {
		assertThat(context.getBean(Job.class).run()).isPositive();
		assertThat(context.getBeansOfType(OctoStoreLocks.class)).hasSize(1);
		assertThat(context.getBeansOfType(OctoStoreHealthIndicator.class)).hasSize(1);
		assertThat(context.getBeansOfType(OctoStoreMetrics.class)).hasSize(1);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Job job() {
			return new Job();
		}

	}

	public static class Job {

		@DistributedLock("job")
		public long run() {
			return CurrentLock.fencingToken();
		}

	}

}
