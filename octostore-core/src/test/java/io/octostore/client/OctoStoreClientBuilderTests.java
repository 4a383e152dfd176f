package io.octostore.client;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.octostore.OctoStoreValidationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class OctoStoreClientBuilderTests {

	@ParameterizedTest
	@ValueSource(strings = { "http://localhost:3000", "http://LOCALHOST", "http://127.0.0.1:3000/", "http://127.9.8.7",
			"http://[::1]:3000", "http://[0:0:0:0:0:0:0:1]", "https://locks.example", "HTTPS://locks.example/base/" })
	void acceptsATokenForThisMachineAndOverTls(String baseUrl) {
		OctoStoreClient.create(baseUrl, Samples.TOKEN).close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://locks.example", "http://10.0.0.1:3000", "http://128.0.0.1", "http://[fe80::1]",
			"http://127.0.0.1.example", "http://localhost.example" })
	void refusesATokenOverPlainHttpToOtherHosts(String baseUrl) {
		OctoStoreClientBuilder builder = OctoStoreClient.builder().baseUrl(baseUrl).token(Samples.TOKEN);
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(builder::build)
			.withMessageContaining(baseUrl)
			.withMessageContaining("octostore.allow-insecure-http=true");
		builder.allowInsecureHttp(true).build().close();
		OctoStoreClient.withoutAuthentication(baseUrl).close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "localhost:3000", "ftp://locks.example", "http://", "http:///path", "http://a b",
			"//locks.example", "http://locks.example?x=1", "http://locks.example#x", "http://locks.example:0",
			"http://locks.example:65536", "http://under_score.example" })
	void refusesWhatIsNoBaseUrl(String baseUrl) {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> OctoStoreClient.builder().baseUrl(baseUrl))
			.withMessageStartingWith("The base URL '" + baseUrl + "'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://user:secret@locks.example", "http://user:sec ret@locks.example" })
	void neverShowsAPasswordOfTheBaseUrl(String baseUrl) {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> OctoStoreClient.builder().baseUrl(baseUrl))
			.withMessageStartingWith("The base URL")
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("ret"));
	}

	@Test
	void takesABaseUrlAsUri() {
		OctoStoreClient.builder().baseUrl(URI.create("https://locks.example")).token("x").build().close();
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> OctoStoreClient.builder().baseUrl(URI.create("mailto:a@b.example")));
	}

	@ParameterizedTest
	@ValueSource(strings = { " ", "a b", "a\nb", "a\rb", "a\u0000b", "a\u007fb", "é", " a", "a " })
	void refusesATokenThatCannotBeSentWithoutShowingIt(String token) {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> OctoStoreClient.builder().token("marker" + token))
			.withMessageContaining("printable ASCII")
			.satisfies((ex) -> assertThat(ex.getMessage()).doesNotContain("marker"));
	}

	@Test
	void refusesAnEmptyToken() {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> OctoStoreClient.builder().token(""))
			.withMessage("The token must not be empty");
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT0S", "PT-1S" })
	void refusesTimeoutsThatAreNotPositive(Duration timeout) {
		OctoStoreClientBuilder builder = OctoStoreClient.builder();
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> builder.requestTimeout(timeout))
			.withMessageContaining("request timeout");
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> builder.connectTimeout(timeout))
			.withMessageContaining("connect timeout");
		try (OctoStoreClient client = builder.build()) {
			assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> client.withTimeout(timeout));
		}
	}

	@Test
	void refusesAnAnswerLimitThatNoAnswerFitsIn() {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> OctoStoreClient.builder().maxResponseSize(1023))
			.withMessageContaining("1024 or more");
	}

	@Test
	void takesAddressAndTokenFromTheEnvironment() {
		OctoStoreClientBuilder builder = OctoStoreClient.builder()
			.environment(Map.of("OCTOSTORE_BASE_URL", "http://locks.example", "OCTOSTORE_TOKEN", "t"));
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(builder::build)
			.withMessageContaining("http://locks.example");
	}

	@Test
	void theEnvironmentMayLeaveOutTheAddress() {
		OctoStoreClientBuilder builder = OctoStoreClient.builder()
			.baseUrl("https://locks.example")
			.environment(Map.of("OCTOSTORE_BASE_URL", " ", "OCTOSTORE_TOKEN", "t"));
		try (OctoStoreClient client = builder.build()) {
			assertThat(client.toString()).contains("authenticated=true");
		}
	}

	@Test
	void theEnvironmentMustNameAToken() {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> OctoStoreClient.builder().environment(Map.of()))
			.withMessageContaining("OCTOSTORE_TOKEN");
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> OctoStoreClient.builder().environment(Map.of("OCTOSTORE_TOKEN", "")))
			.withMessageContaining("OCTOSTORE_TOKEN");
	}

	@Test
	void buildingStartsNoThread() {
		Set<Thread> before = Thread.getAllStackTraces().keySet();
		try (OctoStoreClient client = OctoStoreClient.builder().build();
				ReactiveOctoStoreClient reactive = ReactiveOctoStoreClient.builder().buildReactive()) {
			assertThat(client.withTimeout(Duration.ofSeconds(1)).reactive()).isNotSameAs(reactive);
			assertThat(Thread.getAllStackTraces().keySet()).filteredOn((thread) -> !before.contains(thread))
				.extracting(Thread::getName)
				.noneMatch((name) -> name.startsWith("octostore") || name.contains("HttpClient"));
		}
	}

	@Test
	void usesTheHostedServiceByDefault() {
		assertThat(OctoStoreClientBuilder.DEFAULT_BASE_URL).isEqualTo("https://api.octostore.io");
		OctoStoreClient.builder().token("t").build().close();
		ReactiveOctoStoreClient.withoutAuthentication("http://locks.example").close();
		ReactiveOctoStoreClient.create("https://locks.example", "t").close();
	}

}
