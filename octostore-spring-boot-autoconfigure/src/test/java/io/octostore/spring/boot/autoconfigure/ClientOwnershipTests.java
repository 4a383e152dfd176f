package io.octostore.spring.boot.autoconfigure;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.octostore.OctoStoreNetworkException;
import io.octostore.client.OctoStoreClient;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.embedded.OctoStoreServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A context closes the client that it made, and no other.
 */
class ClientOwnershipTests {

	private final OctoStoreServer server = OctoStoreServer.builder().token("alice", "tok").start();

	private final OctoStoreClient own = OctoStoreClient.create(this.server.baseUrl().toString(), "tok");

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(OctoStoreAutoConfiguration.class))
		.withPropertyValues("octostore.base-url=" + this.server.baseUrl(), "octostore.token=tok");

	@AfterEach
	void stop() {
		this.own.close();
		this.server.close();
	}

	@Test
	void aClientThatTheApplicationKeepsForItselfOutlivesTheContext() {
		this.contextRunner
			.withBean(OctoStoreClient.class, () -> this.own, (definition) -> definition.setDestroyMethodName(""))
			.run((context) -> assertThat(context.getBean(ReactiveOctoStoreClient.class)).isSameAs(this.own.reactive()));
		assertThat(this.own.listLocks()).isEmpty();
	}

	@Test
	void theClientOfTheContextEndsWithIt() {
		OctoStoreClient[] made = new OctoStoreClient[1];
		this.contextRunner.run((context) -> made[0] = context.getBean(OctoStoreClient.class));
		assertThatExceptionOfType(OctoStoreNetworkException.class).isThrownBy(() -> made[0].listLocks())
			.withMessageContaining("closed");
	}

}
