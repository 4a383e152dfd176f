package io.octostore.spring.integration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.integration.config.EnableIntegration;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.integration.dsl.Pollers;
import org.springframework.integration.endpoint.SourcePollingChannelAdapter;
import org.springframework.messaging.support.GenericMessage;

import io.octostore.election.LeaderElection;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Endpoints of a role run on the leader only.
 */
class LeaderEventListenerTests {

	private final Instances instances = new Instances(TestServer.embedded());

	private final LeaderElection election = LeaderElection.byLock(this.instances.newLocks(), "poller").build();

	@AfterEach
	void stop() throws Exception {
		this.election.close();
		this.instances.close();
	}

	@Test
	void startsAndStopsTheEndpointsOfTheRole() {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(Flows.class)) {
			SourcePollingChannelAdapter poller = context.getBean("poller", SourcePollingChannelAdapter.class);
			this.election
				.addListener(new LeaderEventListener((name) -> this.election, (name) -> "role-of-" + name, context));
			assertThat(poller.isRunning()).isFalse();
			this.election.start();
			await().until(poller::isRunning);
			this.election.yieldLeadership().join();
			assertThat(poller.isRunning()).isFalse();
		}
	}

	@EnableIntegration
	@Configuration(proxyBeanMethods = false)
	static class Flows {

		@Bean
		IntegrationFlow flow() {
			return IntegrationFlow
				.from(() -> new GenericMessage<>("polled"),
						(source) -> source.id("poller")
							.autoStartup(false)
							.role("role-of-poller")
							.poller(Pollers.fixedDelay(1000)))
				.nullChannel();
		}

	}

}
