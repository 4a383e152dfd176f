package io.octostore.lock;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.octostore.Loss;
import io.octostore.LossCertainty;
import io.octostore.OctoStoreException;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.embedded.Fault;
import io.octostore.embedded.OctoStoreServer;
import io.octostore.embedded.Operation;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Gateways that answer in the place of the server, as locks see them.
 */
class GatewayAnswerTests {

	private static final Fault NOT_FOUND = Fault.answer(404, "application/json", "{\"message\":\"x\"}");

	private final TestServer testServer = TestServer.embedded();

	private final OctoStoreServer server = this.testServer.control();

	private final List<Loss> losses = new CopyOnWriteArrayList<>();

	private ReactiveOctoStoreClient client;

	private OctoStoreLocks locks;

	@BeforeEach
	void start() {
		this.client = ReactiveOctoStoreClient.create(this.testServer.baseUrl(), TestServer.ALICE);
		this.locks = OctoStoreLocks.builder(this.client).sessionTtl(Duration.ofSeconds(10)).build();
	}

	@AfterEach
	void stop() {
		this.server.faults().clear();
		this.locks.close(Duration.ZERO);
		this.client.close();
		this.testServer.close();
	}

	@Test
	@Tag("field-fault-A1")
	void aKeepaliveThatAProxyAnswersLosesNothing() {
		HeldLock lock = this.locks.tryAcquire("job").orElseThrow();
		lock.onLost(this.losses::add);
		this.server.faults().next(Operation.KEEP_ALIVE, NOT_FOUND);
		await().atMost(15, TimeUnit.SECONDS).until(() -> this.testServer.count(Operation.KEEP_ALIVE) >= 2);
		assertThat(this.server.faults().pending()).isZero();
		assertThat(this.losses).isEmpty();
		assertThat(lock.isHeld()).isTrue();
		assertThat(this.server.holds("job")).isTrue();
		lock.close();
	}

	@Test
	@Tag("field-fault-A1")
	void keepalivesThatAProxyAnswersForEverEndInAnUncertainLoss() {
		HeldLock lock = this.locks.tryAcquire("job").orElseThrow();
		lock.onLost(this.losses::add);
		this.server.faults().always(Operation.KEEP_ALIVE, NOT_FOUND);
		await().atMost(20, TimeUnit.SECONDS).until(() -> !this.losses.isEmpty());
		assertThat(this.losses).singleElement()
			.satisfies((loss) -> assertThat(loss.certainty()).isEqualTo(LossCertainty.UNCERTAIN));
	}

	@Test
	@Tag("field-fault-A2")
	void anAcquireThatAProxyAnswersFailsAlone() {
		HeldLock held = this.locks.tryAcquire("held").orElseThrow();
		held.onLost(this.losses::add);
		this.server.faults().always((request) -> request.path().equals("/locks/other/acquire"), NOT_FOUND);
		assertThatExceptionOfType(OctoStoreException.class).isThrownBy(() -> this.locks.tryAcquire("other"))
			.withMessageContaining("did not come from an OctoStore server");
		assertThat(this.losses).isEmpty();
		assertThat(held.isHeld()).isTrue();
		assertThat(this.testServer.count(Operation.CREATE_SESSION)).isOne();
		held.close();
	}

	@Test
	@Tag("field-fault-A3")
	void aDeletionThatAProxyAnswersIsRepeated() {
		this.locks.tryAcquire("job").orElseThrow().close();
		this.server.faults().next(Operation.TERMINATE_SESSION, NOT_FOUND);
		this.locks.close();
		assertThat(this.testServer.count(Operation.TERMINATE_SESSION)).isEqualTo(2);
	}

	@ParameterizedTest
	@CsvSource({ "404, text/plain, default backend - 404", "200, text/html, <html>portal</html>", "200, text/plain, ''",
			"204, text/plain, ''", "404, application/json, '{\"message\":\"x\"}'" })
	@Tag("field-fault-A4")
	void aWaitOutlastsAnIngressThatAnswersForAWhile(int status, String type, String body) throws Exception {
		this.server.faults().always((request) -> true, Fault.answer(status, type, body));
		CompletableFuture<HeldLock> waiting = CompletableFuture
			.supplyAsync(() -> this.locks.acquire("job", LockOptions.defaults().withWaitFor(Duration.ofSeconds(30))));
		await().until(() -> this.server.requests().size() >= 2);
		assertThat(waiting).isNotDone();
		this.server.faults().clear();
		waiting.get(25, TimeUnit.SECONDS).close();
	}

	@Test
	@Tag("field-fault-A5")
	void theMessageSaysThatNoOctoStoreServerHasAnswered() {
		this.server.faults().always((request) -> true, NOT_FOUND);
		assertThatExceptionOfType(OctoStoreException.class).isThrownBy(() -> this.locks.tryAcquire("job"))
			.withMessageContaining("did not come from an OctoStore server")
			.withMessageContaining("status 404")
			.withMessageContaining("application/json")
			.withMessageContaining(this.testServer.baseUrl())
			.withMessageNotContaining("octostore.lock.holder");
	}

}
