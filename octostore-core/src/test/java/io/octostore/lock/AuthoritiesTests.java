package io.octostore.lock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.octostore.LockNameRule;
import io.octostore.OctoStoreValidationException;
import io.octostore.client.ReactiveOctoStoreClient;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The clients that locks are spread over.
 */
class AuthoritiesTests {

	private final ReactiveOctoStoreClient client = client("https://locks.example.com");

	private static ReactiveOctoStoreClient client(String baseUrl) {
		return ReactiveOctoStoreClient.create(baseUrl, "tok-alice");
	}

	@AfterEach
	void close() {
		this.client.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://locks-2.example.com", "https://locks.example.com:8443",
			"https://locks.example.com/base", "https://locks.example.org" })
	@Tag("field-fault-G5")
	void areRefusedIfTheyLeadToDifferentServers(String address) {
		try (ReactiveOctoStoreClient other = client(address)) {
			OctoStoreLocksBuilder builder = OctoStoreLocks.builder(this.client).alsoThrough(other);
			assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(builder::build)
				.withMessageContaining("All clients must have the same address")
				.withMessageContaining("https://locks.example.com")
				.withMessageContaining(address)
				.withMessageContaining("another server");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "https://locks.example.com", "https://locks.example.com/", "https://locks.example.com:443",
			"https://LOCKS.example.com" })
	@Tag("field-fault-G5")
	void mayWriteOneAddressInSeveralWays(String address) {
		try (ReactiveOctoStoreClient other = client(address)) {
			assertThatCode(() -> OctoStoreLocks.builder(this.client).alsoThrough(other).build().close())
				.doesNotThrowAnyException();
		}
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
