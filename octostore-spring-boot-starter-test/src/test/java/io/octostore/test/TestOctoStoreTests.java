package io.octostore.test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.octostore.LocksClosedException;
import io.octostore.LossCertainty;
import io.octostore.LossReason;
import io.octostore.client.OctoStoreClient;
import io.octostore.embedded.Fault;
import io.octostore.embedded.NetworkCut;
import io.octostore.embedded.Operation;
import io.octostore.embedded.RecordedEvent;
import io.octostore.embedded.RecordedEvent.Kind;
import io.octostore.lock.HeldLock;
import io.octostore.lock.LockOptions;
import io.octostore.lock.OctoStoreLocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * What a test can do to the application that it tests.
 */
@Timeout(60)
class TestOctoStoreTests {

	private final TestOctoStore octostore = TestOctoStore.start();

	private final OctoStoreLocks locks = this.octostore.newInstance();

	@AfterEach
	void close() {
		this.octostore.close();
	}

	@Test
	void anotherInstanceHoldsALock() {
		this.octostore.hold("report");
		assertThat(this.locks.tryAcquire("report")).isEmpty();
		assertThat(this.octostore).holds("report");
	}

	@Test
	void refusesToHoldWhatIsHeld() {
		try (HeldLock lock = this.locks.tryAcquire("report").orElseThrow()) {
			assertThatIllegalStateException().isThrownBy(() -> this.octostore.hold(lock.name()))
				.withMessage("Lock 'report' is held already: takeAway(..) makes the application lose it");
			assertThat(lock.isHeld()).isTrue();
		}
	}

	@Test
	void waitingCallersGetAFreedLockAtOnce() throws Exception {
		this.octostore.hold("report");
		CompletableFuture<HeldLock> waiting = CompletableFuture.supplyAsync(() -> acquire("report"));
		await().until(() -> this.octostore.server()
			.requests()
			.stream()
			.anyMatch((request) -> request.operation().filter(Operation.WATCH::equals).isPresent()));
		this.octostore.free("report");
		assertThat(this.octostore.server().events()).extracting(RecordedEvent::kind).contains(Kind.EXPIRED);
		try (HeldLock lock = waiting.get(10, TimeUnit.SECONDS)) {
			assertThat(lock.isHeld()).isTrue();
		}
	}

	@Test
	void refusesToFreeWhatTheApplicationHolds() {
		try (HeldLock lock = this.locks.tryAcquire("report").orElseThrow()) {
			assertThatIllegalStateException().isThrownBy(() -> this.octostore.free(lock.name()))
				.withMessage("Lock 'report' is held by the application: expire(..) makes it lose the lock");
		}
	}

	@Test
	void namesTheHeldLocksWhenAnotherOneIsMeant() {
		this.octostore.hold("billing.report");
		assertThatIllegalStateException().isThrownBy(() -> this.octostore.free("report"))
			.withMessageStartingWith("Lock 'report' is not held; held locks: [billing.report held by");
		assertThatIllegalStateException().isThrownBy(() -> this.octostore.takeAway("report"));
		assertThatIllegalStateException().isThrownBy(() -> this.octostore.expire("report"));
	}

	@Test
	void theApplicationKnowsAtOnceThatALockWasTakenAway() {
		LockOptions longTtl = LockOptions.ofTtl(Duration.ofHours(1));
		try (HeldLock lock = this.locks.tryAcquire("report", longTtl).orElseThrow();
				HeldLock other = this.locks.tryAcquire("other").orElseThrow()) {
			this.octostore.takeAway("report");
			assertThat(lock.isHeld()).isFalse();
			assertThat(lock.loss()).hasValueSatisfying((loss) -> {
				assertThat(loss.reason()).isEqualTo(LossReason.LEASE_NOT_CURRENT);
				assertThat(loss.certainty()).isEqualTo(LossCertainty.CONFIRMED);
			});
			assertThat(other.isHeld()).isTrue();
			assertThat(this.octostore).holds("report");
		}
	}

	@Test
	void theApplicationKnowsAtOnceThatALockExpired() {
		try (HeldLock lock = this.locks.tryAcquire("report").orElseThrow()) {
			this.octostore.expire("report");
			assertThat(lock.isHeld()).isFalse();
			assertThat(this.octostore).doesNotHold("report");
		}
	}

	@Test
	void doesNotWaitForeverForAnApplicationThatCannotNotice() {
		try (HeldLock lock = this.locks.tryAcquire("report").orElseThrow()) {
			this.octostore.server().faults().always(Operation.RENEW, Fault.status(503));
			this.octostore.takeAway("report");
			assertThat(lock.isHeld()).isTrue();
		}
	}

	@Test
	void anInterruptedTestDoesNotWaitAtAll() {
		try (HeldLock lock = this.locks.tryAcquire("report").orElseThrow()) {
			this.octostore.server().faults().always(Operation.RENEW, Fault.status(503));
			Thread.currentThread().interrupt();
			this.octostore.takeAway(lock.name());
			assertThat(Thread.interrupted()).isTrue();
		}
	}

	@Test
	void theApplicationKeepsItsLockWhileTimeGoesByAndOthersLoseTheirs() {
		this.octostore.server().steal("of-others", Duration.ofMinutes(5));
		try (HeldLock lock = this.locks.tryAcquire("report").orElseThrow()) {
			this.octostore.advanceTime(Duration.ofMinutes(6));
			assertThat(lock.isHeld()).isTrue();
			assertThat(this.octostore).holds("report").doesNotHold("of-others");
			assertThat(this.octostore.server().events()).filteredOn((event) -> event.lock().equals("report"))
				.hasSize(1);
		}
	}

	@Test
	void aSingleFaultDoesNotCostTheLock() {
		try (HeldLock lock = this.locks.tryAcquire("report").orElseThrow()) {
			this.octostore.server().faults().next(Operation.KEEP_ALIVE, Fault.dropAnswerAfterApplying());
			this.octostore.server().faults().next(Operation.RENEW, Fault.status(503));
			this.octostore.advanceTime(Duration.ofMinutes(2));
			assertThat(lock.isHeld()).isTrue();
			assertThat(this.octostore.server().faults().pending()).isZero();
		}
	}

	@Test
	void timePassesAtOnceWhenTheApplicationHoldsNothing() {
		this.octostore.hold("of-others");
		this.octostore.advanceTime(Duration.ofMinutes(61));
		assertThat(this.octostore).holdsNothing();
		assertThat(this.locks.tryAcquire("of-others")).isPresent();
	}

	@ParameterizedTest
	@ValueSource(longs = { 10, 25, 50, 600 })
	void aLockThatIsHeldAtLeastIsFreeWhenItsTimeHasGoneBy(long seconds) {
		LockOptions options = LockOptions.defaults().withHoldAtLeast(Duration.ofSeconds(seconds));
		this.locks.executeWithoutResult("report", options, (lock) -> assertThat(lock.isHeld()).isTrue());
		OctoStoreLocks other = this.octostore.newInstance();
		this.octostore.advanceTime(Duration.ofSeconds(seconds - 4));
		assertThat(this.locks.tryAcquire("report", options)).isEmpty();
		assertThat(other.tryAcquire("report", options)).isEmpty();
		this.octostore.advanceTime(Duration.ofSeconds(5));
		other.executeWithoutResult("report", options, (lock) -> assertThat(lock.isHeld()).isTrue());
		assertThat(this.locks.tryAcquire("report", options)).isEmpty();
		this.octostore.advanceTime(Duration.ofSeconds(seconds + 1));
		this.locks.executeWithoutResult("report", options, (lock) -> assertThat(lock.isHeld()).isTrue());
		assertThat(this.octostore).wasSkipped("report").fencingTokenGrew("report");
	}

	@Test
	void theInstanceThatHeldALockAtLeastGetsItAgainWhenItsTimeHasGoneBy() {
		LockOptions options = LockOptions.defaults().withHoldAtLeast(Duration.ofSeconds(20));
		for (int run = 0; run < 3; run++) {
			this.locks.executeWithoutResult("report", options, (lock) -> assertThat(lock.isHeld()).isTrue());
			assertThat(this.locks.tryAcquire("report", options)).isEmpty();
			this.octostore.advanceTime(Duration.ofSeconds(21));
		}
	}

	@Test
	void aPausedApplicationHasLostItsLock() {
		try (HeldLock lock = this.locks.tryAcquire("report").orElseThrow()) {
			this.octostore.pauseApplication(Duration.ofSeconds(20));
			assertThat(lock.isHeld()).isTrue();
			this.octostore.pauseApplication(Duration.ofSeconds(25));
			assertThat(lock.isHeld()).isFalse();
			assertThat(lock.loss()).hasValueSatisfying((loss) -> {
				assertThat(loss.reason()).isEqualTo(LossReason.DEADLINE);
				assertThat(loss.certainty()).isEqualTo(LossCertainty.UNCERTAIN);
			});
		}
	}

	@Test
	void anApplicationWithoutNetworkStopsClaimingItsLockBeforeOthersGetIt() {
		HeldLock lock = this.locks.tryAcquire("report").orElseThrow();
		try (NetworkCut cut = this.octostore.cutNetwork()) {
			this.octostore.pauseApplication(Duration.ofSeconds(25));
			assertThat(lock.isHeld()).isFalse();
			assertThat(this.octostore).holds("report");
			cut.close();
		}
		finally {
			lock.close();
		}
	}

	@Test
	void timeGoesOnForAnApplicationThatCannotReachTheServer() {
		HeldLock lock = this.locks.tryAcquire("report").orElseThrow();
		this.octostore.server().goDown();
		this.octostore.advanceTime(Duration.ofMinutes(1));
		assertThat(lock.isHeld()).isFalse();
		this.octostore.server().comeBack();
		lock.close();
	}

	@Test
	void refusesToTurnTimeBack() {
		Duration negative = Duration.ofMillis(-1);
		assertThatIllegalArgumentException().isThrownBy(() -> this.octostore.advanceTime(negative))
			.withMessage("duration must not be negative, but is PT-0.001S");
		assertThatIllegalArgumentException().isThrownBy(() -> this.octostore.pauseApplication(negative));
	}

	@Test
	void instancesExcludeEachOther() {
		OctoStoreLocks second = this.octostore.newInstance();
		try (HeldLock lock = this.locks.tryAcquire("report").orElseThrow()) {
			assertThat(second.tryAcquire(lock.name())).isEmpty();
		}
		try (HeldLock lock = second.tryAcquire("report").orElseThrow()) {
			assertThat(lock.isHeld()).isTrue();
		}
	}

	@Test
	void resetFreesLocksHealsAndForgets() {
		HeldLock lock = this.locks.tryAcquire("report").orElseThrow();
		lock.close();
		this.octostore.hold("of-others");
		this.locks.tryAcquire("of-others");
		this.octostore.server().faults().always(Operation.ACQUIRE, Fault.status(503));
		this.octostore.server().goDown();
		this.octostore.reset();
		assertThat(this.octostore).holdsNothing().wasNotAcquired("report").wasNotSkipped("of-others");
		assertThat(this.octostore.server().requests()).isEmpty();
		try (HeldLock next = this.octostore.newInstance().tryAcquire("report").orElseThrow()) {
			assertThat(next.fencingToken()).isGreaterThan(lock.fencingToken());
		}
	}

	@Test
	void resetClosesAdditionalInstances() {
		this.octostore.reset();
		assertThatExceptionOfType(LocksClosedException.class).isThrownBy(() -> this.locks.tryAcquire("report"));
	}

	@Test
	void resetTellsAnApplicationThatStillHoldsALock() {
		try (OctoStoreClient client = OctoStoreClient.create(this.octostore.baseUrl(), this.octostore.token());
				OctoStoreLocks application = OctoStoreLocks.builder(client.reactive()).build()) {
			this.octostore.attach(application);
			try (HeldLock lock = application.tryAcquire("report").orElseThrow()) {
				this.octostore.reset();
				assertThat(lock.isHeld()).isFalse();
				assertThat(this.octostore).holdsNothing().wasNotAcquired("report");
			}
		}
	}

	private HeldLock acquire(String name) {
		return this.locks.acquire(name, LockOptions.defaults().withWaitFor(Duration.ofSeconds(30)));
	}

}
