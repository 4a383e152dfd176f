package io.octostore.lock;

import java.time.Duration;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Timers end with what they are for: an application that takes a lock each second must
 * not collect one for each of them.
 */
class ForgottenTimersTests {

	private static final Duration LONG = Duration.ofHours(1);

	private final SimulatedTime time = new SimulatedTime();

	private final OctoStoreLocks locks = OctoStoreLocks.builder(new ScriptedAuthority().healthy())
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

	@Test
	void theTimerOfACallerThatWentEnds() {
		HeldLock held = this.locks.tryAcquire("job").orElseThrow();
		this.locks.reactive()
			.withLock("job", LockOptions.defaults().withWaitFor(LONG), Mono.just(1))
			.subscribe()
			.dispose();
		held.close();
		assertThatOnlyTheTickIsLeft();
	}

}
