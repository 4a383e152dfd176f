package io.octostore.lock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.octostore.LockNameRule;
import io.octostore.OctoStoreValidationException;
import io.octostore.client.ReactiveOctoStoreClient;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The clients under the locks.
 */
class ClientNameRuleTests {

	private final ReactiveOctoStoreClient client = ReactiveOctoStoreClient.create("https://locks.example.com",
			"tok-alice");

	@AfterEach
	void close() {
		this.client.close();
	}

	@Test
	void mustLetThroughTheNamesThatTheLocksLetThrough() {
		OctoStoreLocksBuilder builder = OctoStoreLocks.builder(this.client).nameRule(LockNameRule.HIERARCHICAL);
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(builder::build)
			.withMessageContaining("nameRule HIERARCHICAL needs a client with the lockNameRule HIERARCHICAL")
			.withMessageContaining("PORTABLE");
	}

	@Test
	void mayLetThroughMoreNamesThanTheLocks() {
		try (ReactiveOctoStoreClient hierarchical = ReactiveOctoStoreClient.builder()
			.baseUrl("https://locks.example.com")
			.token("tok-alice")
			.lockNameRule(LockNameRule.HIERARCHICAL)
			.buildReactive()) {
			assertThatCode(() -> OctoStoreLocks.builder(hierarchical).build().close()).doesNotThrowAnyException();
			assertThatCode(
					() -> OctoStoreLocks.builder(hierarchical).nameRule(LockNameRule.HIERARCHICAL).build().close())
				.doesNotThrowAnyException();
		}
	}

}
