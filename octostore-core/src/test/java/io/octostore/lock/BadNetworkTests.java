package io.octostore.lock;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.octostore.Loss;
import io.octostore.LossCertainty;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.testsupport.Gateway;
import io.octostore.testsupport.TcpGate;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A lock that is held while the network misbehaves, on real sockets. Session TTL 10 s, so
 * that a claim lasts for 8 s without a confirmation.
 */
class BadNetworkTests {

	/** Longer than a claim lasts by itself. */
	private static final Duration LONG = Duration.ofSeconds(9);

	private static final Predicate<String> KEEPALIVE = (request) -> request.endsWith("/keepalive");

	private static final Predicate<String> CREATION = (request) -> request.equals("POST /sessions");

	private static final Predicate<String> ACQUIRE = (request) -> request.endsWith("/acquire");

	private final List<Loss> losses = new CopyOnWriteArrayList<>();

	private TestServer server;

	private Gateway gateway;

	private TcpGate network;

	private ReactiveOctoStoreClient client;

	private OctoStoreLocks locks;

	TestServer startServer() {
		return TestServer.embedded();
	}

	@BeforeEach
	void start() {
		this.server = startServer();
		this.gateway = new Gateway(this.server.baseUrl());
		this.network = TcpGate.open(URI.create(this.gateway.baseUrl()).getPort());
		this.client = ReactiveOctoStoreClient.create("http://127.0.0.1:" + this.network.port(), TestServer.ALICE);
		this.locks = OctoStoreLocks.builder(this.client).sessionTtl(Duration.ofSeconds(10)).build();
	}

	@AfterEach
	void stop() {
		this.network.reopen();
		this.gateway.stepAside();
		this.locks.close(Duration.ZERO);
		this.client.close();
		this.network.close();
		this.gateway.close();
		this.server.close();
	}

	private HeldLock hold() {
		HeldLock lock = this.locks.tryAcquire("job").orElseThrow();
		lock.onLost(this.losses::add);
		return lock;
	}

	private void remainsHeld(HeldLock lock) {
		await().during(LONG).atMost(LONG.multipliedBy(2)).until(lock::isHeld);
		assertThat(this.losses).isEmpty();
		lock.close();
	}

	@Test
	@Tag("field-fault-C1")
	void connectionsThatAreForgottenWithoutAWordCostNoLock() {
		HeldLock lock = hold();
		await().atMost(15, TimeUnit.SECONDS).until(() -> this.gateway.count(KEEPALIVE) >= 1);
		this.network.forget();
		remainsHeld(lock);
		assertThat(this.locks.tryAcquire("other")).isPresent();
	}

	@Test
	void aNetworkThatIsGoneForGoodEndsInAnUncertainLossAndTheLockIsToBeHadAgain() {
		HeldLock lock = hold();
		this.network.shut();
		await().atMost(20, TimeUnit.SECONDS).until(() -> !this.losses.isEmpty());
		assertThat(this.losses).singleElement()
			.satisfies((loss) -> assertThat(loss.certainty()).isEqualTo(LossCertainty.UNCERTAIN));
		assertThat(lock.isHeld()).isFalse();
		lock.close();
		this.network.reopen();
		HeldLock again = this.locks.acquire("job", LockOptions.defaults().withWaitFor(Duration.ofSeconds(30)));
		assertThat(again.fencingToken()).isGreaterThan(lock.fencingToken());
		again.close();
	}

	@Test
	@Tag("field-fault-C2")
	void aNetworkThatLosesPacketsCostsNoLock() {
		this.network.losePackets(new Random(11));
		HeldLock lock = hold();
		for (int count = 0; count < 5; count++) {
			this.locks.executeWithoutResult("other", (other) -> assertThat(other.isHeld()).isTrue());
		}
		remainsHeld(lock);
	}

	@Test
	@Tag("field-fault-C2")
	void keepalivesThatAloneAreSlowCostNoLock() {
		this.gateway.delay(KEEPALIVE, Duration.ofMillis(1400));
		HeldLock lock = hold();
		remainsHeld(lock);
	}

	@Test
	@Tag("field-fault-C2")
	void theFirstLockIsHadAlthoughOnlyItsAnswersAreSlow() {
		this.gateway.delay(CREATION.or(ACQUIRE), Duration.ofSeconds(3));
		HeldLock lock = hold();
		assertThat(lock.isHeld()).isTrue();
		lock.close();
	}

}
