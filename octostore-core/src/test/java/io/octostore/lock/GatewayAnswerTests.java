package io.octostore.lock;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.octostore.Loss;
import io.octostore.LossCertainty;
import io.octostore.OctoStoreException;
import io.octostore.client.OctoStoreClient;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.testsupport.Gateway;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Gateways that answer in the place of the server, as locks see them.
 */
class GatewayAnswerTests {

	private static final int ALWAYS = Integer.MAX_VALUE;

	private static final Predicate<String> ANY = (request) -> true;

	private static final Predicate<String> CREATION = (request) -> request.equals("POST /sessions");

	private static final Predicate<String> KEEPALIVE = (request) -> request.endsWith("/keepalive");

	private static final Predicate<String> DELETION = (request) -> request.startsWith("DELETE /sessions/");

	private final List<Loss> losses = new CopyOnWriteArrayList<>();

	private TestServer server;

	private Gateway gateway;

	private ReactiveOctoStoreClient client;

	private OctoStoreLocks locks;

	TestServer startServer() {
		return TestServer.embedded();
	}

	@BeforeEach
	void start() {
		this.server = startServer();
		this.gateway = new Gateway(this.server.baseUrl());
		this.client = ReactiveOctoStoreClient.create(this.gateway.baseUrl(), TestServer.ALICE);
		this.locks = OctoStoreLocks.builder(this.client).sessionTtl(Duration.ofSeconds(10)).build();
	}

	@AfterEach
	void stop() {
		this.gateway.stepAside();
		this.locks.close(Duration.ZERO);
		this.client.close();
		this.gateway.close();
		this.server.close();
	}

	private void notFound(Predicate<String> which, int times) {
		this.gateway.answer(which, times, 404, "application/json", "{\"message\":\"x\"}");
	}

	private boolean isHeldOnTheServer() {
		try (OctoStoreClient direct = OctoStoreClient.create(this.server.baseUrl(), TestServer.ALICE)) {
			return direct.getLockStatus("job").isHeld();
		}
	}

	@Test
	@Tag("field-fault-A1")
	void aKeepaliveThatAProxyAnswersLosesNothing() {
		HeldLock lock = this.locks.tryAcquire("job").orElseThrow();
		lock.onLost(this.losses::add);
		notFound(KEEPALIVE, 1);
		await().atMost(15, TimeUnit.SECONDS).until(() -> this.gateway.count(KEEPALIVE) >= 2);
		assertThat(this.losses).isEmpty();
		assertThat(lock.isHeld()).isTrue();
		assertThat(isHeldOnTheServer()).isTrue();
		lock.close();
	}

	@Test
	@Tag("field-fault-A1")
	@Tag("field-fault-A3")
	void keepalivesThatAProxyAnswersForEverEndInAnUncertainLossWithoutLockingTheInstanceOut() {
		HeldLock lock = this.locks.tryAcquire("job").orElseThrow();
		lock.onLost(this.losses::add);
		notFound(KEEPALIVE.or(DELETION), ALWAYS);
		await().atMost(20, TimeUnit.SECONDS).until(() -> !this.losses.isEmpty());
		assertThat(this.losses).singleElement()
			.satisfies((loss) -> assertThat(loss.certainty()).isEqualTo(LossCertainty.UNCERTAIN));
		lock.close();
		this.gateway.stepAside();
		this.locks.acquire("job", LockOptions.defaults().withWaitFor(Duration.ofSeconds(30))).close();
	}

	@Test
	@Tag("field-fault-A2")
	void anAcquireThatAProxyAnswersFailsAlone() {
		HeldLock held = this.locks.tryAcquire("held").orElseThrow();
		held.onLost(this.losses::add);
		notFound((request) -> request.endsWith("/locks/other/acquire"), ALWAYS);
		assertThatExceptionOfType(OctoStoreException.class).isThrownBy(() -> this.locks.tryAcquire("other"))
			.withMessageContaining("did not come from an OctoStore server");
		assertThat(this.losses).isEmpty();
		assertThat(held.isHeld()).isTrue();
		assertThat(this.gateway.count(CREATION)).isOne();
		held.close();
	}

	@Test
	@Tag("field-fault-A3")
	void aDeletionThatAProxyAnswersIsRepeated() {
		this.locks.tryAcquire("job").orElseThrow().close();
		notFound(DELETION, 1);
		this.locks.close();
		assertThat(this.gateway.count(DELETION)).isEqualTo(2);
	}

	@ParameterizedTest
	@CsvSource({ "404, text/plain, default backend - 404", "200, text/html, <html>portal</html>", "200, text/plain, ''",
			"204, text/plain, ''", "404, application/json, '{\"message\":\"x\"}'",
			"410, application/json, '{\"error\":\"Gone\"}'", "503, text/html, <html>no healthy upstream</html>" })
	@Tag("field-fault-A4")
	void aWaitOutlastsAnIngressThatAnswersForAWhile(int status, String type, String body) throws Exception {
		this.gateway.answer(ANY, ALWAYS, status, type, body);
		CompletableFuture<HeldLock> waiting = CompletableFuture
			.supplyAsync(() -> this.locks.acquire("job", LockOptions.defaults().withWaitFor(Duration.ofSeconds(30))));
		await().until(() -> this.gateway.count(ANY) >= 2);
		assertThat(waiting).isNotDone();
		this.gateway.stepAside();
		waiting.get(25, TimeUnit.SECONDS).close();
	}

	@Test
	@Tag("field-fault-A5")
	void theMessageSaysThatNoOctoStoreServerHasAnswered() {
		notFound(ANY, ALWAYS);
		assertThatExceptionOfType(OctoStoreException.class).isThrownBy(() -> this.locks.tryAcquire("job"))
			.withMessageContaining("did not come from an OctoStore server")
			.withMessageContaining("status 404")
			.withMessageContaining("application/json")
			.withMessageContaining(this.gateway.baseUrl())
			.withMessageNotContaining("octostore.lock.holder");
	}

}
