package io.octostore.embedded;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.octostore.embedded.RecordedEvent.Kind;
import io.octostore.embedded.conformance.WireClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * What the server remembers of locks, and how it is made fit for the next test.
 */
class EventsAndResetTests {

	private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

	private final OctoStoreServer server = OctoStoreServer.builder()
		.token("alice", "tok-a")
		.token("bob", "tok-b")
		.manualTime(START)
		.start();

	private final WireClient client = new WireClient(this.server.baseUrl());

	@AfterEach
	void close() {
		this.server.close();
	}

	@Test
	void recordsWhoGotALockAndWhoAskedInVain() {
		String leaseId = acquire("tok-a", "report", "{}").text("lease_id");
		acquire("tok-b", "report", "{}");
		post("tok-a", "/locks/report/renew", "{\"lease_id\":\"" + leaseId + "\"}");
		post("tok-a", "/locks/report/release", "{\"lease_id\":\"" + leaseId + "\"}");
		assertThat(this.server.events()).extracting(RecordedEvent::toString)
			.containsExactly("report acquired by alice, fencing token 1", "report refused by bob",
					"report released by alice, fencing token 1");
		RecordedEvent refusal = this.server.events().get(1);
		assertThat(refusal.kind()).isEqualTo(Kind.REFUSED);
		assertThat(refusal.lock()).isEqualTo("report");
		assertThat(refusal.user()).contains("bob");
		assertThat(refusal.fencingToken()).isEmpty();
		assertThat(refusal.time()).isEqualTo(START);
		assertThat(this.server.events().get(0).fencingToken()).hasValue(1);
	}

	@Test
	void recordsARefusalInTheCoolingPeriod() {
		String leaseId = acquire("tok-a", "report", "{\"lock_delay_seconds\":5}").text("lease_id");
		post("tok-a", "/locks/report/release", "{\"lease_id\":\"" + leaseId + "\"}");
		acquire("tok-b", "report", "{}");
		assertThat(this.server.events()).last().satisfies((event) -> assertThat(event.kind()).isEqualTo(Kind.REFUSED));
	}

	@Test
	void recordsExpiryAtTheSweepAndThefts() {
		acquire("tok-a", "report", "{\"ttl_seconds\":5}");
		this.server.advanceTime(Duration.ofSeconds(10));
		this.server.steal("report", Duration.ofHours(1));
		assertThat(this.server.events()).extracting(RecordedEvent::toString)
			.containsExactly("report acquired by alice, fencing token 1",
					"report left to expire by alice, fencing token 1",
					"report acquired by an unknown user, fencing token 2");
		this.server.advanceTime(Duration.ofMinutes(59));
		assertThat(this.server.holds("report")).isTrue();
	}

	@Test
	void keepsEventsThroughRestarts() {
		acquire("tok-a", "first", "{}");
		this.server.restartEmpty();
		acquire("tok-a", "second", "{}");
		assertThat(this.server.events()).extracting(RecordedEvent::toString)
			.containsExactly("first acquired by alice, fencing token 1", "second acquired by alice, fencing token 1");
	}

	@Test
	void keepsTheLatestTenThousandEvents() {
		for (int event = 0; event < 10_001; event++) {
			this.server.steal("lock-" + event);
		}
		assertThat(this.server.events()).hasSize(10_000).first().extracting(RecordedEvent::lock).isEqualTo("lock-1");
	}

	@Test
	void refusesToStealForNoTimeOrTooLong() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.server.steal("a", Duration.ofMillis(999)))
			.withMessage("ttl must be 1 s to 1 h, but is PT0.999S");
		assertThatIllegalArgumentException().isThrownBy(() -> this.server.steal("a", Duration.ofSeconds(3601)));
	}

	@Test
	void isResetToFreeLocksAndNoFaults() {
		String leaseId = acquire("tok-a", "cooling", "{\"lock_delay_seconds\":30}").text("lease_id");
		post("tok-a", "/locks/cooling/release", "{\"lease_id\":\"" + leaseId + "\"}");
		acquire("tok-a", "held", "{\"acl\":{\"acquire\":[\"user:alice\"]}}");
		this.server.faults().always(Operation.ACQUIRE, Fault.status(503));
		this.server.faults().cutNetwork("tok-b");
		this.server.goDown();
		this.server.reset();
		assertThat(this.server.heldLocks()).isEmpty();
		assertThat(this.server.events()).isEmpty();
		assertThat(this.server.requests()).isEmpty();
		assertThat(acquire("tok-b", "cooling", "{}").text("status")).isEqualTo("acquired");
		WireClient.WireAnswer taken = acquire("tok-b", "held", "{}");
		assertThat(taken.text("status")).isEqualTo("acquired");
		assertThat(taken.json().get("fencing_token").asLong()).isEqualTo(4);
	}

	@Test
	void keepsSessionsWhenReset() {
		String session = post("tok-a", "/sessions", "{}").text("session_id");
		this.server.reset();
		assertThat(post("tok-a", "/sessions/" + session + "/keepalive", "{}").status()).isEqualTo(200);
	}

	private WireClient.WireAnswer acquire(String token, String name, String body) {
		return post(token, "/locks/" + name + "/acquire", body);
	}

	private WireClient.WireAnswer post(String token, String path, String body) {
		return this.client.post(path).as(token).json(body).send();
	}

}
