package io.octostore.spring.boot.health;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.embedded.Fault;
import io.octostore.embedded.OctoStoreServer;
import io.octostore.embedded.Operation;
import io.octostore.lock.HeldLock;
import io.octostore.lock.OctoStoreLocks;

import static org.assertj.core.api.Assertions.assertThat;

class OctoStoreHealthIndicatorTests {

	private final OctoStoreServer server = OctoStoreServer.builder().token("alice", "tok-secret").start();

	private final ReactiveOctoStoreClient client = ReactiveOctoStoreClient.create(this.server.baseUrl().toString(),
			"tok-secret");

	private final OctoStoreLocks locks = OctoStoreLocks.builder(this.client).build();

	@AfterEach
	void close() {
		this.locks.close();
		this.client.close();
		this.server.close();
	}

	@Test
	void isUpWithLatencyAndActivity() {
		try (HeldLock lock = this.locks.tryAcquire("a").orElseThrow()) {
			Health health = check();
			assertThat(health.getStatus()).as(lock.name()).isEqualTo(Status.UP);
			assertThat(health.getDetails()).containsEntry("session", "ALIVE")
				.containsEntry("locksHeld", 1)
				.containsEntry("waiting", 0);
			assertThat((String) health.getDetails().get("latency")).matches("\\d+ ms");
		}
		assertThat(check().getDetails()).containsEntry("locksHeld", 0);
	}

	@Test
	void needsNoLocks() {
		Health health = new OctoStoreHealthIndicator(this.client, () -> null).health().block();
		assertThat(health.getStatus()).isEqualTo(Status.UP);
		assertThat(health.getDetails()).containsOnlyKeys("latency");
	}

	@Test
	void isDownWithAReasonWhenNothingListens() {
		this.server.close();
		Health health = check();
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).containsEntry("session", "NONE").containsKey("reason");
		assertThat(health.getDetails().toString()).doesNotContain("tok-secret");
	}

	@Test
	void asksOnlyOnce() {
		this.server.faults().next(Operation.HEALTH, Fault.status(503));
		assertThat(check().getStatus()).isEqualTo(Status.DOWN);
		assertThat(this.server.requests()).hasSize(1);
	}

	@Test
	void isDownWhenTheAnswerTakesLongerThanTwoSeconds() {
		// The first request loads what makes connections, which may take as long
		this.client.health().block();
		this.server.faults().next(Operation.HEALTH, Fault.ignoreRequest());
		Health health = check();
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails().get("reason").toString()).contains("in time");
	}

	@Test
	void isDownWhenTheServerSaysThatItIsNotWell() {
		this.server.faults().next(Operation.HEALTH, Fault.answer(200, "application/json", "{\"status\":\"degraded\"}"));
		Health health = check();
		assertThat(health.getStatus()).isEqualTo(Status.DOWN);
		assertThat(health.getDetails()).containsEntry("reason", "The server answers 'degraded'").containsKey("latency");
	}

	private Health check() {
		return new OctoStoreHealthIndicator(this.client, () -> this.locks).health().block();
	}

}
