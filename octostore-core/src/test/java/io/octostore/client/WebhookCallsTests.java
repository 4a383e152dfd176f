package io.octostore.client;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.octostore.ErrorCode;
import io.octostore.OctoStoreProtocolException;
import io.octostore.OctoStoreServerException;
import io.octostore.OctoStoreValidationException;

import static com.github.tomakehurst.wiremock.client.WireMock.absent;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.deleteRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.getRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.noContent;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class WebhookCallsTests extends ClientBench {

	private static final UUID ID = UUID.fromString("8c1f0d3c-1c1f-4a53-9a6e-0d5b1f6a7c11");

	private static final String WEBHOOK = """
			{"id":"8c1f0d3c-1c1f-4a53-9a6e-0d5b1f6a7c11","user_id":"123e4567-e89b-42d3-a456-426614174000",\
			"url":"https://hooks.example.org/in","secret":"****","events":["acquired","expired"],"lock_pattern":"jobs/*",\
			"created_at":"2026-03-01T10:00:00.100Z","active":true}""";

	@Test
	void createsAWebhook() {
		answer(WEBHOOK, 201);
		WebhookRequest request = WebhookRequest.of("https://hooks.example.org/in")
			.withSecret("s\"1")
			.withEvents(LockEvent.Type.EXPIRED, LockEvent.Type.ACQUIRED)
			.withLockPattern("jobs/*");
		Webhook webhook = this.client.webhooks().create(request);
		assertThat(webhook).isEqualTo(new Webhook(ID, Samples.USER, URI.create("https://hooks.example.org/in"), true,
				java.util.Set.of(LockEvent.Type.ACQUIRED, LockEvent.Type.EXPIRED), java.util.Optional.of("jobs/*"),
				Instant.parse("2026-03-01T10:00:00.100Z"), true));
		server.verify(postRequestedFor(urlEqualTo("/webhooks")).withRequestBody(equalTo(
				"{\"url\":\"https://hooks.example.org/in\",\"secret\":\"s\\\"1\",\"events\":[\"acquired\",\"expired\"],"
						+ "\"lock_pattern\":\"jobs/*\"}")));
	}

	@Test
	void asksForAllEventsUnlessToldOtherwise() {
		answer(WEBHOOK.replace("\"****\"", "null")
			.replace("\"jobs/*\"", "null")
			.replace("\"acquired\",\"expired\"", "\"*\""), 201);
		Webhook webhook = this.client.webhooks().create(WebhookRequest.of(URI.create("https://hooks.example.org/in")));
		assertThat(webhook.signed()).isFalse();
		assertThat(webhook.lockPattern()).isEmpty();
		assertThat(webhook.events()).containsExactlyInAnyOrder(LockEvent.Type.values());
		server.verify(postRequestedFor(urlEqualTo("/webhooks"))
			.withRequestBody(equalTo("{\"url\":\"https://hooks.example.org/in\",\"events\":[\"*\"]}")));
	}

	@Test
	void listsWebhooks() {
		answer("[" + WEBHOOK + "," + WEBHOOK.replace("8c1f0d3c", "00000000").replace("expired", "some-new-kind") + "]",
				200);
		List<Webhook> webhooks = this.client.webhooks().list();
		assertThat(webhooks).extracting(Webhook::id).hasSize(2).first().isEqualTo(ID);
		assertThat(webhooks.get(1).events()).containsExactly(LockEvent.Type.ACQUIRED);
		server.verify(getRequestedFor(urlEqualTo("/webhooks")).withRequestBody(absent()));
		answer("[]", 200);
		assertThat(this.client.webhooks().list()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "[1]", "[null", "[] []", "[{}]", "[{\"id\":\"x\"}]" })
	void aListOfAnotherFormIsNotUnderstood(String body) {
		answer(body, 200);
		assertThatExceptionOfType(OctoStoreProtocolException.class).isThrownBy(() -> this.client.webhooks().list());
	}

	@Test
	void deletesAWebhook() {
		server.stubFor(any(anyUrl()).willReturn(noContent().withHeader("X-Request-Id", Samples.REQUEST_ID)));
		this.client.webhooks().delete(ID);
		server.verify(1, deleteRequestedFor(urlEqualTo("/webhooks/" + ID)));
	}

	@Test
	void saysWhichWebhookIsMissing() {
		answer(Samples.error("not_found").replace("Some label", "Resource not found"), 404);
		assertThatExceptionOfType(OctoStoreServerException.class).isThrownBy(() -> this.client.webhooks().delete(ID))
			.withMessageContaining("no such webhook")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ErrorCode.NOT_FOUND));
	}

	@Test
	void saysWhyAWebhookIsNotCreated() {
		WebhookRequest request = WebhookRequest.of("https://hooks.example.org/in");
		answer(Samples.error("invalid_input"), 400);
		assertThatExceptionOfType(OctoStoreServerException.class)
			.isThrownBy(() -> this.client.webhooks().create(request))
			.withMessageContaining("the URL is not public, or the user has as many webhooks as the server allows (10)");
		answer(Samples.error("conflict"), 409);
		assertThatExceptionOfType(OctoStoreServerException.class)
			.isThrownBy(() -> this.client.webhooks().create(request))
			.withMessageContaining("it contradicts what the server has stored");
	}

	@Test
	void doesNotBlameTheUrlWhereADeletionIsRefused() {
		answer(Samples.error("invalid_input"), 400);
		assertThatExceptionOfType(OctoStoreServerException.class).isThrownBy(() -> this.client.webhooks().delete(ID))
			.withMessageContaining("the server does not accept the request");
	}

	@Test
	void aDeletionWhoseAnswerWasLostIsConfirmedByItsRepeat() {
		try (ScriptedServer scripted = new ScriptedServer((connection) -> {
			connection.readRequest();
			if (connection.index() == 1) {
				connection.reset();
				return;
			}
			connection.write(
					ScriptedServer.json(404, Samples.error("not_found").replace("Some label", "Resource not found")));
			connection.awaitClose();
		}); OctoStoreClient own = OctoStoreClient.create(scripted.baseUrl(), Samples.TOKEN)) {
			own.webhooks().delete(ID);
			assertThat(scripted.requests()).hasSize(2);
		}
	}

	@Test
	void aCreationWhoseAnswerWasLostIsNotRepeated() {
		try (ScriptedServer scripted = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.reset();
		}); OctoStoreClient own = OctoStoreClient.create(scripted.baseUrl(), Samples.TOKEN)) {
			assertThatExceptionOfType(io.octostore.OctoStoreNetworkException.class)
				.isThrownBy(() -> own.webhooks().create(WebhookRequest.of("https://hooks.example.org")))
				.satisfies((ex) -> assertThat(ex.mayHaveBeenApplied()).isTrue());
			assertThat(scripted.requests()).hasSize(1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "http://hooks.example.org/", "https:///path", "hooks.example.org",
			"https://u:p@hooks.example.org/", "mailto:x@example.org" })
	void refusesAUrlThatTheServerWouldRefuse(String url) {
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> WebhookRequest.of(url))
			.withMessageContaining("https URL with a host and without a user name")
			.withMessageNotContaining("u:p");
	}

	@Test
	void doesNotShowAUrlThatIsNone() {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> WebhookRequest.of("https://hooks.example.org/secret path"))
			.withMessageNotContaining("secret")
			.withNoCause();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "*x", "a*b", "a**" })
	void refusesAPatternWithAnotherMeaningThanItSeems(String pattern) {
		WebhookRequest request = WebhookRequest.of("https://hooks.example.org");
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> request.withLockPattern(pattern))
			.withMessageContaining("The lock pattern '" + pattern + "'");
	}

	@Test
	void refusesAWebhookThatNeverFiresAndAnEmptySecret() {
		WebhookRequest request = WebhookRequest.of("https://hooks.example.org");
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> request.withEvents(List.of()))
			.withMessageContaining("never fires");
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> request.withSecret(""))
			.withMessageContaining("The webhook secret");
	}

	@Test
	void showsNeitherSecretNorPath() {
		assertThat(WebhookRequest.of("https://hooks.example.org/t0ken").withSecret("s3cr3t")).asString()
			.contains("hooks.example.org", "secret=present")
			.doesNotContain("t0ken", "s3cr3t");
		answer("[" + WEBHOOK.replace("/in", "/t0ken") + "]", 200);
		assertThat(this.client.webhooks().list()).asString().contains("hooks.example.org").doesNotContain("t0ken");
	}

	@Test
	void aClientWithoutATokenHasNoWebhooks() {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> this.client.withoutAuthentication().webhooks().list())
			.withMessageContaining("needs a token");
	}

}
