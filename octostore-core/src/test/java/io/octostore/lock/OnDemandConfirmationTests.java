package io.octostore.lock;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.octostore.LossCertainty;
import io.octostore.LossReason;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.embedded.OctoStoreServer;
import io.octostore.testsupport.Control;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What is found out at once, long before the next renewal is due.
 */
class OnDemandConfirmationTests {

	private final TestServer testServer = TestServer.embedded();

	private final OctoStoreServer server = this.testServer.control();

	private final AtomicLong ahead = new AtomicLong();

	private final ReactiveOctoStoreClient client = ReactiveOctoStoreClient.create(this.testServer.baseUrl(),
			TestServer.ALICE);

	private final OctoStoreLocks locks = OctoStoreLocks.builder(this.client)
		.sessionTtl(Duration.ofMinutes(5))
		.clockAhead(() -> Duration.ofNanos(this.ahead.get()))
		.build();

	@AfterEach
	void stop() {
		this.locks.close(Duration.ZERO);
		this.client.close();
		this.testServer.close();
	}

	@Test
	void findsALeaseThatIsNotCurrent() {
		try (HeldLock stolen = this.locks.tryAcquire("stolen").orElseThrow();
				HeldLock kept = this.locks.tryAcquire("kept").orElseThrow()) {
			this.server.steal("stolen");
			Control.of(this.locks).confirm();
			await().until(() -> !stolen.isHeld());
			assertThat(stolen.loss()).hasValueSatisfying((loss) -> {
				assertThat(loss.reason()).isEqualTo(LossReason.LEASE_NOT_CURRENT);
				assertThat(loss.certainty()).isEqualTo(LossCertainty.CONFIRMED);
			});
			assertThat(kept.isHeld()).isTrue();
		}
	}

	@Test
	void findsASessionThatHasExpired() {
		try (HeldLock lock = this.locks.tryAcquire("a").orElseThrow()) {
			this.server.advanceTime(Duration.ofMinutes(6));
			Control.of(this.locks).confirm();
			await().until(() -> !lock.isHeld());
			assertThat(lock.loss().orElseThrow().certainty()).isEqualTo(LossCertainty.CONFIRMED);
		}
	}

	@Test
	void prolongsWhatIsHeld() {
		try (HeldLock lock = this.locks.tryAcquire("a").orElseThrow()) {
			this.ahead.addAndGet(Duration.ofMinutes(1).toNanos());
			Duration remaining = lock.remaining();
			Control.of(this.locks).confirm();
			await().until(() -> lock.remaining().compareTo(remaining.plusSeconds(30)) > 0);
		}
	}

	@Test
	void authorityEndsByTheGivenClock() {
		try (HeldLock lock = this.locks.tryAcquire("a").orElseThrow()) {
			this.ahead.addAndGet(Duration.ofMinutes(4).toNanos());
			assertThat(lock.isHeld()).isFalse();
			assertThat(this.server.holds("a")).isTrue();
		}
	}

	@Test
	void doesNothingWithoutLocksAndAfterClosing() {
		Control.of(this.locks).confirm();
		this.locks.close(Duration.ZERO);
		Control.of(this.locks).confirm();
		assertThat(this.server.requests()).isEmpty();
	}

}
