package io.octostore.lock;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.octostore.LockLostException;
import io.octostore.LossCertainty;
import io.octostore.LossReason;
import io.octostore.OctoStoreValidationException;
import io.octostore.testsupport.CapturedLog;
import io.octostore.testsupport.CloseAside;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Operation;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * A borrower that has a lock for too long loses it.
 */
class MaxHoldTests {

	private static final LockOptions TEN_MINUTES = LockOptions.defaults().withMaxHold(Duration.ofMinutes(10));

	private final SimulatedTime time = new SimulatedTime(Duration.ofDays(3));

	private final ScriptedAuthority authority = new ScriptedAuthority().healthy();

	private OctoStoreLocks locks = builder().build();

	private OctoStoreLocksBuilder builder() {
		return OctoStoreLocks.builder(this.authority)
			.time(this.time, this.time, new Random(1))
			.shutdownTimeout(Duration.ZERO);
	}

	@AfterEach
	void stop() {
		CloseAside.close(this.locks);
	}

	private int count(Operation operation) {
		return this.authority.calls(operation).size();
	}

	@Test
	void endsTheClaimWhenItsTimeIsOverAndNotBefore() {
		HeldLock lock = this.locks.tryAcquire("job", TEN_MINUTES).orElseThrow();
		this.time.advance(Duration.ofMinutes(10).minusMillis(1));
		assertThat(lock.isHeld()).isTrue();
		this.time.advance(Duration.ofMillis(1));
		assertThat(lock.isHeld()).isFalse();
		assertThat(lock.loss()).hasValueSatisfying((loss) -> {
			assertThat(loss.reason()).isEqualTo(LossReason.MAX_HOLD);
			assertThat(loss.certainty()).isEqualTo(LossCertainty.UNCERTAIN);
		});
	}

	@Test
	void saysSoOnce() {
		try (CapturedLog log = CapturedLog.ofLocks()) {
			HeldLock lock = this.locks.tryAcquire("too-long", TEN_MINUTES).orElseThrow();
			this.time.advance(Duration.ofMinutes(20));
			lock.close();
			assertThat(log.warnings("too-long")).singleElement(InstanceOfAssertFactories.STRING)
				.contains("held for its limit of 600000 ms", "fencing token " + lock.fencingToken());
		}
	}

	@Test
	void leavesTheLeaseToExpireAndReleasesItWhenTheBorrowerReturns() {
		HeldLock lock = this.locks.tryAcquire("job", TEN_MINUTES).orElseThrow();
		this.time.advance(Duration.ofMinutes(10));
		this.authority.forgetCalls();
		this.time.advance(Duration.ofMinutes(10));
		assertThat(count(Operation.RENEW)).isZero();
		assertThat(count(Operation.RELEASE)).isZero();
		lock.close();
		assertThat(count(Operation.RELEASE)).isOne();
	}

	@Test
	void concernsNoOtherLockOfTheSession() {
		HeldLock lock = this.locks.tryAcquire("job", TEN_MINUTES).orElseThrow();
		HeldLock other = this.locks.tryAcquire("other").orElseThrow();
		this.time.advance(Duration.ofMinutes(20));
		assertThat(lock.isHeld()).isFalse();
		assertThat(other.isHeld()).isTrue();
		lock.close();
		this.locks.tryAcquire("job").orElseThrow().close();
		assertThat(count(Operation.CREATE_SESSION)).isOne();
		assertThat(count(Operation.END_SESSION)).isZero();
	}

	@Test
	void interruptsTheBodyAndFailsTheCall() throws Exception {
		CountDownLatch entered = new CountDownLatch(1);
		CompletableFuture<LossReason> reason = new CompletableFuture<>();
		Thread body = new Thread(() -> {
			try {
				this.locks.executeChecked("job", TEN_MINUTES, (lock) -> {
					entered.countDown();
					new CountDownLatch(1).await();
					return null;
				});
			}
			catch (LockLostException ex) {
				reason.complete(ex.reason());
			}
			catch (InterruptedException ex) {
				reason.completeExceptionally(ex);
			}
		});
		body.start();
		assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
		this.time.advance(Duration.ofMinutes(10));
		assertThat(reason.get(10, TimeUnit.SECONDS)).isEqualTo(LossReason.MAX_HOLD);
		body.join(TimeUnit.SECONDS.toMillis(10));
	}

	@Test
	void isCountedFromEachHandingOutAndForgottenAtTheEnd() {
		HeldLock first = this.locks.tryAcquire("job", TEN_MINUTES.withHandOver(true)).orElseThrow();
		this.time.advance(Duration.ofMinutes(9));
		first.close();
		HeldLock second = this.locks.tryAcquire("job", TEN_MINUTES).orElseThrow();
		this.time.advance(Duration.ofMinutes(9));
		assertThat(second.isHeld()).isTrue();
		second.close();
		this.locks.tryAcquire("job", TEN_MINUTES.withMaxHold(Duration.ofDays(1))).orElseThrow().close();
		this.time.advance(Duration.ofMinutes(6));
		assertThat(this.time.pendingTasks()).isZero();
	}

	@Test
	void comesFromTheConfigurationUnlessTheOptionsSayOtherwise() {
		this.locks = builder().defaults(LockOptions.defaults().withMaxHold(Duration.ofMinutes(10))).build();
		HeldLock limited = this.locks.tryAcquire("job").orElseThrow();
		HeldLock longer = this.locks.tryAcquire("longer", LockOptions.defaults().withMaxHold(Duration.ofMinutes(20)))
			.orElseThrow();
		HeldLock unlimited = this.locks.tryAcquire("unlimited", LockOptions.defaults().withMaxHold(Duration.ZERO))
			.orElseThrow();
		this.time.advance(Duration.ofMinutes(10));
		assertThat(limited.isHeld()).isFalse();
		assertThat(longer.isHeld()).isTrue();
		this.time.advance(Duration.ofMinutes(10));
		assertThat(longer.isHeld()).isFalse();
		assertThat(unlimited.isHeld()).isTrue();
	}

	@Test
	void canBeExtendedFromInside() {
		HeldLock lock = this.locks.tryAcquire("job", TEN_MINUTES).orElseThrow();
		this.time.advance(Duration.ofMinutes(9));
		lock.extendMaxHold(Duration.ofMinutes(5));
		this.time.advance(Duration.ofMinutes(5).minusMillis(1));
		assertThat(lock.isHeld()).isTrue();
		this.time.advance(Duration.ofMillis(1));
		assertThat(lock.isHeld()).isFalse();
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> lock.extendMaxHold(Duration.ofMinutes(5)))
			.satisfies((ex) -> assertThat(ex.reason()).isEqualTo(LossReason.MAX_HOLD));
	}

	@Test
	void isNotShortenedByAnExtension() {
		HeldLock lock = this.locks.tryAcquire("job", TEN_MINUTES).orElseThrow();
		lock.extendMaxHold(Duration.ofMinutes(1));
		this.time.advance(Duration.ofMinutes(10).minusMillis(1));
		assertThat(lock.isHeld()).isTrue();
		this.time.advance(Duration.ofMillis(1));
		assertThat(lock.isHeld()).isFalse();
	}

	@Test
	void isNotIntroducedByAnExtension() {
		HeldLock lock = this.locks.tryAcquire("job").orElseThrow();
		lock.extendMaxHold(Duration.ofMinutes(1));
		this.time.advance(Duration.ofHours(2));
		assertThat(lock.isHeld()).isTrue();
	}

	@Test
	void isNotExtendedOfALockThatWasClosed() {
		HeldLock lock = this.locks.tryAcquire("job", TEN_MINUTES).orElseThrow();
		lock.close();
		assertThatIllegalStateException().isThrownBy(() -> lock.extendMaxHold(Duration.ofMinutes(1)))
			.withMessage("Lock 'job' was closed and is not held any more");
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> lock.extendMaxHold(Duration.ofDays(31)))
			.withMessage("maxHold must be 0 to 30 days, but is PT744H");
	}

	@Test
	void isNoLimitUnlessSet() {
		HeldLock lock = this.locks.tryAcquire("job").orElseThrow();
		this.time.advance(Duration.ofHours(2));
		assertThat(lock.isHeld()).isTrue();
	}

	@Test
	void isNotNegativeAndAtMostThirtyDays() {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> LockOptions.defaults().withMaxHold(Duration.ofMillis(-1)))
			.withMessage("maxHold must be 0 to 30 days, but is PT-0.001S");
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> LockOptions.defaults().withMaxHold(Duration.ofDays(31)))
			.withMessage("maxHold must be 0 to 30 days, but is PT744H");
	}

}
