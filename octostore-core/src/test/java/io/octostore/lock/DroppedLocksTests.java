package io.octostore.lock;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.octostore.testsupport.CapturedLog;
import io.octostore.testsupport.CloseAside;
import io.octostore.testsupport.Control;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Operation;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A lock that nothing refers to any more does not stay held.
 */
class DroppedLocksTests {

	private final SimulatedTime time = new SimulatedTime();

	private final ScriptedAuthority authority = new ScriptedAuthority().healthy();

	private final Ends ends = new Ends();

	private final OctoStoreLocks locks = OctoStoreLocks.builder(this.authority)
		.time(this.time, this.time, new Random(1))
		.defaults(LockOptions.defaults().withMaxHold(Duration.ofDays(30)))
		.shutdownTimeout(Duration.ZERO)
		.listener(this.ends)
		.build();

	@AfterEach
	void stop() {
		CloseAside.close(this.locks);
	}

	private int releases() {
		return this.authority.calls(Operation.RELEASE).size();
	}

	private void drop(String name) throws InterruptedException {
		this.locks.acquire(name, LockOptions.defaults());
	}

	private void collectAndTick() {
		System.gc();
		this.time.advance(Duration.ofMillis(100));
	}

	@Test
	void isReleasedOnceAndCanBeAcquiredAgain() throws Exception {
		drop("job");
		await().pollInSameThread().until(() -> {
			collectAndTick();
			return releases() == 1;
		});
		await().until(() -> this.ends.outcomes.equals(List.of(LockListener.HeldOutcome.RELEASED)));
		assertThat(Control.of(this.locks).activity().held()).isEmpty();
		HeldLock next = this.locks.tryAcquire("job").orElseThrow();
		collectAndTick();
		assertThat(next.isHeld()).isTrue();
		assertThat(releases()).isOne();
	}

	@Test
	void isWarnedOfOnce() throws Exception {
		try (CapturedLog log = CapturedLog.ofLocks()) {
			drop("dropped");
			await().pollInSameThread().until(() -> {
				collectAndTick();
				return releases() == 1;
			});
			collectAndTick();
			assertThat(log.warnings("dropped")).singleElement(InstanceOfAssertFactories.STRING)
				.contains("never closed", "released now");
		}
	}

	@Test
	void isNotTakenFromACallerThatRefersToIt() {
		HeldLock kept = this.locks.tryAcquire("job").orElseThrow();
		kept.onAtRisk((lock) -> {
		});
		for (int round = 0; round < 5; round++) {
			collectAndTick();
		}
		assertThat(releases()).isZero();
		assertThat(kept.isHeld()).isTrue();
	}

	@Test
	void wasClosedBeforeAndIsNoLeak() throws Exception {
		closeAndDrop();
		collectAndTick();
		assertThat(releases()).isOne();
		assertThat(this.ends.outcomes).hasSize(1);
	}

	private void closeAndDrop() throws InterruptedException {
		this.locks.acquire("job", LockOptions.defaults()).close();
	}

	@Test
	void listenersForItsRiskDoNotKeepIt() throws Exception {
		HeldLock[] lock = { this.locks.acquire("job", LockOptions.defaults()) };
		lock[0].onAtRisk((atRisk) -> {
		});
		lock[0] = this.locks.acquire("other", LockOptions.defaults());
		await().pollInSameThread().until(() -> {
			collectAndTick();
			return releases() == 1;
		});
		assertThat(this.authority.calls(Operation.RELEASE).get(0).name()).isEqualTo("job");
		assertThat(lock[0].isHeld()).isTrue();
	}

	private static final class Ends implements LockListener {

		private final List<HeldOutcome> outcomes = new CopyOnWriteArrayList<>();

		@Override
		public void lockEnded(EndEvent event) {
			this.outcomes.add(event.outcome());
		}

	}

}
