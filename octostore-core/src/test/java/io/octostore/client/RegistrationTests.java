package io.octostore.client;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.octostore.ErrorCode;
import io.octostore.OctoStoreProtocolException;
import io.octostore.OctoStoreServerException;
import io.octostore.OctoStoreValidationException;

import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.postRequestedFor;
import static com.github.tomakehurst.wiremock.client.WireMock.urlEqualTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RegistrationTests extends ClientBench {

	private static final String REGISTERED = """
			{"token":"q1Yb+/new-token=","user_id":"123e4567-e89b-42d3-a456-426614174000","username":"alice",\
			"namespace":"team-a"}""";

	@Test
	void registersAUserOfANamespaceWithoutSendingAToken() {
		answer(REGISTERED, 200);
		TokenInfo user = this.client.register("alice", "team-a");
		assertThat(user.token()).isEqualTo("q1Yb+/new-token=");
		assertThat(user.userId()).isEqualTo(Samples.USER);
		assertThat(user.username()).contains("alice");
		assertThat(user.namespace()).contains("team-a");
		server.verify(postRequestedFor(urlEqualTo("/auth/register")).withoutHeader("Authorization")
			.withRequestBody(equalTo("{\"username\":\"alice\",\"namespace\":\"team-a\"}")));
	}

	@Test
	void registersAUserOfAllNames() {
		answer(REGISTERED.replace("\"team-a\"", "null"), 200);
		assertThat(this.client.withoutAuthentication().register("alice").namespace()).isEmpty();
		server.verify(
				postRequestedFor(urlEqualTo("/auth/register")).withRequestBody(equalTo("{\"username\":\"alice\"}")));
	}

	@Test
	void doesNotBelieveThatAnotherUserOrNamespaceWasRegistered() {
		answer(REGISTERED, 200);
		for (Runnable call : new Runnable[] { () -> this.client.register("bob", "team-a"),
				() -> this.client.register("alice", "team-b"), () -> this.client.register("alice") }) {
			assertThatExceptionOfType(OctoStoreProtocolException.class).isThrownBy(call::run)
				.satisfies((ex) -> assertThat(ex.isIdentityMismatch()).isTrue());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a b", "a.b", "é" })
	void refusesABadUserName(String name) {
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> this.client.register(name))
			.withMessageContaining("The user name '" + name + "' must have 1 to 64");
		assertThat(server.getAllServeEvents()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a b", "a/b", "/a" })
	void refusesABadNamespace(String namespace) {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> this.client.register("alice", namespace))
			.withMessageContaining("The namespace '" + namespace + "' must have 1 to 64");
		assertThat(server.getAllServeEvents()).isEmpty();
	}

	@Test
	void saysWhatIsWrongWithARefusedRegistration() {
		answer(Samples.error("conflict"), 409);
		assertThatExceptionOfType(OctoStoreServerException.class).isThrownBy(() -> this.client.register("alice"))
			.withMessageContaining("the user name is taken")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ErrorCode.CONFLICT));
		answer(Samples.error("not_found").replace("Some label", "Resource not found"), 404);
		assertThatExceptionOfType(OctoStoreServerException.class).isThrownBy(() -> this.client.register("alice"))
			.withMessageContaining("LOCAL_REGISTRATION")
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ErrorCode.NOT_FOUND));
	}

}
