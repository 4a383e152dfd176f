package io.octostore.lock;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.octostore.HolderInfo;
import io.octostore.LockAcquireTimeoutException;
import io.octostore.LockHeldException;
import io.octostore.LockLostException;
import io.octostore.OctoStoreValidationException;
import io.octostore.authority.AcquireAnswer;
import io.octostore.testsupport.CloseAside;
import io.octostore.testsupport.Control;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Operation;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Several locks are acquired together, all or nothing.
 */
class AcquireAllTests {

	private final SimulatedTime time = new SimulatedTime(Duration.ofDays(3));

	private final ScriptedAuthority authority = new ScriptedAuthority().healthy();

	private final OctoStoreLocks locks = OctoStoreLocks.builder(this.authority)
		.time(this.time, this.time, new Random(1))
		.shutdownTimeout(Duration.ZERO)
		.namePrefix("app")
		.build();

	@AfterEach
	void stop() {
		CloseAside.close(this.locks);
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
	void choosesTheTtlOfAProfileAsAcquireDoes() {
		OctoStoreLocks configured = OctoStoreLocks.builder(this.authority)
			.time(this.time, this.time, new Random(1))
			.shutdownTimeout(Duration.ZERO)
			.defaults(LockOptions.ofTtl(Duration.ofSeconds(60)))
			.build();
		LockOptions tolerant = LockOptions.defaults().withProfile(SessionProfile.TOLERANT);
		Duration alone = configured.acquire("a", tolerant).remaining();
		Duration together = configured.acquireAll(List.of("b", "c"), tolerant).all().get(0).remaining();
		assertThat(together).isEqualTo(alone);
		configured.close();
	}

	@Test
	void acquiresInTheOrderOfTheNamesAndReleasesInTheOther() {
		HeldLocks all = this.locks.acquireAll(List.of("c", "a", "b", "a"), LockOptions.defaults());
		assertThat(names(Operation.ACQUIRE)).containsExactly("app.a", "app.b", "app.c");
		assertThat(all.all()).extracting(HeldLock::name).containsExactly("app.a", "app.b", "app.c");
		assertThat(all.areHeld()).isTrue();
		all.ensureHeld();
		all.close();
		assertThat(names(Operation.RELEASE)).containsExactly("app.c", "app.b", "app.a");
		assertThat(all.areHeld()).isFalse();
		assertThatIllegalStateException().isThrownBy(all::ensureHeld);
	}

	@Test
	void releasesWhatItHasWhenOneIsHeld() {
		held("app.b");
		assertThatExceptionOfType(LockHeldException.class)
			.isThrownBy(() -> this.locks.acquireAll(List.of("a", "b", "c"), LockOptions.defaults()))
			.satisfies((ex) -> assertThat(ex.lockName()).isEqualTo("app.b"));
		assertThat(names(Operation.ACQUIRE)).containsExactly("app.a", "app.b");
		assertThat(names(Operation.RELEASE)).containsExactly("app.a");
		assertThat(Control.of(this.locks).activity().held()).isEmpty();
	}

	@Test
	void hasOneWaitForAll() throws Exception {
		held("app.a", "app.b");
		CompletableFuture<Object> call = start(
				() -> this.locks.acquireAll(List.of("a", "b"), LockOptions.ofWaitFor(Duration.ofSeconds(60))));
		await().until(() -> Control.of(this.locks).activity().waiting() == 1);
		this.time.advance(Duration.ofSeconds(40));
		held("app.b");
		this.time.advance(Duration.ofSeconds(10));
		await().until(() -> names(Operation.ACQUIRE).contains("app.b"));
		await().until(() -> Control.of(this.locks).activity().waiting() == 1);
		this.time.advance(Duration.ofSeconds(20));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> call.get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(LockAcquireTimeoutException.class);
		await().until(() -> Control.of(this.locks).activity().held().isEmpty());
		assertThat(names(Operation.RELEASE)).containsExactly("app.a");
	}

	@Test
	void saysThatOneOfThemWasLost() {
		HeldLocks all = this.locks.acquireAll(List.of("a", "b"), LockOptions.defaults());
		this.time.suspend(Duration.ofHours(1));
		assertThat(all.areHeld()).isFalse();
		assertThatExceptionOfType(LockLostException.class).isThrownBy(all::ensureHeld);
		all.close();
	}

	@Test
	void refusesAWrongNameBeforeAnyRequest() {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> this.locks.acquireAll(List.of("a", "b c"), LockOptions.defaults()));
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> this.locks.acquireAll(List.of(), LockOptions.defaults()))
			.withMessage("names must have at least one lock name, but is empty");
		assertThat(this.authority.calls()).isEmpty();
	}

	private static CompletableFuture<Object> start(Supplier<Object> blocking) {
		CompletableFuture<Object> result = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				result.complete(blocking.get());
			}
			catch (Throwable ex) {
				result.completeExceptionally(ex);
			}
		});
		thread.setDaemon(true);
		thread.start();
		return result;
	}

}
