package io.octostore.lock;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.octostore.LockLostException;
import io.octostore.LocksClosedException;
import io.octostore.LossReason;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.testsupport.Control;
import io.octostore.testsupport.ScriptedAuthority.Operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * How locks are given back, and how all of them are closed.
 */
class ClosingTests extends LocksBench {

	@Test
	void releasesAndIsNotHeldAnyMore() {
		HeldLock lock = this.locks.tryAcquire("job").orElseThrow();
		lock.close();
		lock.close();
		assertThat(count(Operation.RELEASE)).isOne();
		assertThat(lock.isHeld()).isFalse();
		assertThat(lock.remaining()).isZero();
		assertThat(lock.fencingToken()).isOne();
		assertThat(lock.loss()).isEmpty();
		assertThatIllegalStateException().isThrownBy(lock::ensureHeld).withMessageContaining("closed");
	}

	@Test
	void happensInSpiteOfAnInterruptAndPreservesIt() {
		HeldLock lock = this.locks.tryAcquire("job").orElseThrow();
		Thread.currentThread().interrupt();
		lock.close();
		assertThat(Thread.interrupted()).isTrue();
		assertThat(count(Operation.RELEASE)).isOne();
	}

	@Test
	void theNextLocalCallerIsAdmittedOnlyAfterTheBorrowerOfALostLockReturned() throws Exception {
		HeldLock lost = this.locks.tryAcquire("job").orElseThrow();
		answer(Operation.KEEP_ALIVE, new ConfirmAnswer.Gone(LossReason.SESSION_EXPIRED));
		this.time.advance(Duration.ofMillis(10_200));
		assertThat(lost.isHeld()).isFalse();
		CompletableFuture<HeldLock> next = startAcquire("job", WAITING);
		this.time.advance(Duration.ofSeconds(1));
		assertThat(next).isNotDone();
		lost.close();
		this.time.advance(Duration.ofSeconds(1));
		assertThat(get(next).isHeld()).isTrue();
	}

	@Test
	void ofTheLocksFailsThoseThatWaitAndRefusesOthers() throws Exception {
		HeldLock lock = this.locks.tryAcquire("job").orElseThrow();
		CompletableFuture<HeldLock> waiting = startAcquire("job", WAITING);
		CompletableFuture<Boolean> closed = start(() -> {
			this.locks.close(Duration.ofSeconds(10));
			return true;
		});
		assertThat(failure(waiting)).isInstanceOf(LocksClosedException.class);
		assertThatExceptionOfType(LocksClosedException.class).isThrownBy(() -> this.locks.tryAcquire("other"));
		assertThat(closed).isNotDone();
		assertThat(count(Operation.END_SESSION)).isZero();
		lock.close();
		assertThat(get(closed)).isTrue();
		assertThat(this.authority.calls().get(this.authority.calls().size() - 1).operation())
			.isEqualTo(Operation.END_SESSION);
		assertThat(this.time.isClosed()).isTrue();
		assertThat(Control.of(this.locks).activity().session()).isEqualTo(LockActivity.Session.CLOSED);
	}

	@Test
	void ofTheLocksTellsABodyThatDoesNotEnd() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		CompletableFuture<Object> body = start(() -> this.locks.executeChecked("job", NOW, (lock) -> {
			running.countDown();
			new CountDownLatch(1).await();
			return null;
		}));
		assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
		this.locks.close(Duration.ZERO);
		assertThat(failure(body)).isInstanceOfSatisfying(LockLostException.class,
				(ex) -> assertThat(ex.reason()).isEqualTo(LossReason.SHUTDOWN));
		assertThat(count(Operation.END_SESSION)).isOne();
	}

	@Test
	void ofLocksThatWereNeverUsedDoesNothing() {
		this.locks.close();
		assertThat(this.authority.calls()).isEmpty();
	}

}
