package io.octostore.lock;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.octostore.LockHeldException;
import io.octostore.Loss;
import io.octostore.LossReason;
import io.octostore.OctoStoreNetworkException;
import io.octostore.OctoStoreServerException;
import io.octostore.UnsupportedServerException;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.embedded.Fault;
import io.octostore.embedded.OctoStoreServer;
import io.octostore.embedded.Operation;
import io.octostore.embedded.RecordedRequest;
import io.octostore.embedded.ServerGeneration;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Locks over real HTTP, with faults that the in-process server injects.
 */
class LocksFaultIntegrationTests {

	private static final LockOptions NOW = LockOptions.defaults();

	private final TestServer testServer = TestServer.embedded();

	private final OctoStoreServer server = this.testServer.control();

	private ReactiveOctoStoreClient client;

	private OctoStoreLocks locks;

	@BeforeEach
	void start() {
		this.client = ReactiveOctoStoreClient.create(this.testServer.baseUrl(), TestServer.ALICE);
		this.locks = OctoStoreLocks.builder(this.client)
			.metadata("instance-1")
			.sessionTtl(Duration.ofSeconds(10))
			.build();
	}

	@AfterEach
	void stop() {
		this.server.faults().clear();
		this.locks.close(Duration.ZERO);
		this.client.close();
		this.testServer.close();
	}

	@Test
	void anUncontendedLockIsTwoRequestsOnTheWire() {
		this.locks.tryAcquire("warm").orElseThrow().close();
		this.server.clearRequests();
		this.locks.tryAcquire("job").orElseThrow().close();
		assertThat(this.server.requests()).extracting(RecordedRequest::path)
			.containsExactly("/locks/job/acquire", "/locks/job/release");
	}

	@Test
	void anAcquireWhoseAnswerIsLostIsRepeatedAndGetsTheSameLease() {
		this.locks.tryAcquire("warm").orElseThrow().close();
		this.server.faults().next(Operation.ACQUIRE, Fault.dropAnswerAfterApplying());
		try (HeldLock lock = this.locks.tryAcquire("job").orElseThrow()) {
			assertThat(lock.isHeld()).isTrue();
			assertThat(this.server.heldLocks()).singleElement()
				.satisfies((held) -> assertThat(held.fencingToken()).isEqualTo(lock.fencingToken()));
		}
		assertThat(this.server.holds("job")).isFalse();
	}

	@Test
	void aFailedAcquireThatTookEffectIsUndone() {
		this.server.faults().always(Operation.ACQUIRE, Fault.dropAnswerAfterApplying());
		assertThatExceptionOfType(OctoStoreNetworkException.class).isThrownBy(() -> this.locks.tryAcquire("job"));
		assertThat(this.server.holds("job")).isTrue();
		this.server.faults().clear();
		await().atMost(10, TimeUnit.SECONDS).until(() -> !this.server.holds("job"));
	}

	@Test
	void aReleaseWhoseAnswerIsLostIsRepeated() {
		HeldLock lock = this.locks.tryAcquire("job").orElseThrow();
		this.server.faults().next(Operation.RELEASE, Fault.dropAnswerAfterApplying());
		lock.close();
		assertThat(this.server.holds("job")).isFalse();
		assertThat(this.testServer.count(Operation.RELEASE)).isEqualTo(2);
	}

	@Test
	void aReleaseThatTheServerDoesNotTakeIsSettledInTheBackground() {
		HeldLock lock = this.locks.tryAcquire("job").orElseThrow();
		this.server.faults().always(Operation.RELEASE, Fault.dropRequest());
		lock.close();
		assertThat(this.server.holds("job")).isTrue();
		this.server.faults().clear();
		await().atMost(10, TimeUnit.SECONDS).until(() -> !this.server.holds("job"));
	}

	@Test
	void aServerErrorIsNotALockThatIsHeld() {
		this.locks.tryAcquire("warm").orElseThrow().close();
		this.server.faults().always(Operation.ACQUIRE, Fault.status(503));
		assertThatExceptionOfType(OctoStoreServerException.class).isThrownBy(() -> this.locks.tryAcquire("job"))
			.satisfies((ex) -> assertThat(ex.statusCode()).isEqualTo(503));
	}

	@Test
	void aWaitOutlastsAServerThatFailsForAWhile() throws Exception {
		this.server.faults().always(Operation.ACQUIRE, Fault.status(500));
		CompletableFuture<HeldLock> waiting = CompletableFuture
			.supplyAsync(() -> this.locks.acquire("job", NOW.withWaitFor(Duration.ofSeconds(30))));
		await().until(() -> this.testServer.count(Operation.ACQUIRE) >= 2);
		this.server.faults().clear();
		waiting.get(20, TimeUnit.SECONDS).close();
	}

	@Test
	void aLockThatIsTakenAwayIsLostAtTheNextConfirmation() throws Exception {
		List<Loss> losses = new CopyOnWriteArrayList<>();
		HeldLock lock = this.locks.tryAcquire("job").orElseThrow();
		lock.onLost(losses::add);
		this.server.advanceTime(Duration.ofMinutes(1));
		await().atMost(20, TimeUnit.SECONDS).until(() -> !losses.isEmpty());
		assertThat(lock.isHeld()).isFalse();
		assertThat(losses.get(0).reason()).isIn(LossReason.SESSION_EXPIRED, LossReason.SESSION_NOT_FOUND);
	}

	@Test
	void aSessionThatIsGoneIsReplacedWithoutNotice() {
		this.locks.tryAcquire("job").orElseThrow().close();
		this.server.advanceTime(Duration.ofMinutes(1));
		this.server.sweep();
		this.locks.tryAcquire("job").orElseThrow().close();
		assertThat(this.testServer.count(Operation.CREATE_SESSION)).isEqualTo(2);
	}

	@Test
	void closingEndsTheSessionAndFreesWhatItHeld() {
		HeldLock lock = this.locks.tryAcquire("job").orElseThrow();
		lock.close();
		this.locks.close();
		assertThat(this.testServer.count(Operation.TERMINATE_SESSION)).isOne();
	}

	@Test
	void aLockThatWaitsIsHandedOverByTheWatch() throws Exception {
		try (ReactiveOctoStoreClient otherClient = ReactiveOctoStoreClient.create(this.testServer.baseUrl(),
				TestServer.ALICE); OctoStoreLocks other = OctoStoreLocks.builder(otherClient).build()) {
			HeldLock lock = this.locks.acquire("job", NOW);
			CompletableFuture<HeldLock> waiting = CompletableFuture
				.supplyAsync(() -> other.acquire("job", NOW.withWaitFor(Duration.ofSeconds(30))));
			await().until(() -> this.testServer.count(Operation.WATCH) == 1);
			await().until(() -> this.testServer.count(Operation.ACQUIRE) >= 2);
			lock.close();
			try (HeldLock next = waiting.get(20, TimeUnit.SECONDS)) {
				assertThat(next.fencingToken()).isGreaterThan(lock.fencingToken());
			}
		}
	}

	@Test
	void aServerThatIgnoresTheSessionIsRefusedAndNothingIsLeftOnIt() throws Exception {
		try (OctoStoreServer old = OctoStoreServer.builder()
			.token("alice", TestServer.ALICE)
			.generation(ServerGeneration.V0_13)
			.start();
				ReactiveOctoStoreClient oldClient = ReactiveOctoStoreClient.create(old.baseUrl().toString(),
						TestServer.ALICE);
				OctoStoreLocks oldLocks = OctoStoreLocks.builder(oldClient).build();
				OctoStoreLocks byToken = OctoStoreLocks.builder(oldClient).holder(LockHolder.TOKEN).build()) {
			assertThatExceptionOfType(UnsupportedServerException.class).isThrownBy(() -> oldLocks.tryAcquire("job"))
				.withMessageContaining("octostore.lock.holder=token");
			await().until(() -> !old.holds("job"));
			try (HeldLock lock = byToken.tryAcquire("job").orElseThrow()) {
				assertThat(lock.isHeld()).isTrue();
			}
			assertThat(old.holds("job")).isFalse();
		}
	}

	@Test
	void saysWhoHasTheLock() throws Exception {
		try (ReactiveOctoStoreClient otherClient = ReactiveOctoStoreClient.create(this.testServer.baseUrl(),
				TestServer.BOB);
				OctoStoreLocks other = OctoStoreLocks.builder(otherClient).build();
				HeldLock lock = this.locks.acquire("job", NOW)) {
			assertThatExceptionOfType(LockHeldException.class).isThrownBy(() -> other.acquire("job", NOW))
				.satisfies((ex) -> assertThat(ex.metadata()).contains("instance-1"));
			assertThat(lock.isHeld()).isTrue();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "billing" })
	void saysWhoHasASingleLockUnderItsPrefix(String prefix) {
		try (OctoStoreLocks described = OctoStoreLocks.builder(this.client)
			.namePrefix(prefix)
			.metadata("instance-1")
			.metadata("report", "writes the report")
			.build();
				OctoStoreLocks other = OctoStoreLocks.builder(this.client).namePrefix(prefix).build();
				HeldLocks held = described.acquireAll(List.of("report", "other"), NOW)) {
			assertThatExceptionOfType(LockHeldException.class).isThrownBy(() -> other.acquire("report", NOW))
				.satisfies((ex) -> assertThat(ex.metadata()).contains("writes the report"));
			assertThatExceptionOfType(LockHeldException.class).isThrownBy(() -> other.acquire("other", NOW))
				.satisfies((ex) -> assertThat(ex.metadata()).contains("instance-1"));
			assertThat(held.areHeld()).isTrue();
		}
	}

	@Test
	void leavesNoThreadOfItsOwnBehind() throws ExecutionException, InterruptedException {
		this.locks.tryAcquire("job").orElseThrow().close();
		assertThat(threads()).isNotEmpty();
		this.locks.close();
		this.client.close();
		await().atMost(10, TimeUnit.SECONDS).until(() -> threads().isEmpty());
	}

	private static List<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.startsWith("octostore-lease") || name.startsWith("octostore-callback")
					|| name.startsWith("octostore-http") || name.startsWith("octostore-renew")
					|| name.startsWith("octostore-timer"))
			.toList();
	}

}
