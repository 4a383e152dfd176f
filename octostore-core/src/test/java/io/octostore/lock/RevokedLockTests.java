package io.octostore.lock;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import io.octostore.LockLostException;
import io.octostore.Loss;
import io.octostore.LossReason;
import io.octostore.testsupport.CloseAside;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Operation;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * An operator takes a lock away from the code that has it.
 */
class RevokedLockTests {

	private final SimulatedTime time = new SimulatedTime();

	private final ScriptedAuthority authority = new ScriptedAuthority().healthy();

	private final OctoStoreLocks locks = OctoStoreLocks.builder(this.authority)
		.time(this.time, this.time, new Random(1))
		.shutdownTimeout(Duration.ZERO)
		.namePrefix("billing")
		.build();

	private final LocksControl control = (LocksControl) this.locks;

	@AfterEach
	void stop() {
		CloseAside.close(this.locks);
	}

	private int count(Operation operation) {
		return this.authority.calls(operation).size();
	}

	@Test
	void endsTheClaimWithTheReason() {
		HeldLock lock = this.locks.tryAcquire("job").orElseThrow();
		assertThat(this.control.revoke("billing.job")).isTrue();
		assertThat(lock.isHeld()).isFalse();
		assertThat(lock.loss()).map(Loss::reason).hasValue(LossReason.REVOKED);
	}

	@Test
	void keepsTheLockOnTheServerUntilTheBorrowerReturns() {
		HeldLock lock = this.locks.tryAcquire("job").orElseThrow();
		this.control.revoke("billing.job");
		this.authority.forgetCalls();
		this.time.advance(Duration.ofMinutes(10));
		assertThat(count(Operation.RENEW)).isZero();
		assertThat(count(Operation.RELEASE)).isZero();
		lock.close();
		assertThat(count(Operation.RELEASE)).isOne();
		this.locks.tryAcquire("job").orElseThrow().close();
	}

	@Test
	void concernsNoOtherLock() {
		HeldLock other = this.locks.tryAcquire("other").orElseThrow();
		HeldLock lock = this.locks.tryAcquire("job").orElseThrow();
		this.control.revoke("billing.job");
		assertThat(other.isHeld()).isTrue();
		assertThat(this.control.revoke("billing.job")).as("twice").isFalse();
		assertThat(this.control.revoke("job")).as("without the prefix").isFalse();
		assertThat(this.control.revoke("billing.unknown")).isFalse();
		lock.close();
	}

	@Test
	void interruptsTheBodyAndSaysWhy() throws Exception {
		CountDownLatch entered = new CountDownLatch(1);
		CompletableFuture<LockLostException> end = new CompletableFuture<>();
		Thread body = new Thread(() -> {
			try {
				this.locks.executeChecked("job", LockOptions.defaults(), (lock) -> {
					entered.countDown();
					new CountDownLatch(1).await();
					return null;
				});
			}
			catch (LockLostException ex) {
				end.complete(ex);
			}
			catch (InterruptedException ex) {
				end.completeExceptionally(ex);
			}
		});
		body.start();
		assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
		this.control.revoke("billing.job");
		assertThat(end.get(10, TimeUnit.SECONDS)).hasMessage(
				"Lock 'billing.job' (fencing token 1) was taken away by an operator (REVOKED): its code was told to "
						+ "stop, and what it did may be half done");
		body.join(TimeUnit.SECONDS.toMillis(10));
	}

	@Test
	void cancelsAReactiveBody() {
		CompletableFuture<Boolean> cancelled = new CompletableFuture<>();
		CompletableFuture<Object> call = this.locks.reactive()
			.withLock("job", LockOptions.defaults(), (lock) -> Mono.never().doOnCancel(() -> cancelled.complete(true)))
			.toFuture();
		await().until(() -> this.control.activity().held().size() == 1);
		this.control.revoke("billing.job");
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> call.get(10, TimeUnit.SECONDS))
			.havingCause()
			.asInstanceOf(InstanceOfAssertFactories.type(LockLostException.class))
			.satisfies((lost) -> assertThat(lost.reason()).isEqualTo(LossReason.REVOKED));
		assertThat(cancelled).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
	}

	@Test
	void namesTheCallersThatWait() {
		HeldLock lock = this.locks.tryAcquire("job").orElseThrow();
		CompletableFuture<HeldLock> waiting = new CompletableFuture<>();
		Thread caller = new Thread(
				() -> waiting
					.complete(this.locks.acquire("job", LockOptions.defaults().withWaitFor(Duration.ofMinutes(1)))),
				"scheduling-7");
		caller.start();
		await().until(() -> this.control.activity().waiters().size() == 1);
		this.time.advance(Duration.ofSeconds(20));
		assertThat(this.control.activity().waiters()).singleElement().satisfies((waiter) -> {
			assertThat(waiter.name()).isEqualTo("billing.job");
			assertThat(waiter.caller()).isEqualTo("scheduling-7");
			assertThat(waiter.waitedFor()).isEqualTo(Duration.ofSeconds(20));
			assertThat(waiter.givesUpIn()).isEqualTo(Duration.ofSeconds(40));
		});
		lock.close();
		await().until(() -> {
			this.time.advance(Duration.ofMillis(100));
			return waiting.isDone();
		});
		waiting.join().close();
		assertThat(this.control.activity().waiters()).isEmpty();
	}

}
