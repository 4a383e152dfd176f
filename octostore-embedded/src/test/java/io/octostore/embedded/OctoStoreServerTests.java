package io.octostore.embedded;

import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.octostore.embedded.conformance.WireClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * What the server offers to the test that runs it.
 */
class OctoStoreServerTests {

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
	void takesAPortThatNoSystemGivesToConnections() {
		assertThat(this.server.port()).isBetween(1024, 32_767);
	}

	@Test
	void listensOnAFreePortOfTheLoopbackInterface() {
		assertThat(this.server.baseUrl()).isEqualTo(URI.create("http://127.0.0.1:" + this.server.port()));
		assertThat(this.client.get("/health").send().text("status")).isEqualTo("ok");
	}

	@Test
	void knowsWhichLocksAreHeld() {
		assertThat(this.server.holds("report")).isFalse();
		acquire("tok-a", "report", "{\"ttl_seconds\":30,\"metadata\":\"m\"}");
		assertThat(this.server.holds("report")).isTrue();
		assertThat(this.server.heldLocks()).singleElement().satisfies((lock) -> {
			assertThat(lock.name()).isEqualTo("report");
			assertThat(lock.user()).contains("alice");
			assertThat(lock.fencingToken()).isEqualTo(1);
			assertThat(lock.expiresAt()).isEqualTo(START.plusSeconds(30));
			assertThat(lock.metadata()).contains("m");
			assertThat(lock.ephemeral()).isFalse();
		});
	}

	@Test
	void leasesRunOutWhenTimeIsAdvanced() {
		acquire("tok-a", "report", "{\"ttl_seconds\":30}");
		this.server.advanceTime(Duration.ofSeconds(29));
		assertThat(this.server.holds("report")).isTrue();
		this.server.advanceTime(Duration.ofSeconds(2));
		assertThat(this.server.holds("report")).isFalse();
		assertThat(this.server.now()).isEqualTo(START.plusSeconds(31));
	}

	@Test
	void refusesToTurnTimeBack() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.server.advanceTime(Duration.ofSeconds(-1)))
			.withMessageContaining("must not be negative");
	}

	@Test
	void sweepsEveryFiveSecondsOfItsOwnTime() {
		String leaseId = acquire("tok-a", "report", "{\"ttl_seconds\":1}").text("lease_id");
		this.server.advanceTime(Duration.ofSeconds(4));
		assertThat(release("tok-b", "report", leaseId).status()).isEqualTo(400);
		this.server.advanceTime(Duration.ofSeconds(1));
		assertThat(release("tok-b", "report", leaseId).status()).isEqualTo(404);
	}

	@Test
	void sweepsOnDemand() {
		String leaseId = acquire("tok-a", "report", "{\"ttl_seconds\":1}").text("lease_id");
		this.server.advanceTime(Duration.ofSeconds(2));
		this.server.sweep();
		assertThat(release("tok-b", "report", leaseId).status()).isEqualTo(404);
	}

	@Test
	void expiresALockOnDemand() {
		acquire("tok-a", "report", "{}");
		this.server.expire("report");
		assertThat(this.server.holds("report")).isFalse();
		assertThat(acquire("tok-b", "report", "{}").text("status")).isEqualTo("acquired");
	}

	@Test
	void refusesToExpireAFreeLock() {
		assertThatIllegalStateException().isThrownBy(() -> this.server.expire("report"))
			.withMessage("Lock 'report' is not held");
	}

	@Test
	void expiresTheSessionsOfAUser() {
		String session = this.client.post("/sessions").as("tok-a").json("{}").send().text("session_id");
		String other = this.client.post("/sessions").as("tok-b").json("{}").send().text("session_id");
		acquire("tok-a", "report", "{\"ephemeral\":true,\"session_id\":\"" + session + "\"}");
		this.server.expireSessions("Alice");
		assertThat(this.client.post("/sessions/" + session + "/keepalive").as("tok-a").send().status()).isEqualTo(410);
		assertThat(this.client.post("/sessions/" + other + "/keepalive").as("tok-b").send().status()).isEqualTo(200);
		assertThat(this.server.holds("report")).isTrue();
		this.server.sweep();
		assertThat(this.server.holds("report")).isFalse();
		assertThatIllegalArgumentException().isThrownBy(() -> this.server.expireSessions("nobody"))
			.withMessage("There is no user 'nobody'");
	}

	@Test
	void closesTwiceWithoutComplaint() {
		this.server.close();
		this.server.close();
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> this.client.get("/health").send());
	}

	@Test
	void refusesToComeBackIfItIsNotDown() {
		assertThatIllegalStateException().isThrownBy(this.server::comeBack).withMessage("The server is not down");
		assertThat(this.client.get("/health").send().status()).isEqualTo(200);
	}

	@Test
	void stealsALock() {
		String leaseId = acquire("tok-a", "report", "{}").text("lease_id");
		this.server.steal("report");
		assertThat(release("tok-a", "report", leaseId).code()).isEqualTo("lease_not_current");
		assertThat(this.server.heldLocks()).singleElement().satisfies((lock) -> {
			assertThat(lock.user()).isEmpty();
			assertThat(lock.fencingToken()).isEqualTo(2);
		});
	}

	@Test
	void recordsRequests() {
		acquire("tok-a", "report", "{}");
		this.client.get("/nowhere").send();
		await().untilAsserted(() -> assertThat(this.server.requests()).hasSize(2).allMatch(RecordedRequest::answered));
		RecordedRequest first = this.server.requests().get(0);
		assertThat(first.method()).isEqualTo("POST");
		assertThat(first.path()).isEqualTo("/locks/report/acquire");
		assertThat(first.operation()).contains(Operation.ACQUIRE);
		assertThat(first.user()).contains("alice");
		assertThat(first.time()).isEqualTo(START);
		assertThat(first.status()).isEqualTo(200);
		RecordedRequest second = this.server.requests().get(1);
		assertThat(second.operation()).isEmpty();
		assertThat(second.user()).isEmpty();
		assertThat(second.status()).isEqualTo(404);
		this.server.clearRequests();
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void describesARequestWithoutSecrets() {
		UUID session = UUID.randomUUID();
		this.client.get("/sessions/" + session).as("tok-a").send();
		assertThat(this.server.requests().get(0)).asString()
			.startsWith("GET /sessions/{id} by alice at " + START)
			.doesNotContain(session.toString());
	}

	@Test
	void dropsAnAnswerAfterApplyingTheRequest() {
		this.server.faults().next(Fault.dropAnswerAfterApplying());
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> acquire("tok-a", "report", "{}"));
		assertThat(this.server.holds("report")).isTrue();
		RecordedRequest request = this.server.requests().get(0);
		assertThat(request.status()).isEqualTo(200);
		assertThat(request.answered()).isFalse();
	}

	@Test
	void dropsARequest() {
		this.server.faults().next(Fault.dropRequest());
		assertThatExceptionOfType(UncheckedIOException.class).isThrownBy(() -> acquire("tok-a", "report", "{}"));
		assertThat(this.server.holds("report")).isFalse();
		assertThat(this.server.requests().get(0).status()).isZero();
	}

	@Test
	void delaysAnAnswer() {
		this.server.faults().next(Operation.ACQUIRE, Fault.delayAnswer(Duration.ofMillis(300)));
		long before = System.nanoTime();
		assertThat(acquire("tok-a", "report", "{}").status()).isEqualTo(200);
		assertThat(System.nanoTime() - before).isGreaterThan(Duration.ofMillis(300).toNanos());
	}

	@Test
	void answersWithAStatusOfChoice() {
		this.server.faults().next(Operation.ACQUIRE, Fault.status(503));
		assertThat(this.client.get("/health").send().status()).isEqualTo(200);
		WireClient.WireAnswer answer = acquire("tok-a", "report", "{}");
		assertThat(answer.status()).isEqualTo(503);
		assertThat(answer.code()).isEqualTo("internal_error");
		assertThat(answer.header("X-Request-Id")).contains(answer.text("request_id"));
		assertThat(this.server.holds("report")).isFalse();
		assertThat(this.server.faults().pending()).isZero();
		assertThat(acquire("tok-a", "report", "{}").status()).isEqualTo(200);
	}

	@Test
	void repeatsAFaultUntilItIsCleared() {
		this.server.faults().always(Operation.ACQUIRE, Fault.status(429));
		for (int attempt = 0; attempt < 3; attempt++) {
			WireClient.WireAnswer answer = acquire("tok-a", "report", "{}");
			assertThat(answer.code()).isEqualTo("rate_limited");
			assertThat(answer.header("Retry-After")).contains("1");
			assertThat(answer.json().get("retry_after_ms").asInt()).isEqualTo(1000);
		}
		this.server.faults().clear();
		assertThat(acquire("tok-a", "report", "{}").status()).isEqualTo(200);
	}

	@Test
	void leavesNoThreadBehind() {
		this.server.close();
		await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.noneMatch((name) -> name.startsWith("octostore-embedded")));
	}

	@Test
	void saysSoIfThePortIsTaken() {
		assertThatIllegalStateException().isThrownBy(() -> OctoStoreServer.builder().port(this.server.port()).start())
			.withMessageContaining("port " + this.server.port());
	}

	private WireClient.WireAnswer acquire(String token, String name, String body) {
		return this.client.post("/locks/" + name + "/acquire").as(token).json(body).send();
	}

	private WireClient.WireAnswer release(String token, String name, String leaseId) {
		return this.client.post("/locks/" + name + "/release")
			.as(token)
			.json("{\"lease_id\":\"" + leaseId + "\"}")
			.send();
	}

}
