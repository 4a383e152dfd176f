package io.octostore.spring.boot.console;

import java.net.URI;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.web.servlet.DispatcherServlet;

import io.octostore.election.LeaderElection;
import io.octostore.lock.DistributedLock;
import io.octostore.lock.OctoStoreLocks;

/**
 * Web applications with the page.
 */
public final class ConsoleApplications {

	private ConsoleApplications() {
	}

	static ConfigurableApplicationContext servlet(String... properties) {
		return start(ConsoleApplications.class.getClassLoader(), properties);
	}

	static ConfigurableApplicationContext reactive(String... properties) {
		ClassLoader original = Thread.currentThread().getContextClassLoader();
		FilteredClassLoader withoutMvc = new FilteredClassLoader(DispatcherServlet.class);
		Thread.currentThread().setContextClassLoader(withoutMvc);
		try {
			return start(withoutMvc, properties);
		}
		finally {
			Thread.currentThread().setContextClassLoader(original);
		}
	}

	private static ConfigurableApplicationContext start(ClassLoader classLoader, String... properties) {
		return new SpringApplicationBuilder(Application.class).resourceLoader(new DefaultResourceLoader(classLoader))
			.properties("server.port=0", "octostore.embedded.enabled=true", "octostore.console.enabled=true",
					"octostore.lock.metadata=billing@host-1:4711", "spring.application.name=billing",
					"spring.main.banner-mode=off", "management.server.port=-1")
			.properties(properties)
			.run();
	}

	static URI url(ConfigurableApplicationContext context, String path) {
		return URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + path);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableScheduling
	@Import(Crowd.class)
	static class Application {

		@Bean
		Jobs jobs() {
			return new Jobs();
		}

	}

	/**
	 * More to see: a job that is paused, a method that waits, an election.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnBooleanProperty("billing.crowded")
	static class Crowd {

		@Bean
		CrowdedJobs crowdedJobs() {
			return new CrowdedJobs();
		}

		@Bean(initMethod = "start")
		LeaderElection election(OctoStoreLocks locks) {
			return LeaderElection.byLock(locks, "primary").build();
		}

	}

	public static class CrowdedJobs {

		@Scheduled(cron = "0 30 3 * * *")
		@DistributedLock("clean-up")
		public void cleanUp() {
		}

		@DistributedLock(name = "invoice", key = "#p0", waitFor = "1m")
		public void payInvoice(int number) {
		}

	}

	public static class Jobs {

		private final CountDownLatch end = new CountDownLatch(1);

		@Scheduled(cron = "0 0 2 * * *")
		@DistributedLock("nightly-report")
		public void report() {
		}

		@DistributedLock(name = "invoice", key = "#p0")
		public void invoice(int number) throws InterruptedException {
			this.end.await(30, TimeUnit.SECONDS);
		}

		public void finish() {
			this.end.countDown();
		}

	}

}
