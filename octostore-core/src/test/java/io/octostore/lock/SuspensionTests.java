package io.octostore.lock;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import io.octostore.FencingRegressionException;
import io.octostore.LocksClosedException;
import io.octostore.LocksNotSuspendedException;
import io.octostore.LocksSuspendedException;
import io.octostore.OctoStoreException;
import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.EndAnswer;
import io.octostore.authority.LeaseId;
import io.octostore.testsupport.CloseAside;
import io.octostore.testsupport.Control;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Operation;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Locks come to rest before the memory of the process is copied.
 */
class SuspensionTests {

	private final SimulatedTime time = new SimulatedTime(Duration.ofDays(3));

	private final ScriptedAuthority authority = new ScriptedAuthority().healthy();

	private final OctoStoreLocks locks = OctoStoreLocks.builder(this.authority)
		.time(this.time, this.time, new Random(1))
		.shutdownTimeout(Duration.ZERO)
		.build();

	@AfterEach
	void stop() {
		this.authority.healthy();
		CloseAside.close(this.locks);
	}

	private void answer(Operation operation, Object answer) {
		this.authority
			.answering((call) -> (call.operation() == operation) ? answer : this.authority.healthyAnswer(call));
	}

	@Test
	void endsTheSessionAndLeavesNoTimer() {
		this.locks.tryAcquire("job").orElseThrow().close();
		assertThat(this.time.pendingTasks()).isPositive();
		Control.of(this.locks).suspend();
		assertThat(this.authority.calls(Operation.END_SESSION)).hasSize(1);
		assertThat(this.time.pendingTasks()).isZero();
		assertThat(Control.of(this.locks).activity().session()).isEqualTo(LockActivity.Session.NONE);
	}

	@Test
	void sendsNothingAndRefusesAllCallersUntilTheEnd() {
		Control.of(this.locks).suspend();
		assertThatExceptionOfType(LocksSuspendedException.class).isThrownBy(() -> this.locks.tryAcquire("job"))
			.withMessageContaining("'job'");
		assertThatExceptionOfType(LocksSuspendedException.class)
			.isThrownBy(() -> this.locks.acquire("job", LockOptions.defaults().withWaitFor(Duration.ofMinutes(1))));
		assertThat(this.authority.calls()).isEmpty();
		Control.of(this.locks).resume();
		assertThat(this.locks.tryAcquire("job")).isPresent();
	}

	@Test
	void isRefusedWhileSomebodyWaits() {
		answer(Operation.ACQUIRE, ScriptedAuthority.held("somebody", "host-2", Duration.ofHours(1)));
		this.locks.reactive()
			.withLock("job", LockOptions.defaults().withWaitFor(Duration.ofMinutes(1)), (lock) -> Mono.empty())
			.subscribe((value) -> {
			}, (failure) -> {
			});
		assertThatExceptionOfType(LocksNotSuspendedException.class).isThrownBy(Control.of(this.locks)::suspend)
			.withMessageContaining("job");
	}

	@Test
	void aRefusalChangesNothing() {
		HeldLock lock = this.locks.tryAcquire("job").orElseThrow();
		assertThatExceptionOfType(LocksNotSuspendedException.class).isThrownBy(Control.of(this.locks)::suspend);
		this.time.advance(Duration.ofMinutes(10));
		assertThat(lock.isHeld()).isTrue();
		assertThat(this.locks.tryAcquire("other")).isPresent();
		assertThat(this.authority.calls(Operation.CREATE_SESSION)).hasSize(1);
	}

	@Test
	void anObligationIsForgottenWithItsSession() {
		answer(Operation.RELEASE, new EndAnswer.Unknown(new NoAnswer()));
		HeldLock lock = this.locks.tryAcquire("job").orElseThrow();
		this.time.stall(Duration.ofSeconds(2));
		lock.close();
		this.authority.healthy();
		Control.of(this.locks).suspend();
		this.authority.forgetCalls();
		Control.of(this.locks).resume();
		this.time.advance(Duration.ofMinutes(1));
		assertThat(this.authority.calls()).isEmpty();
		assertThat(this.time.pendingTasks()).isZero();
	}

	@Test
	void rememberedTokensAreNotForgotten() {
		this.locks.tryAcquire("job").orElseThrow().close();
		Control.of(this.locks).suspend();
		Control.of(this.locks).resume();
		answer(Operation.ACQUIRE, new AcquireAnswer.Granted(new LeaseId(UUID.randomUUID().toString()), 1));
		assertThatExceptionOfType(FencingRegressionException.class).isThrownBy(() -> this.locks.tryAcquire("job"));
	}

	@Test
	void isRefusedIfTheServerDoesNotAnswerTheEndOfASession() {
		this.locks.tryAcquire("job").orElseThrow().close();
		this.authority.answering(
				(call) -> (call.operation() == Operation.END_SESSION) ? null : this.authority.healthyAnswer(call));
		assertThatExceptionOfType(LocksNotSuspendedException.class).isThrownBy(Control.of(this.locks)::suspend)
			.withMessageContaining("not ended in time")
			.satisfies((ex) -> assertThat(ex.lockNames()).isEmpty());
		this.authority.open(Operation.END_SESSION).answer(new EndAnswer.Ended());
		assertThat(this.locks.tryAcquire("job")).isPresent();
	}

	@Test
	void aServerThatCannotBeReachedDoesNotPreventIt() {
		this.locks.tryAcquire("job").orElseThrow().close();
		answer(Operation.END_SESSION, new EndAnswer.Unknown(new NoAnswer()));
		Control.of(this.locks).suspend();
		assertThat(this.authority.calls(Operation.END_SESSION)).hasSize(2);
	}

	@Test
	void mayBeAskedForTwiceAndEndedTwice() {
		Control.of(this.locks).suspend();
		Control.of(this.locks).suspend();
		Control.of(this.locks).resume();
		Control.of(this.locks).resume();
		Optional<HeldLock> lock = this.locks.tryAcquire("job");
		assertThat(lock).isPresent();
	}

	@Test
	void doesNothingOnceTheLocksAreClosed() {
		Control.of(this.locks).suspend();
		this.locks.close();
		assertThatCode(Control.of(this.locks)::suspend).doesNotThrowAnyException();
		Control.of(this.locks).resume();
		assertThatExceptionOfType(LocksClosedException.class).isThrownBy(() -> this.locks.tryAcquire("job"));
	}

	@Test
	void isRefusedOnAThreadThatMustNotBlock() {
		Scheduler scheduler = Schedulers.newSingle("must-not-block");
		try {
			Mono<Void> suspension = Mono.<Void>fromRunnable(Control.of(this.locks)::suspend).subscribeOn(scheduler);
			assertThatIllegalStateException().isThrownBy(suspension::block).withMessageContaining("must-not-block");
		}
		finally {
			scheduler.dispose();
		}
	}

	private static final class NoAnswer extends OctoStoreException {

		NoAnswer() {
			super("no answer");
		}

	}

}
