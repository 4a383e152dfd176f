package io.octostore.embedded.conformance;

import java.util.List;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.octostore.embedded.conformance.WireClient.WireAnswer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Cases 121 to 129: webhooks, tokens, what the server tells about itself.
 */
class SystemConformanceTests extends ConformanceCases {

	private static final String HOOK = "{\"url\":\"https://hooks.example.org/x\",\"secret\":\"s3cr3t\"}";

	private WireAnswer createWebhook(String token, String body) {
		return this.http.post("/webhooks").as(token).json(body).send();
	}

	private WireAnswer deleteWebhook(String token, String id) {
		return this.http.delete("/webhooks/" + id).as(token).send();
	}

	private WireAnswer register(String user) {
		return this.http.post("/auth/register").json("{\"username\":\"" + user + "\"}").send();
	}

	@Test
	@DisplayName("121. a webhook needs a public https URL and known events")
	void checksWebhooks() {
		for (String url : List.of("http://x.example", "https://localhost/h", "https://127.0.0.1/h",
				"https://u:p@x.example/")) {
			assertError(createWebhook(A, "{\"url\":\"" + url + "\"}"), 400, "invalid_input");
		}
		assertError(createWebhook(A, "{\"url\":\"https://x.example/\",\"events\":[\"bogus\"]}"), 400, "invalid_input");
	}

	@Test
	@DisplayName("122. a webhook is created, hides its secret and is its owner's")
	void createsWebhooks() {
		WireAnswer created = createWebhook(A, HOOK);
		assertThat(created.status()).isEqualTo(201);
		assertThat(created.text("secret")).isEqualTo("****");
		assertThat(created.json().get("events").toString()).isEqualTo("[\"*\"]");
		assertThat(created.json().get("active").asBoolean()).isTrue();
		String id = created.text("id");
		assertThat(this.http.get("/webhooks").as(A).send().json())
			.anySatisfy((hook) -> assertThat(hook.get("id").asString()).isEqualTo(id));
		assertThat(this.http.get("/webhooks").as(B).send().json()).isEmpty();
	}

	@Test
	@DisplayName("123. only its owner deletes a webhook; a user has at most 10")
	void deletesWebhooks() {
		String id = createWebhook(A, HOOK).text("id");
		assertError(deleteWebhook(B, id), 404, "not_found");
		assertThat(deleteWebhook(A, id).status()).isEqualTo(204);
		assertError(deleteWebhook(A, id), 404, "not_found");
		for (int hook = 0; hook < 10; hook++) {
			assertThat(createWebhook(A, HOOK).status()).isEqualTo(201);
		}
		assertError(createWebhook(A, HOOK), 400, "invalid_input");
	}

	@Test
	@DisplayName("124. a rotated token replaces the old one and keeps the user's locks")
	void rotatesTokens() {
		acquire(B);
		WireAnswer rotated = this.http.post("/auth/token/rotate").as(B).send();
		assertThat(rotated.status()).isEqualTo(200);
		assertThat(rotated.header("Cache-Control")).contains("no-store");
		assertThat(rotated.header("Pragma")).contains("no-cache");
		String token = rotated.text("token");
		assertThat(token).hasSize(44);
		assertError(status(B), 401, "authentication_failed");
		WireAnswer again = acquire(token);
		assertLock(again, "acquired");
		assertThat(again.number("fencing_token")).isEqualTo(1);
	}

	@Test
	@DisplayName("125. a user registers once")
	@Tag("field-fault-E1")
	void registers() {
		restart(ServerUnderTest.Mode.REGISTRATION);
		WireAnswer registered = register("nora");
		assertThat(registered.status()).isEqualTo(200);
		assertThat(registered.json().propertyNames()).containsExactlyInAnyOrder("token", "user_id", "username",
				"namespace");
		assertThat(registered.text("username")).isEqualTo("nora");
		assertThat(registered.header("Cache-Control")).contains("no-store");
		assertThat(registered.header("Pragma")).contains("no-cache");
		assertError(register("NORA"), 409, "conflict");
		assertError(register("a b"), 400, "invalid_input");
	}

	@Test
	@DisplayName("126. without registration its path is unknown")
	void knowsNoRegistration() {
		assertError(register("nora"), 404, "not_found");
	}

	@Test
	@DisplayName("127. health and status need no token")
	void isHealthy() {
		for (String path : List.of("/health", "/status")) {
			WireAnswer answer = this.http.get(path).send();
			assertThat(answer.status()).isEqualTo(200);
			assertThat(answer.text("status")).isEqualTo("ok");
		}
	}

	@Test
	@DisplayName("128. metrics and the admin status are the administrator's")
	void guardsTheAdminPaths() {
		for (String path : List.of("/metrics", "/admin/status")) {
			assertError(this.http.get(path).as(A).send(), 403, "forbidden");
			assertError(this.http.get(path).send(), 401, "authentication_required");
		}
	}

	@Test
	@DisplayName("129. the API's description tells the version")
	void tellsItsVersion() {
		assertThat(this.http.get("/openapi.yaml").send().body())
			.containsPattern("(?m)^info:(\\R .*)*\\R  version: \\d");
	}

}
