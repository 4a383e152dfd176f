package io.octostore.lock;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.octostore.Loss;
import io.octostore.LossReason;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Listeners that come when what they wait for has happened.
 */
class LateListenersTests {

	private final SimulatedTime time = new SimulatedTime();

	private final ScriptedAuthority authority = new ScriptedAuthority().healthy();

	private final OctoStoreLocks locks = OctoStoreLocks.builder(this.authority)
		.time(this.time, this.time, new Random(1))
		.shutdownTimeout(Duration.ZERO)
		.build();

	private final HeldLock lock = this.locks.tryAcquire("job").orElseThrow();

	@AfterEach
	void stop() {
		this.authority.healthy();
		this.lock.close();
		this.locks.close();
	}

	private void lose() {
		this.authority.answering((call) -> null);
		this.time.advance(Duration.ofSeconds(25));
		assertThat(this.lock.isHeld()).isFalse();
	}

	@Test
	void aListenerThatComesAfterTheLossIsToldOnce() {
		lose();
		List<Loss> told = new CopyOnWriteArrayList<>();
		this.lock.onLost(told::add);
		await().until(() -> !told.isEmpty());
		this.time.advance(Duration.ofSeconds(5));
		assertThat(told).singleElement().satisfies((loss) -> assertThat(loss.reason()).isEqualTo(LossReason.DEADLINE));
	}

	@Test
	void aListenerThatCameBeforeIsToldOnceAlthoughAnotherOneComesAfter() {
		List<Loss> early = new CopyOnWriteArrayList<>();
		List<Loss> late = new CopyOnWriteArrayList<>();
		this.lock.onLost(early::add);
		lose();
		this.lock.onLost(late::add);
		await().until(() -> !late.isEmpty());
		assertThat(early).hasSize(1);
	}

	@Test
	void aListenerThatComesAfterTheReturnIsNotTold() {
		HeldLock other = this.locks.tryAcquire("other").orElseThrow();
		lose();
		this.authority.healthy();
		this.lock.close();
		List<String> told = new CopyOnWriteArrayList<>();
		this.lock.onLost((loss) -> told.add(loss.name()));
		other.onLost((loss) -> told.add(loss.name()));
		await().until(() -> told.contains("other"));
		other.close();
		assertThat(told).containsExactly("other");
	}

}
