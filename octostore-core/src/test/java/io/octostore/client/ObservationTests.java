package io.octostore.client;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.web.reactive.function.client.ClientRequestObservationContext;

import io.octostore.OctoStoreNetworkException;
import io.octostore.OctoStoreServerException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ObservationTests {

	private final List<Observation.Context> stopped = new CopyOnWriteArrayList<>();

	private final ObservationRegistry registry = ObservationRegistry.create();

	@BeforeEach
	void collect() {
		this.registry.observationConfig().observationHandler(new ObservationHandler<>() {

			@Override
			public void onStop(Observation.Context context) {
				stopped.add(context);
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return true;
			}

		});
	}

	private OctoStoreClient client(String baseUrl) {
		return OctoStoreClient.builder()
			.baseUrl(baseUrl)
			.token(Samples.TOKEN)
			.observationRegistry(this.registry)
			.retry(RetrySettings.none())
			.build();
	}

	private static ScriptedServer server() {
		return new ScriptedServer((connection) -> {
			while (true) {
				String request = connection.readRequest();
				connection.write(ScriptedServer.json(request.contains("/locks/busy/") ? 503 : 200,
						request.contains("/keepalive") ? Samples.KEPT_ALIVE : Samples.ACQUIRED));
			}
		});
	}

	/**
	 * Return what was observed; an observation may stop shortly after its call returns.
	 * @param count observations to wait for
	 * @return the observations
	 */
	private List<Observation.Context> observed(int count) {
		Awaitility.await().until(() -> this.stopped.size() >= count);
		return this.stopped;
	}

	private String tag(Observation.Context context, String key) {
		KeyValue tag = context.getLowCardinalityKeyValue(key);
		return (tag != null) ? tag.getValue() : null;
	}

	@Test
	void everyExchangeIsObservedUnderTheTemplateOfItsAddress() {
		try (ScriptedServer server = server(); OctoStoreClient client = client(server.baseUrl())) {
			client.acquireLock("nightly", Samples.TTL);
		}
		assertThat(observed(1)).singleElement().satisfies((context) -> {
			assertThat(context.getName()).isEqualTo("octostore.client.requests");
			assertThat(tag(context, "uri")).isEqualTo("/locks/{name}/acquire");
			assertThat(tag(context, "method")).isEqualTo("POST");
			assertThat(tag(context, "status")).isEqualTo("200");
			assertThat(tag(context, "outcome")).isEqualTo("SUCCESS");
			assertThat(context.getLowCardinalityKeyValues().stream().map(KeyValue::getValue))
				.noneMatch((value) -> value.contains("nightly"));
			assertThat(context.getHighCardinalityKeyValue("http.url").getValue()).endsWith("/locks/-/acquire");
		});
	}

	@Test
	void theRequestIsTheSameAsWithoutObservation() {
		try (ScriptedServer server = server(); OctoStoreClient client = client(server.baseUrl())) {
			client.acquireLock("nightly", Samples.TTL);
			client.keepSessionAlive(Samples.SESSION);
			assertThat(server.requests().get(0)).startsWith("POST /locks/nightly/acquire HTTP/1.1\r\n")
				.contains("Bearer " + Samples.TOKEN)
				.containsIgnoringCase("\r\nContent-Length: 18\r\n")
				.doesNotContainIgnoringCase("Transfer-Encoding")
				.endsWith("\r\n\r\n{\"ttl_seconds\":60}");
			assertThat(server.requests().get(1))
				.startsWith("POST /sessions/" + Samples.SESSION + "/keepalive HTTP/1.1\r\n")
				.doesNotContainIgnoringCase("Content-Type")
				.endsWith("\r\n\r\n");
		}
	}

	@Test
	void anObservationHasNoSecrets() {
		try (ScriptedServer server = server(); OctoStoreClient client = client(server.baseUrl())) {
			client.keepSessionAlive(Samples.SESSION);
		}
		assertThat(observed(1)).singleElement().satisfies((context) -> {
			assertThat(tag(context, "uri")).isEqualTo("/sessions/{id}/keepalive");
			assertThat(context.getAllKeyValues().stream().map(KeyValue::getValue))
				.noneMatch((value) -> value.contains(Samples.SESSION.toString()) || value.contains(Samples.TOKEN));
			assertThat(context.getHighCardinalityKeyValue("http.url").getValue()).endsWith("/sessions/-/keepalive");
		});
	}

	@Test
	void failuresAreObserved() {
		int port;
		try (ScriptedServer server = server(); OctoStoreClient client = client(server.baseUrl())) {
			port = server.port();
			assertThatExceptionOfType(OctoStoreServerException.class)
				.isThrownBy(() -> client.acquireLock("busy", Samples.TTL));
		}
		assertThat(tag(observed(1).get(0), "status")).isEqualTo("503");
		try (OctoStoreClient client = client("http://127.0.0.1:" + port)) {
			assertThatExceptionOfType(OctoStoreNetworkException.class)
				.isThrownBy(() -> client.keepSessionAlive(UUID.randomUUID()))
				.satisfies((ex) -> assertThat(ex.isNotSent()).isTrue());
		}
		assertThat(tag(observed(2).get(1), "outcome")).isEqualTo("UNKNOWN");
		assertThat(observed(2).get(1).getError()).isNotNull();
	}

	@Test
	void headersThatAnObservationAddsAreSent() {
		this.registry.observationConfig().observationHandler(new ObservationHandler<ClientRequestObservationContext>() {

			@Override
			public void onStart(ClientRequestObservationContext context) {
				context.getSetter().set(context.getCarrier(), "traceparent", "00-abc-def-01");
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return context instanceof ClientRequestObservationContext;
			}

		});
		try (ScriptedServer server = server(); OctoStoreClient client = client(server.baseUrl())) {
			client.acquireLock("nightly", Samples.TTL);
			assertThat(server.requests()).singleElement().asString().containsIgnoringCase("traceparent: 00-abc-def-01");
		}
	}

	@Test
	void aRegistryThatObservesNothingCostsNothing() {
		try (ScriptedServer server = server();
				OctoStoreClient client = OctoStoreClient.builder()
					.baseUrl(server.baseUrl())
					.token("t")
					.observationRegistry(ObservationRegistry.NOOP)
					.build()) {
			assertThat(client.acquireLock("nightly", Samples.TTL).fencingToken()).isEqualTo(318);
		}
		assertThat(this.stopped).isEmpty();
	}

}
