package io.octostore.embedded.conformance;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.octostore.embedded.conformance.WireClient.WireAnswer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Cases 106 to 112: watches.
 */
class WatchConformanceTests extends ConformanceCases {

	private static String event(EventReader watch) {
		return watch.data().get("event").asString();
	}

	@Test
	@DisplayName("106. the first frame on a free lock is released")
	void beginsWithAFreeLock() throws IOException {
		try (EventReader watch = watch(A)) {
			assertThat(watch.response().statusCode()).isEqualTo(200);
			assertThat(watch.response().headers().firstValue("Content-Type")).contains("text/event-stream");
			List<String> frame = watch.frame();
			assertThat(frame).singleElement().asString().startsWith("data: {");
			JsonNode data = new JsonMapper().readTree(frame.get(0).substring(6));
			assertThat(data.propertyNames()).containsExactlyInAnyOrder("event", "lock_name", "observed_at");
			assertThat(data.get("event").asString()).isEqualTo("released");
			assertThat(data.get("lock_name").asString()).isEqualTo(this.name);
		}
	}

	@Test
	@DisplayName("107. the first frame on a held lock is acquired")
	void beginsWithAHeldLock() throws IOException {
		WireAnswer acquired = acquire(A);
		try (EventReader watch = watch(B)) {
			JsonNode data = watch.data();
			assertThat(data.get("event").asString()).isEqualTo("acquired");
			assertThat(data.get("fencing_token").asLong()).isEqualTo(acquired.number("fencing_token"));
			assertThat(data.get("expires_at").asString()).isEqualTo(acquired.text("expires_at"));
		}
	}

	@Test
	@DisplayName("108. what happens to a lock follows in order and without secrets")
	void tellsWhatHappens() throws IOException {
		try (EventReader watch = watch(B)) {
			watch.data();
			String session = session(A);
			String body = "{\"metadata\":\"private\",\"ephemeral\":true,\"session_id\":\"" + session + "\"}";
			String lease = acquire(A, body).text("lease_id");
			String holder = status(A).text("holder_id");
			renew(A, lease);
			acquire(A, body);
			release(A, lease);
			List<String> events = new ArrayList<>();
			for (int frame = 0; frame < 4; frame++) {
				JsonNode data = watch.data();
				events.add(data.get("event").asString());
				assertThat(data.toString()).doesNotContain(lease, session, holder, "private");
			}
			assertThat(events).containsExactly("acquired", "renewed", "renewed", "released");
		}
	}

	@Test
	@DisplayName("109. expired arrives 1 s to 7 s after an acquire with TTL 1")
	void tellsOfExpiry() throws IOException {
		try (EventReader watch = watch(A)) {
			watch.data();
			Instant acquired = this.server.now();
			acquire(A, "{\"ttl_seconds\":1}");
			assertThat(event(watch)).isEqualTo("acquired");
			pass(7000);
			JsonNode expired = watch.data();
			assertThat(expired.get("event").asString()).isEqualTo("expired");
			assertThat(Duration.between(acquired, Instant.parse(expired.get("observed_at").asString())))
				.isBetween(Duration.ofSeconds(1), Duration.ofSeconds(7));
		}
	}

	@Test
	@DisplayName("110. the end of a session releases its ephemeral locks for watchers")
	void tellsOfTheEndOfASession() throws IOException {
		String session = session(A);
		acquire(A, through(session, true));
		try (EventReader watch = watch(B)) {
			assertThat(event(watch)).isEqualTo("acquired");
			terminate(A, session);
			assertThat(event(watch)).isEqualTo("released");
		}
	}

	@Test
	@DisplayName("111. a comment breaks the silence after 15 s")
	void breaksTheSilence() throws IOException {
		try (EventReader watch = watch(A)) {
			watch.data();
			pass(15_500);
			assertThat(watch.frame()).singleElement().asString().startsWith(":");
		}
	}

	@Test
	@DisplayName("112. no or a wrong token is 401 as JSON")
	void refusesStrangers() {
		WireAnswer answer = this.http.get("/locks/" + this.name + "/watch").send();
		assertError(answer, 401, "authentication_required");
		assertThat(answer.header("Content-Type")).contains("application/json");
		assertError(this.http.get("/locks/" + this.name + "/watch").as("nope").send(), 401, "authentication_failed");
	}

}
