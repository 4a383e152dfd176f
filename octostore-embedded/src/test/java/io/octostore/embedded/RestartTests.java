package io.octostore.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.octostore.embedded.conformance.EventReader;
import io.octostore.embedded.conformance.WireClient;
import io.octostore.embedded.conformance.WireClient.WireAnswer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What a restart keeps and what it loses.
 */
class RestartTests {

	private final OctoStoreServer server = OctoStoreServer.builder()
		.token("alice", "tok-a")
		.token("bob", "tok-b")
		.manualTime()
		.start();

	private final WireClient client = new WireClient(this.server.baseUrl());

	@AfterEach
	void close() {
		this.server.close();
	}

	private WireAnswer acquire(String token, String lock, String body) {
		return this.client.post("/locks/" + lock + "/acquire").as(token).json(body).send();
	}

	/**
	 * The client learns only by trying that its pooled connections are dead.
	 */
	private void forgetOldConnections() {
		await().ignoreExceptionsInstanceOf(UncheckedIOException.class)
			.until(() -> this.client.get("/health").send().status() == 200);
	}

	private WireAnswer renew(String lease) {
		return this.client.post("/locks/report/renew").as("tok-a").json("{\"lease_id\":\"" + lease + "\"}").send();
	}

	@Test
	void keepsLeases() {
		WireAnswer acquired = acquire("tok-a", "report", "{}");
		this.server.restart();
		forgetOldConnections();
		assertThat(renew(acquired.text("lease_id")).status()).isEqualTo(200);
		assertThat(acquire("tok-b", "other", "{}").number("fencing_token"))
			.isEqualTo(acquired.number("fencing_token") + 1);
	}

	@Test
	void breaksWatches() throws IOException {
		try (EventReader watch = this.client.get("/locks/report/watch").as("tok-a").open()) {
			watch.data();
			this.server.restart();
			forgetOldConnections();
			assertThat(watch.skipToEnd()).isZero();
		}
	}

	@Test
	void isUnreachableWhileItIsDown() {
		this.server.goDown();
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> acquire("tok-a", "report", "{}"));
		this.server.comeBack();
		forgetOldConnections();
		assertThat(acquire("tok-a", "report", "{}").status()).isEqualTo(200);
	}

	@Test
	void forgetsLeasesThatRanOutMeanwhile() {
		String lease = acquire("tok-a", "report", "{\"ttl_seconds\":1}").text("lease_id");
		this.server.goDown();
		this.server.advanceTime(Duration.ofSeconds(2));
		this.server.comeBack();
		forgetOldConnections();
		assertThat(renew(lease).status()).isEqualTo(404);
	}

	@Test
	void countsTheDelayFromTheExpiry() {
		WireAnswer acquired = acquire("tok-a", "report", "{\"ttl_seconds\":1,\"lock_delay_seconds\":10}");
		this.server.goDown();
		this.server.advanceTime(Duration.ofSeconds(2));
		this.server.comeBack();
		forgetOldConnections();
		assertThat(acquire("tok-b", "report", "{}").instant("available_at"))
			.isEqualTo(acquired.instant("expires_at").plusSeconds(10));
	}

	@Test
	void endsSessionsThatRanOutMeanwhile() {
		String session = this.client.post("/sessions")
			.as("tok-a")
			.json("{\"ttl_seconds\":10}")
			.send()
			.text("session_id");
		acquire("tok-a", "report", "{\"ttl_seconds\":300,\"ephemeral\":true,\"session_id\":\"" + session + "\"}");
		this.server.goDown();
		this.server.advanceTime(Duration.ofSeconds(11));
		this.server.comeBack();
		forgetOldConnections();
		assertThat(this.server.holds("report")).isFalse();
		assertThat(this.client.get("/sessions/" + session).as("tok-a").send().status()).isEqualTo(404);
	}

	@Test
	void countsRequestsAnew() {
		acquire("tok-a", "report", "{}");
		this.server.restart();
		forgetOldConnections();
		WireAnswer status = this.client.get("/status").send();
		assertThat(status.number("total_acquires")).isZero();
		assertThat(status.number("active_locks")).isEqualTo(1);
	}

	@Test
	void startsEmptyOnDemand() {
		acquire("tok-a", "report", "{}");
		acquire("tok-a", "other", "{}");
		this.server.restartEmpty();
		forgetOldConnections();
		assertThat(this.server.heldLocks()).isEmpty();
		assertThat(acquire("tok-b", "report", "{}").number("fencing_token")).isEqualTo(1);
	}

}
