package io.octostore.test;

import java.time.Duration;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.octostore.LockAcquireTimeoutException;
import io.octostore.OctoStoreServerException;
import io.octostore.client.AcquireRequest;
import io.octostore.client.OctoStoreClient;
import io.octostore.embedded.Fault;
import io.octostore.embedded.Operation;
import io.octostore.lock.HeldLock;
import io.octostore.lock.LockOptions;
import io.octostore.lock.OctoStoreLocks;

import static io.octostore.test.OctoStoreAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Each assertion passes and fails as it says, and tells what is the matter.
 */
class OctoStoreAssertTests {

	private final TestOctoStore octostore = TestOctoStore.start();

	private final OctoStoreLocks locks = this.octostore.newInstance();

	@AfterEach
	void close() {
		this.octostore.close();
	}

	@Test
	void holdsALockOfAnotherInstance() {
		this.octostore.hold("report");
		assertThat(this.octostore).holds("report");
		assertFails(() -> assertThat(this.octostore).holds("billing.report"),
				"Expected lock 'billing.report' to be held, but it is free.", "Held locks:",
				"  report held by an unknown user", "What happened to it: nothing");
	}

	@Test
	void doesNotHoldAFreeLock() {
		HeldLock lock = this.locks.tryAcquire("report").orElseThrow();
		assertFails(() -> assertThat(this.octostore).doesNotHold("report"),
				"Expected lock 'report' to be free, but it is held.", "  report held by application until",
				"What happened to it:", "  report acquired by application, fencing token 1");
		lock.close();
		assertThat(this.octostore).doesNotHold("report");
	}

	@Test
	void holdsNothingIfAllLocksAreFree() {
		assertThat(this.octostore).holdsNothing();
		this.octostore.hold("report");
		assertFails(() -> assertThat(this.octostore).holdsNothing(), "Expected no lock to be held.", "Held locks:",
				"  report held by");
	}

	@Test
	void wasAcquiredByTheApplication() {
		this.octostore.hold("of-others");
		assertFails(() -> assertThat(this.octostore).wasAcquired("of-others"),
				"Expected the application to have acquired lock 'of-others', but it never got it.");
		use("report");
		assertThat(this.octostore).wasAcquired("report");
	}

	@Test
	void wasNotAcquiredByTheApplication() {
		this.octostore.hold("of-others");
		assertThat(this.octostore).wasNotAcquired("report").wasNotAcquired("of-others");
		use("report");
		assertFails(() -> assertThat(this.octostore).wasNotAcquired("report"),
				"Expected the application not to have acquired lock 'report', but it got it 1 time(s).",
				"  report released by application, fencing token 2");
	}

	@Test
	void wasSkippedWhenOthersHeldTheLock() {
		this.octostore.hold("report");
		assertFails(() -> assertThat(this.octostore).wasSkipped("report"),
				"Expected the application to have been refused lock 'report', but it was not.", "Held locks:");
		this.locks.tryAcquire("report");
		assertThat(this.octostore).wasSkipped("report").wasNotSkipped("other");
		assertFails(() -> assertThat(this.octostore).wasNotSkipped("report"),
				"Expected the application never to have been refused lock 'report', but it was.",
				"  report refused by application");
	}

	@Test
	void wasSkippedWhenAnotherThreadOfTheApplicationHadTheLock() {
		try (HeldLock lock = this.locks.tryAcquire("report").orElseThrow()) {
			this.locks.tryAcquire(lock.name());
			assertThat(this.octostore).wasSkipped("report");
			assertThat(this.octostore.server()).wasNotSkipped("report");
		}
	}

	@Test
	void wasSkippedInTheCoolingPeriod() {
		try (OctoStoreClient client = OctoStoreClient.create(this.octostore.baseUrl(), this.octostore.token())) {
			AcquireRequest request = AcquireRequest.of("report", Duration.ofSeconds(60))
				.withLockDelay(Duration.ofSeconds(30));
			client.releaseLock("report", client.acquireLock(request).leaseId());
		}
		this.locks.tryAcquire("report");
		assertThat(this.octostore).wasSkipped("report").doesNotHold("report");
	}

	@Test
	void wasNotSkippedWhenTheServerFailed() {
		this.octostore.server().faults().always(Operation.ACQUIRE, Fault.status(503));
		assertThatExceptionOfType(OctoStoreServerException.class).isThrownBy(() -> use("report"));
		assertThat(this.octostore).wasNotSkipped("report").wasNotAcquired("report");
	}

	@Test
	void wasSkippedWhenTheCallerWaitedInVain() {
		this.octostore.hold("report");
		LockOptions options = LockOptions.defaults().withWaitFor(Duration.ofMillis(50));
		assertThatExceptionOfType(LockAcquireTimeoutException.class)
			.isThrownBy(() -> this.locks.acquire("report", options));
		assertThat(this.octostore).wasSkipped("report");
	}

	@Test
	void wasNotSkippedWhenTheCallerWaitedAndGotTheLock() throws Exception {
		this.octostore.hold("report");
		this.octostore.server().advanceTime(Duration.ofHours(1).minusSeconds(1));
		this.locks.acquire("report", LockOptions.defaults().withWaitFor(Duration.ofSeconds(30))).close();
		assertThat(this.octostore).wasNotSkipped("report").wasReleased("report");
		assertThat(this.octostore.server()).wasSkipped("report");
	}

	@Test
	void wasSkippedAsTheServerSeesItWithoutAnApplication() {
		try (TestOctoStore other = TestOctoStore.start();
				OctoStoreClient client = OctoStoreClient.create(other.baseUrl(), other.token())) {
			other.hold("report");
			assertThat(other).wasNotSkipped("report");
			client.tryAcquireLock("report", Duration.ofSeconds(60));
			assertThat(other).wasSkipped("report");
		}
	}

	@Test
	void wasReleasedWhenTheLatestLeaseWasGivenBack() {
		this.octostore.hold("of-others");
		use("report");
		assertThat(this.octostore).wasReleased("report");
		assertThat(this.octostore.server()).wasReleased("report");
		assertFails(() -> assertThat(this.octostore).wasLost("report"),
				"Expected the application to have lost lock 'report', but it released it.");
		assertFails(() -> assertThat(this.octostore).wasReleased("of-others"),
				"Expected the application to have released lock 'of-others', but it never got it.");
		try (HeldLock again = this.locks.tryAcquire("report").orElseThrow()) {
			assertFails(() -> assertThat(this.octostore).wasReleased(again.name()),
					"Expected the application to have released lock 'report', but it still holds it.");
		}
	}

	@Test
	void wasNotReleasedWhenItWasLostBefore() {
		HeldLock lock = this.locks.tryAcquire("report").orElseThrow();
		this.octostore.pauseApplication(Duration.ofSeconds(25));
		lock.close();
		assertThat(this.octostore.server()).wasReleased("report");
		assertFails(() -> assertThat(this.octostore).wasReleased("report"),
				"Expected the application to have released lock 'report', but it lost it.");
	}

	@Test
	void wasLostWhenItWasTakenAway() {
		assertFails(() -> assertThat(this.octostore).wasLost("report"),
				"Expected the application to have lost lock 'report', but it never got it.", "Held locks: none");
		HeldLock lock = this.locks.tryAcquire("report").orElseThrow();
		assertFails(() -> assertThat(this.octostore).wasLost("report"),
				"Expected the application to have lost lock 'report', but it still holds it.");
		this.octostore.takeAway("report");
		lock.close();
		assertThat(this.octostore).wasLost("report");
		assertThat(this.octostore.server()).wasLost("report");
	}

	@Test
	void fencingTokenGrewWhenTheApplicationGotTheLockAgain() {
		use("report");
		this.octostore.hold("report");
		assertFails(() -> assertThat(this.octostore).fencingTokenGrew("report"),
				"Expected the fencing token of lock 'report' to have grown, but the application got the lock 1 "
						+ "time(s), and it takes two to compare.");
		this.octostore.free("report");
		use("report");
		assertThat(this.octostore).fencingTokenGrew("report");
	}

	@Test
	void fencingTokenDidNotGrowWhenTheServerForgotWhatItGaveOut() {
		use("other");
		use("report");
		this.octostore.server().restartEmpty();
		this.octostore.newInstance().tryAcquire("report").orElseThrow().close();
		assertFails(() -> assertThat(this.octostore).fencingTokenGrew("report"),
				"Expected the fencing token of lock 'report' to have grown, but it went from 2 to 1.");
	}

	@Test
	void showsTheDescriptionAndTheTenLatestEvents() {
		for (int run = 0; run < 6; run++) {
			use("report");
		}
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> assertThat(this.octostore).as("the report").holds("report"))
			.withMessageContaining("[the report]")
			.withMessageContaining("acquired by application, fencing token 6")
			.withMessageContaining("acquired by application, fencing token 2")
			.withMessageNotContaining("acquired by application, fencing token 1");
	}

	private void use(String name) {
		this.locks.tryAcquire(name).orElseThrow().close();
	}

	private static void assertFails(ThrowingCallable assertion, String... parts) {
		assertThatExceptionOfType(AssertionError.class).isThrownBy(assertion)
			.satisfies((error) -> org.assertj.core.api.Assertions.assertThat(error).hasMessageContainingAll(parts));
	}

}
