package io.octostore.lock;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.octostore.HolderInfo;
import io.octostore.LockHeldException;
import io.octostore.LockInterruptedException;
import io.octostore.LockLostException;
import io.octostore.OctoStoreValidationException;
import io.octostore.authority.AcquireAnswer;
import io.octostore.testsupport.Control;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Operation;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Code is run under a lock, with a result, without one, or asynchronously.
 */
class ExecuteTests {

	private final SimulatedTime time = new SimulatedTime();

	private final ScriptedAuthority authority = new ScriptedAuthority().healthy();

	private final OctoStoreLocks locks = OctoStoreLocks.builder(this.authority)
		.time(this.time, this.time, new Random(1))
		.shutdownTimeout(Duration.ZERO)
		.build();

	@AfterEach
	void stop() {
		this.locks.close();
	}

	/**
	 * Another instance has some locks.
	 */
	private void held(String... names) {
		this.authority
			.answering((call) -> (call.operation() == Operation.ACQUIRE && List.of(names).contains(call.name()))
					? new AcquireAnswer.Held(HolderInfo.unknown()
						.withHolder("another")
						.withMetadata("host-2")
						.withRetryAfter(Duration.ofHours(1)))
					: this.authority.healthyAnswer(call));
	}

	private List<String> names(Operation operation) {
		return this.authority.calls(operation).stream().map(ScriptedAuthority.Call::name).toList();
	}

	@Test
	void runsABodyWithAResult() {
		long token = this.locks.execute("job", HeldLock::fencingToken);
		String name = this.locks.execute("job", LockOptions.ofWaitFor(Duration.ofSeconds(1)), HeldLock::name);
		assertThat(token).isOne();
		assertThat(name).isEqualTo("job");
		assertThat(names(Operation.RELEASE)).containsExactly("job", "job");
	}

	@Test
	void runsABodyWithoutAResult() {
		List<Long> tokens = new ArrayList<>();
		this.locks.executeWithoutResult("job", (lock) -> tokens.add(lock.fencingToken()));
		this.locks.executeWithoutResult("job", LockOptions.ofWaitFor(Duration.ofSeconds(1)),
				(lock) -> tokens.add(lock.fencingToken()));
		assertThat(tokens).containsExactly(1L, 2L);
	}

	@Test
	void passesCheckedExceptionsOn() {
		assertThatExceptionOfType(IOException.class)
			.isThrownBy(() -> this.locks.executeChecked("job", LockOptions.defaults(), ExecuteTests::fail))
			.withMessage("from the body");
		assertThat(names(Operation.RELEASE)).containsExactly("job");
	}

	private static String fail(HeldLock lock) throws IOException {
		throw new IOException("from the body");
	}

	@Test
	void letsTheBodyCloseItsLockEarly() {
		String result = this.locks.execute("job", (lock) -> {
			lock.close();
			assertThat(lock.isHeld()).isFalse();
			assertThat(names(Operation.RELEASE)).containsExactly("job");
			this.time.suspend(Duration.ofHours(1));
			return "done";
		});
		assertThat(result).isEqualTo("done");
		assertThat(names(Operation.RELEASE)).containsExactly("job");
	}

	@Test
	void tellsTheBodyHowLongItIsHeldAtLeast() {
		this.locks.executeWithoutResult("job",
				(lock) -> assertThat(lock.remaining()).isEqualTo(Duration.ofSeconds(24)));
	}

	@Test
	void saysWithAnUncheckedExceptionThatTheThreadWasInterrupted() {
		Thread.currentThread().interrupt();
		assertThatExceptionOfType(LockInterruptedException.class)
			.isThrownBy(() -> this.locks.execute("job", HeldLock::name))
			.withMessageContaining("'job'");
		assertThat(Thread.interrupted()).isTrue();
		assertThat(names(Operation.ACQUIRE)).isEmpty();
	}

	@Test
	void holdsALockUntilAStageHasCompleted() throws Exception {
		CompletableFuture<String> work = new CompletableFuture<>();
		CompletableFuture<String> result = this.locks.executeAsync("job", (lock) -> work);
		await().until(() -> holds("job"));
		assertThat(result).isNotDone();
		work.complete("done");
		assertThat(result.get(10, TimeUnit.SECONDS)).isEqualTo("done");
		assertThat(names(Operation.RELEASE)).containsExactly("job");
	}

	@Test
	void theCodeThatMakesAStageRunsUnderItsLock() throws Exception {
		assertThat(this.locks
			.executeAsync("job", (lock) -> CompletableFuture.completedFuture(CurrentLock.find().orElse(null) == lock))
			.get(10, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void failsTheFutureWhenNoStageIsMade() {
		CompletableFuture<Object> result = this.locks.executeAsync("job", (lock) -> {
			throw new IllegalStateException("no stage");
		});
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> result.get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(IllegalStateException.class);
		assertThat(names(Operation.RELEASE)).containsExactly("job");
	}

	@Test
	void takesNullForTheResultOfAStage() throws Exception {
		assertThat(this.locks.executeAsync("job", (lock) -> CompletableFuture.completedFuture(null))
			.get(10, TimeUnit.SECONDS)).isNull();
	}

	@Test
	void passesTheFailureOfAStageOn() {
		CompletableFuture<Object> result = this.locks.executeAsync("job",
				(lock) -> CompletableFuture.failedFuture(new IOException("from the stage")));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> result.get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(IOException.class);
		assertThat(names(Operation.RELEASE)).containsExactly("job");
	}

	@Test
	void failsTheFutureOfALockThatIsHeld() {
		held("job");
		CompletableFuture<Object> result = this.locks.executeAsync("job", (lock) -> new CompletableFuture<>());
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> result.get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(LockHeldException.class);
	}

	@Test
	void failsTheFutureOfALostLockAndCancelsTheStage() {
		CompletableFuture<Object> work = new CompletableFuture<>();
		CompletableFuture<Object> result = this.locks.executeAsync("job", (lock) -> work);
		await().until(() -> holds("job"));
		this.time.suspend(Duration.ofHours(1));
		this.time.advance(Duration.ofSeconds(1));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> result.get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(LockLostException.class);
		await().until(work::isCancelled);
	}

	@Test
	void releasesTheLockOfAFutureThatIsCancelled() {
		CompletableFuture<Object> work = new CompletableFuture<>();
		CompletableFuture<Object> result = this.locks.executeAsync("job", (lock) -> work);
		await().until(() -> holds("job"));
		result.cancel(true);
		await().until(() -> names(Operation.RELEASE).contains("job"));
		assertThat(work).isCancelled();
	}

	@Test
	void refusesAWrongNameOfAFutureAtOnce() {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> this.locks.executeAsync("a b", (lock) -> new CompletableFuture<>()));
	}

	private boolean holds(String name) {
		return Control.of(this.locks).activity().held().stream().anyMatch((held) -> held.name().equals(name));
	}

}
