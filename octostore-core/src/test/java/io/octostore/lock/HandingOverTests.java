package io.octostore.lock;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.octostore.authority.ConfirmAnswer;
import io.octostore.testsupport.ScriptedAuthority.Operation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Leases that go from caller to caller.
 */
class HandingOverTests extends LocksBench {

	private final LockOptions passing = NOW.withHandOver(true);

	private final LockOptions waiting = this.passing.withWaitFor(Duration.ofSeconds(10));

	@Test
	void doesNotHappenUnlessBothAllowIt() throws Exception {
		HeldLock first = this.locks.acquire("job", this.passing);
		CompletableFuture<HeldLock> next = startAcquire("job", WAITING);
		first.close();
		HeldLock second = get(next);
		assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
		assertThat(second.isShared()).isFalse();
		next = startAcquire("job", this.waiting);
		second.close();
		assertThat(get(next).fencingToken()).isGreaterThan(second.fencingToken());
	}

	@Test
	void passesTheLiveLeaseOnAndSaysSo() throws Exception {
		HeldLock first = this.locks.acquire("job", this.passing);
		CompletableFuture<HeldLock> next = startAcquire("job", this.waiting);
		first.close();
		HeldLock second = get(next);
		assertThat(second.fencingToken()).isEqualTo(first.fencingToken());
		assertThat(second.isShared()).isTrue();
		assertThat(second.isHeld()).isTrue();
		assertThat(first.isHeld()).isFalse();
		assertThat(count(Operation.RELEASE)).isZero();
		second.close();
		assertThat(count(Operation.RELEASE)).isOne();
	}

	@Test
	void endsAfterEightInARow() throws Exception {
		HeldLock lock = this.locks.acquire("job", this.passing);
		long token = lock.fencingToken();
		for (int caller = 0; caller < 8; caller++) {
			CompletableFuture<HeldLock> next = startAcquire("job", this.waiting);
			lock.close();
			lock = get(next);
			assertThat(lock.fencingToken()).isEqualTo(token);
		}
		CompletableFuture<HeldLock> next = startAcquire("job", this.waiting);
		lock.close();
		assertThat(get(next).fencingToken()).isGreaterThan(token);
	}

	@Test
	void endsAfterFiveSeconds() throws Exception {
		HeldLock first = this.locks.acquire("job", this.passing);
		CompletableFuture<HeldLock> next = startAcquire("job", this.waiting);
		this.time.advance(Duration.ofSeconds(5));
		first.close();
		this.time.advance(Duration.ofMillis(10));
		assertThat(get(next).fencingToken()).isGreaterThan(first.fencingToken());
	}

	@Test
	void endsAfterAQuarterOfAShortTtl() throws Exception {
		LockOptions brief = this.waiting.withProfile(SessionProfile.FAST).withTtl(Duration.ofSeconds(12));
		HeldLock first = this.locks.acquire("job", brief);
		CompletableFuture<HeldLock> next = startAcquire("job", brief);
		this.time.advance(Duration.ofMillis(2_999));
		first.close();
		HeldLock second = get(next);
		assertThat(second.isShared()).isTrue();
		next = startAcquire("job", brief);
		this.time.advance(Duration.ofMillis(1));
		second.close();
		this.time.advance(Duration.ofMillis(10));
		assertThat(get(next).isShared()).isFalse();
	}

	@Test
	void doesNotFollowABodyThatFailed() throws Exception {
		CountDownLatch inside = new CountDownLatch(1);
		CountDownLatch leave = new CountDownLatch(1);
		CompletableFuture<Object> failing = start(() -> this.locks.executeChecked("job", this.passing, (lock) -> {
			inside.countDown();
			leave.await();
			throw new IllegalStateException("half done");
		}));
		assertThat(inside.await(10, TimeUnit.SECONDS)).isTrue();
		CompletableFuture<HeldLock> next = startAcquire("job", this.waiting);
		leave.countDown();
		assertThat(failure(failing)).hasMessage("half done");
		assertThat(get(next).isShared()).isFalse();
	}

	@Test
	void doesNotFollowALeaseAtRisk() throws Exception {
		this.locks.acquire("warm", NOW).close();
		this.time.advance(Duration.ofMillis(8_900));
		answer(Operation.KEEP_ALIVE, new ConfirmAnswer.Uncertain(new Broken(), null));
		HeldLock first = this.locks.acquire("job", this.passing);
		CompletableFuture<HeldLock> next = startAcquire("job", this.waiting);
		this.time.advance(Duration.ofMillis(1_300));
		first.close();
		this.time.advance(Duration.ofMillis(10));
		assertThat(get(next).isShared()).isFalse();
	}

}
