package io.octostore.spring.boot.autoconfigure;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.octostore.embedded.OctoStoreServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application that takes its first lock before a job needs it.
 */
class LocksWarmUpTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(OctoStoreAutoConfiguration.class));

	private ApplicationContextRunner with(OctoStoreServer server) {
		return this.runner.withPropertyValues("octostore.base-url=" + server.baseUrl(), "octostore.token=tok");
	}

	@Test
	void isOffUnlessAsked() {
		this.runner.withPropertyValues("octostore.token=tok")
			.run((context) -> assertThat(context).doesNotHaveBean(LocksWarmUp.class));
	}

	@Test
	void takesOneLockOfItsOwnAndGivesItBack() {
		try (OctoStoreServer server = OctoStoreServer.builder().token("user", "tok").start()) {
			with(server).withPropertyValues("octostore.warm-up=true")
				.run((context) -> Awaitility.await()
					.untilAsserted(() -> assertThat(server.requests()).extracting((request) -> request.path())
						.filteredOn((path) -> path.endsWith("/release"))
						.singleElement()
						.asString()
						.startsWith("/locks/octostore-warm-up-")));
		}
	}

	@Test
	void startsWithoutAServer() {
		this.runner
			.withPropertyValues("octostore.base-url=http://127.0.0.1:1", "octostore.token=tok",
					"octostore.warm-up=true")
			.run((context) -> assertThat(context).hasNotFailed());
	}

}
