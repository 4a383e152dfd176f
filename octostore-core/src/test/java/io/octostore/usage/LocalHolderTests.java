package io.octostore.usage;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import io.octostore.LockAcquireTimeoutException;
import io.octostore.LockHeldException;
import io.octostore.lock.LockOptions;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.testsupport.ScriptedAuthority;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A caller that does not get a lock because of another one in the same JVM is told which
 * one that is.
 */
@Tag("field-fault-D5")
class LocalHolderTests {

	private static final LockOptions WAITING = LockOptions.defaults().withWaitFor(Duration.ofMillis(50));

	private final OctoStoreLocks locks = OctoStoreLocks.builder(new ScriptedAuthority().healthy())
		.shutdownTimeout(Duration.ZERO)
		.namePrefix("billing")
		.build();

	private final CountDownLatch held = new CountDownLatch(1);

	private final CountDownLatch over = new CountDownLatch(1);

	@AfterEach
	void stop() {
		this.over.countDown();
		this.locks.close();
	}

	private void holdUntilTheEnd() {
		this.locks.executeWithoutResult("job", (lock) -> {
			this.held.countDown();
			new Application().work(this.over);
		});
	}

	private void hold() throws InterruptedException {
		Thread holder = new Thread(this::holdUntilTheEnd, "nightly-1");
		holder.setDaemon(true);
		holder.start();
		this.held.await();
	}

	@Test
	void aTimeoutNamesThreadPlaceAndSinceWhen() throws InterruptedException {
		hold();
		assertThatExceptionOfType(LockAcquireTimeoutException.class)
			.isThrownBy(() -> this.locks.acquire("job", WAITING))
			.withMessageMatching("Lock 'billing.job' did not become available within 50 ms: it is held in this JVM by "
					+ "thread 'nightly-1', for \\d+ ms, which is in io\\.octostore\\.\\S*\\(LocalHolderTests\\.java:\\d+\\)");
	}

	@Test
	void soDoesACallThatDoesNotWait() throws InterruptedException {
		hold();
		assertThatExceptionOfType(LockHeldException.class)
			.isThrownBy(() -> this.locks.acquire("job", LockOptions.defaults()))
			.withMessageContaining("Lock 'billing.job' is held in this JVM by thread 'nightly-1', for ");
	}

	@Test
	void soDoesReactiveCode() throws InterruptedException {
		hold();
		Mono<String> call = this.locks.reactive().withLock("job", WAITING, (lock) -> Mono.just("x"));
		assertThatExceptionOfType(LockAcquireTimeoutException.class).isThrownBy(call::block)
			.withMessageContaining("by thread 'nightly-1'");
	}

	@Test
	void reactiveCodeThatHoldsTheLockHasNoThread() {
		CompletableFuture<Void> running = new CompletableFuture<>();
		Mono<Object> never = Mono.fromRunnable(() -> running.complete(null)).then(Mono.never());
		this.locks.reactive().withLock("job", LockOptions.defaults(), (lock) -> never).subscribe((value) -> {
		}, (failure) -> {
		});
		running.join();
		assertThatExceptionOfType(LockAcquireTimeoutException.class)
			.isThrownBy(() -> this.locks.acquire("job", WAITING))
			.withMessageContaining("it is held in this JVM by reactive code, for ");
	}

	@Test
	void anotherLockIsNoReason() throws InterruptedException {
		hold();
		try (OctoStoreLocks other = OctoStoreLocks
			.builder(new ScriptedAuthority()
				.answering((call) -> (call.operation() == ScriptedAuthority.Operation.ACQUIRE)
						? ScriptedAuthority.held("s-2", null, null) : new ScriptedAuthority().healthyAnswer(call)))
			.build()) {
			assertThatExceptionOfType(LockHeldException.class)
				.isThrownBy(() -> other.acquire("job", LockOptions.defaults()))
				.withMessage("Lock 'job' is held by s-2");
		}
	}

	/**
	 * Code that is not the library's.
	 */
	private static final class Application {

		void work(CountDownLatch end) {
			try {
				end.await();
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		}

	}

}
