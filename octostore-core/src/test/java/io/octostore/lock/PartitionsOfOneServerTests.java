package io.octostore.lock;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.octostore.OctoStoreValidationException;
import io.octostore.client.ReactiveOctoStoreClient;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Names that are spread over several clients are excluded on one server only.
 */
@Tag("field-fault-G5")
class PartitionsOfOneServerTests {

	@ParameterizedTest
	@CsvSource({ "https://one.example.com, https://two.example.com", "http://localhost:3000, http://localhost:3001",
			"https://one.example.com/a, https://one.example.com/b", "http://localhost, https://localhost" })
	void refusesClientsOfDifferentServers(String first, String second) {
		OctoStoreLocksBuilder builder = OctoStoreLocks.builder(client(first));
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> builder.alsoThrough(client(second)))
			.withMessageContainingAll(first, second, "one server");
	}

	@ParameterizedTest
	@CsvSource({ "https://one.example.com, https://ONE.example.com:443/", "http://localhost:80, http://localhost" })
	void acceptsOneServerHoweverItsAddressIsWritten(String first, String second) {
		OctoStoreLocksBuilder builder = OctoStoreLocks.builder(client(first));
		assertThatCode(() -> builder.alsoThrough(client(second))).doesNotThrowAnyException();
	}

	@Test
	void acceptsTheSameClientWithAnotherToken() {
		ReactiveOctoStoreClient client = client("http://localhost:3000");
		assertThatCode(() -> OctoStoreLocks.builder(client).alsoThrough(client.withToken("other")))
			.doesNotThrowAnyException();
	}

	private static ReactiveOctoStoreClient client(String baseUrl) {
		return ReactiveOctoStoreClient.builder().baseUrl(baseUrl).token("tok").buildReactive();
	}

}
