package io.octostore.lock;

import java.time.Duration;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import io.octostore.LockHeldException;
import io.octostore.OctoStoreException;
import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.WatchSignal;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Timers end with what they are for: an application that takes a lock each second must
 * not collect one for each of them.
 */
class ForgottenTimersTests {

	private static final Duration LONG = Duration.ofHours(1);

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

	private void assertThatOnlyTheTickIsLeft() {
		assertThat(this.time.pendingTasks()).isOne();
	}

	@Test
	void theTimerOfACallerThatWasServedEnds() {
		for (int count = 0; count < 3; count++) {
			this.locks.acquire("job", LockOptions.defaults().withWaitFor(LONG)).close();
		}
		assertThatOnlyTheTickIsLeft();
	}

	@Test
	void theTimerOfALongestHoldEndsWithTheLock() {
		for (int count = 0; count < 3; count++) {
			this.locks.tryAcquire("job", LockOptions.defaults().withMaxHold(LONG)).orElseThrow().close();
		}
		assertThatOnlyTheTickIsLeft();
	}

	private void waitAndGo() {
		this.locks.reactive()
			.withLock("job", LockOptions.defaults().withWaitFor(LONG), Mono.just(1))
			.subscribe()
			.dispose();
	}

	@Test
	void theTimerOfACallerThatWentEnds() {
		HeldLock held = this.locks.tryAcquire("job").orElseThrow();
		waitAndGo();
		held.close();
		assertThatOnlyTheTickIsLeft();
	}

	@Test
	void theTimerOfACallerThatWasRefusedEnds() {
		HeldLock held = this.locks.tryAcquire("held").orElseThrow();
		OctoStoreException refusal = new LockHeldException("job");
		this.authority.answering((call) -> (call.operation() == ScriptedAuthority.Operation.ACQUIRE)
				? new AcquireAnswer.Refused(refusal) : this.authority.healthyAnswer(call));
		assertThatExceptionOfType(LockHeldException.class)
			.isThrownBy(() -> this.locks.acquire("job", LockOptions.defaults().withWaitFor(LONG)));
		held.close();
		assertThatOnlyTheTickIsLeft();
	}

	@Test
	void theTimerOfAWatchEndsWithIt() {
		HeldLock held = this.locks.tryAcquire("held").orElseThrow();
		this.authority.watched((name, signals) -> {
			signals.accept(WatchSignal.HELD);
			return () -> {
			};
		})
			.answering((call) -> (call.operation() == ScriptedAuthority.Operation.ACQUIRE) ? ScriptedAuthority.held()
					: this.authority.healthyAnswer(call));
		waitAndGo();
		held.close();
		assertThatOnlyTheTickIsLeft();
	}

}
