package io.octostore.spring.boot.history;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import io.octostore.OctoStoreException;
import io.octostore.client.OctoStoreClient;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.embedded.OctoStoreServer;
import io.octostore.lock.CurrentLock;
import io.octostore.lock.HeldLock;
import io.octostore.lock.LockListener.ConfirmEvent;
import io.octostore.lock.LockListener.ConfirmOutcome;
import io.octostore.lock.LockListener.RiskEvent;
import io.octostore.lock.LockOptions;
import io.octostore.lock.LocksControl;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.spring.boot.history.LockHistoryEntry.Kind;
import io.octostore.spring.event.LockAcquiredEvent;
import io.octostore.spring.event.LockLostEvent;
import io.octostore.spring.event.LockSkippedEvent;
import io.octostore.spring.event.ServerRecoveredEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * What happens to locks is written down and published.
 */
class LockHistoryRecorderTests {

	private static final Instant NEXT = Instant.parse("2026-03-02T02:00:00Z");

	private static final LockOptions NIGHTLY = LockOptions.defaults().withLabel("nightly");

	private final OctoStoreServer server = OctoStoreServer.builder().token("alice", "tok-a").start();

	private final LockHistory history = new LockHistory("billing@host-1", InstantSource.system());

	private final List<Object> events = new CopyOnWriteArrayList<>();

	private final LockEventPublisher publisher = new LockEventPublisher(this.events::add);

	private final LockHistoryRecorder recorder = new LockHistoryRecorder(this.history, InstantSource.system(),
			(label) -> label.equals("nightly") ? NEXT : null, this.publisher);

	private final ReactiveOctoStoreClient client = OctoStoreClient.create(this.server.baseUrl().toString(), "tok-a")
		.reactive();

	private final OctoStoreLocks locks = OctoStoreLocks.builder(this.client)
		.listener(this.recorder)
		.listener(this.publisher)
		.build();

	private final OctoStoreLocks others = OctoStoreLocks.builder(this.client).metadata("billing@host-2").build();

	@AfterEach
	void close() {
		this.others.close();
		this.locks.close();
		this.client.close();
		this.server.close();
	}

	private LockHistoryEntry latest() {
		return this.history.entries().get(0);
	}

	@Test
	void recordsARun() {
		long token = this.locks.execute("nightly.1", NIGHTLY, HeldLock::fencingToken);
		assertThat(latest()).returns(Kind.RAN, LockHistoryEntry::kind)
			.returns("nightly.1", LockHistoryEntry::lock)
			.returns("billing@host-1", LockHistoryEntry::instance)
			.returns(token, LockHistoryEntry::fencingToken)
			.returns(NEXT, LockHistoryEntry::nextFireTime)
			.returns(null, LockHistoryEntry::holder);
		assertThat(latest().held()).isPositive();
		assertThat(latest().waited()).isPositive();
		assertThat(this.events).singleElement()
			.isInstanceOfSatisfying(LockAcquiredEvent.class,
					(event) -> assertThat(event.fencingToken()).isEqualTo(token));
	}

	@Test
	void recordsTheClassOfTheExceptionThatTheCodeEndedWith() {
		assertThatIllegalStateException()
			.isThrownBy(() -> this.locks.executeWithoutResult("nightly.1", NIGHTLY, (lock) -> {
				throw new IllegalStateException("password=s3cret");
			}));
		assertThat(latest()).returns(Kind.THREW, LockHistoryEntry::kind)
			.returns("the code ended with java.lang.IllegalStateException", LockHistoryEntry::reason)
			.returns(NEXT, LockHistoryEntry::nextFireTime);
		assertThat(latest().held()).isPositive();
		assertThat(latest().describe()).contains("the code ended with java.lang.IllegalStateException")
			.doesNotContain("s3cret");
		this.locks.executeWithoutResult("nightly.1", NIGHTLY, (lock) -> {
		});
		assertThat(latest()).returns(Kind.RAN, LockHistoryEntry::kind).returns(null, LockHistoryEntry::reason);
	}

	@Test
	void recordsTheExceptionOfAPublisher() {
		assertThatIllegalStateException().isThrownBy(() -> this.locks.reactive()
			.withLock("a", NIGHTLY, Mono.error(new IllegalStateException("password=s3cret")))
			.block());
		await().untilAsserted(() -> assertThat(this.history.entries("a")).singleElement()
			.returns(Kind.THREW, LockHistoryEntry::kind)
			.returns("the code ended with java.lang.IllegalStateException", LockHistoryEntry::reason));
	}

	@Test
	void recordsTheExceptionOfAFutureThatKeepsTheLock() {
		CompletableFuture<String> work = new CompletableFuture<>();
		CompletableFuture<String> result = this.locks.execute("a", NIGHTLY,
				(lock) -> CurrentLock.retain().closeAfter(work));
		assertThat(this.history.entries("a")).isEmpty();
		work.completeExceptionally(new IllegalStateException("password=s3cret"));
		assertThat(result).failsWithin(Duration.ofSeconds(10));
		await().untilAsserted(() -> assertThat(this.history.entries("a")).singleElement()
			.returns(Kind.THREW, LockHistoryEntry::kind)
			.returns("the code ended with java.lang.IllegalStateException", LockHistoryEntry::reason));
	}

	@Test
	void recordsASkipWithTheHolderAndTheNextFireTime() {
		try (HeldLock held = this.others.tryAcquire("nightly.1").orElseThrow()) {
			assertThat(held.isHeld()).isTrue();
			assertThat(this.locks.tryAcquire("nightly.1", NIGHTLY)).isEmpty();
		}
		assertThat(latest()).returns(Kind.SKIPPED, LockHistoryEntry::kind)
			.returns("billing@host-2", LockHistoryEntry::holder)
			.returns(NEXT, LockHistoryEntry::nextFireTime);
		assertThat(latest().describe()).startsWith("skipped while the lock was held by billing@host-2, until 2");
		assertThat(this.events).singleElement()
			.isInstanceOfSatisfying(LockSkippedEvent.class,
					(event) -> assertThat(event).returns("nightly.1", LockSkippedEvent::lockName)
						.returns("billing@host-2", LockSkippedEvent::holder)
						.returns(NEXT, LockSkippedEvent::nextFireTime));
	}

	@Test
	void recordsAWaitThatEndedWithoutTheLock() {
		try (HeldLock held = this.others.tryAcquire("a").orElseThrow()) {
			assertThat(held.isHeld()).isTrue();
			assertThatExceptionOfType(OctoStoreException.class)
				.isThrownBy(() -> this.locks.acquire("a", LockOptions.ofWaitFor(Duration.ofMillis(300))));
		}
		assertThat(latest()).returns(Kind.TIMED_OUT, LockHistoryEntry::kind)
			.returns("billing@host-2", LockHistoryEntry::holder);
		assertThat(latest().waited()).isGreaterThanOrEqualTo(Duration.ofMillis(300));
		assertThat(this.events).hasOnlyElementsOfType(LockSkippedEvent.class);
	}

	@Test
	void recordsALossOnce() {
		try (HeldLock lock = this.locks.tryAcquire("a").orElseThrow()) {
			this.server.steal("a");
			((LocksControl) this.locks).confirm();
			await().until(() -> !lock.isHeld());
		}
		await().until(() -> !this.history.entries("a").isEmpty());
		assertThat(this.history.entries("a")).singleElement().satisfies((entry) -> {
			assertThat(entry.kind()).isEqualTo(Kind.LOST);
			assertThat(entry.held()).isPositive();
			assertThat(entry.reason()).isEqualTo("lease not current");
		});
		await().until(() -> this.events.stream().anyMatch(LockLostEvent.class::isInstance));
	}

	@Test
	void recordsAnOutageOnceAndItsEnd() {
		this.recorder.sessionKeptAlive(new ConfirmEvent(ConfirmOutcome.UNCERTAIN, Duration.ofSeconds(5)));
		this.recorder.leaseRenewed(new ConfirmEvent(ConfirmOutcome.UNCERTAIN, Duration.ofSeconds(5)));
		this.recorder.lockAtRisk(new RiskEvent("a", "a", Duration.ofSeconds(12)));
		this.recorder.sessionKeptAlive(new ConfirmEvent(ConfirmOutcome.RENEWED, Duration.ofMillis(5)));
		this.recorder.leaseRenewed(new ConfirmEvent(ConfirmOutcome.RENEWED, Duration.ofMillis(5)));
		assertThat(this.history.entries()).extracting(LockHistoryEntry::kind)
			.containsExactly(Kind.RECOVERED, Kind.AT_RISK, Kind.UNREACHABLE);
		assertThat(this.events).singleElement().isInstanceOf(ServerRecoveredEvent.class);
	}

	@Test
	void recordsAFailureWithItsReasonAndTheOutage() {
		this.server.goDown();
		assertThatExceptionOfType(OctoStoreException.class).isThrownBy(() -> this.locks.tryAcquire("a"));
		assertThat(this.history.entries("a")).singleElement()
			.satisfies((entry) -> assertThat(entry.kind()).isIn(Kind.FAILED, Kind.TIMED_OUT));
		assertThat(this.history.entries()).extracting(LockHistoryEntry::describe)
			.noneMatch((sentence) -> sentence.contains("tok-a"));
	}

}
