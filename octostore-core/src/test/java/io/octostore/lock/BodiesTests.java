package io.octostore.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

import io.octostore.LockLostException;
import io.octostore.Loss;
import io.octostore.LossCertainty;
import io.octostore.LossReason;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.testsupport.ScriptedAuthority.Operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Bodies that run under a lock.
 */
class BodiesTests extends LocksBench {

	@Test
	void runsTheBodyUnderTheLockAndReleasesIt() throws Exception {
		String result = this.locks.execute("job", NOW, (lock) -> {
			assertThat(lock.isHeld()).isTrue();
			assertThat(CurrentLock.get()).isSameAs(lock);
			assertThat(CurrentLock.fencingToken()).isEqualTo(lock.fencingToken());
			return "done";
		});
		assertThat(result).isEqualTo("done");
		assertThat(CurrentLock.find()).isEmpty();
		assertThat(count(Operation.RELEASE)).isOne();
	}

	@Test
	void passesOnWhatTheBodyThrowsAndReleases() {
		Exception thrown = new Exception("from the body");
		assertThatExceptionOfType(Exception.class).isThrownBy(() -> this.locks.executeChecked("job", NOW, (lock) -> {
			throw thrown;
		})).isSameAs(thrown);
		assertThat(count(Operation.RELEASE)).isOne();
		assertThat(CurrentLock.find()).isEmpty();
	}

	@Test
	void interruptsTheBodyOnceWhenTheLockIsLost() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		AtomicReference<Boolean> flagAfter = new AtomicReference<>();
		CompletableFuture<Object> body = start(() -> {
			try {
				return this.locks.executeChecked("job", NOW, (lock) -> {
					running.countDown();
					new CountDownLatch(1).await();
					return null;
				});
			}
			finally {
				flagAfter.set(Thread.currentThread().isInterrupted());
			}
		});
		assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
		answer(Operation.KEEP_ALIVE, new ConfirmAnswer.Gone(LossReason.SESSION_NOT_FOUND));
		this.time.advance(Duration.ofMillis(10_200));
		assertThat(failure(body)).isInstanceOfSatisfying(LockLostException.class, (ex) -> {
			assertThat(ex.lockName()).isEqualTo("job");
			assertThat(ex.fencingToken()).isOne();
			assertThat(ex.reason()).isEqualTo(LossReason.SESSION_NOT_FOUND);
			assertThat(ex.certainty()).isEqualTo(LossCertainty.CONFIRMED);
			assertThat(ex.getSuppressed()).hasOnlyElementsOfType(InterruptedException.class).hasSize(1);
		});
		assertThat(flagAfter.get()).isFalse();
	}

	@Test
	void aResultThatWasMadeAfterALossIsNoSuccess() {
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> this.locks.execute("job", NOW.withOnLost(OnLost.NOTIFY), (lock) -> {
				this.time.stall(Duration.ofSeconds(24));
				return "late";
			}))
			.satisfies((ex) -> assertThat(ex.certainty()).isEqualTo(LossCertainty.UNCERTAIN));
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void doesNotStartABodyUnderALockThatWasLostBefore() {
		this.locks = builder().listener(new LockListener() {

			@Override
			public void lockHandedOut(HandOutEvent event) {
				time.stall(Duration.ofSeconds(24));
			}

		}).build();
		List<String> ran = new ArrayList<>();
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> this.locks.execute("job", NOW, (lock) -> ran.add("body")));
		assertThat(ran).isEmpty();
	}

	@Test
	void doesNotInterruptWhereOnlyNotificationIsAskedFor() throws Exception {
		List<Loss> told = new CopyOnWriteArrayList<>();
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> this.locks.execute("job", NOW.withOnLost(OnLost.NOTIFY).withLabel("jobs"), (lock) -> {
				lock.onLost(told::add);
				this.time.suspend(Duration.ofSeconds(24));
				assertThat(lock.isHeld()).isFalse();
				await().until(() -> !told.isEmpty());
				assertThat(Thread.currentThread().isInterrupted()).isFalse();
				return null;
			}));
		assertThat(told).containsExactly(new Loss("job", 1, LossReason.CLOCK_SKIP, LossCertainty.UNCERTAIN));
	}

	@Test
	void doesNotInterruptWhereTheDefaultsAskForNotificationOnly() {
		this.locks = builder().defaults(NOW.withOnLost(OnLost.NOTIFY)).build();
		List<Loss> told = new CopyOnWriteArrayList<>();
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> this.locks.execute("job", NOW, (lock) -> {
			lock.onLost(told::add);
			this.time.suspend(Duration.ofSeconds(24));
			assertThat(lock.isHeld()).isFalse();
			await().until(() -> !told.isEmpty());
			assertThat(Thread.currentThread().isInterrupted()).isFalse();
			return null;
		})).satisfies((lost) -> assertThat(lost.getSuppressed()).isEmpty());
		assertThat(told).hasSize(1);
	}

	@Test
	void interruptsTheBodyWhereItsOptionsAskForTheDefaultAndThereIsNone() throws Exception {
		CountDownLatch running = new CountDownLatch(1);
		CompletableFuture<Object> body = start(
				() -> this.locks.executeChecked("job", NOW.withOnLost(OnLost.DEFAULT), (lock) -> {
					running.countDown();
					new CountDownLatch(1).await();
					return null;
				}));
		assertThat(running.await(10, TimeUnit.SECONDS)).isTrue();
		this.time.suspend(Duration.ofSeconds(24));
		this.time.advance(Duration.ofSeconds(1));
		assertThat(failure(body)).isInstanceOf(LockLostException.class);
	}

	@Test
	void leavesNoInterruptBehindABodyThatDoesNotHeedIt() {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> this.locks.execute("job", NOW, (lock) -> {
			this.time.suspend(Duration.ofSeconds(24));
			assertThat(lock.isHeld()).isFalse();
			while (!Thread.currentThread().isInterrupted()) {
				Thread.onSpinWait();
			}
			return null;
		}));
		assertThat(Thread.interrupted()).isFalse();
	}

	@Test
	void runsUnderTheLeaseThatTheCallAlreadyHas() throws Exception {
		this.locks.execute("job", NOW, (outer) -> this.locks.execute("job", NOW, (inner) -> {
			assertThat(inner.fencingToken()).isEqualTo(outer.fencingToken());
			return null;
		}));
		assertThat(count(Operation.ACQUIRE)).isOne();
		assertThat(count(Operation.RELEASE)).isOne();
	}

	@Test
	void doesNotRunAgainUnderALeaseThatIsLost() {
		List<String> ran = new ArrayList<>();
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> this.locks.execute("job", NOW.withOnLost(OnLost.NOTIFY), (outer) -> {
				this.time.stall(Duration.ofSeconds(24));
				return this.locks.execute("job", NOW, (inner) -> ran.add("inner"));
			}));
		assertThat(ran).isEmpty();
	}

	@Test
	void nestedLocksOfOtherNamesAreLocksOfTheirOwn() throws Exception {
		this.locks.execute("a", NOW, (outer) -> this.locks.execute("b", NOW, (inner) -> {
			assertThat(CurrentLock.get()).isSameAs(inner);
			return null;
		}));
		assertThat(count(Operation.ACQUIRE)).isEqualTo(2);
	}

}
