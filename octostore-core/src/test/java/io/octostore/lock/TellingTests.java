package io.octostore.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import io.octostore.LockInterruptedException;
import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.authority.EndAnswer;
import io.octostore.testsupport.Control;
import io.octostore.testsupport.ScriptedAuthority.Operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

/**
 * What listeners are told.
 */
class TellingTests extends LocksBench {

	@Test
	void howAttemptsEnded() {
		HeldLock lock = this.locks.tryAcquire("job", NOW.withLabel("jobs")).orElseThrow();
		this.locks.tryAcquire("job");
		lock.close();
		answer(Operation.ACQUIRE, new AcquireAnswer.Failed(new Broken(), false, false));
		assertThatExceptionOfType(Broken.class).isThrownBy(() -> this.locks.tryAcquire("job"));
		assertThat(this.listener.events).containsExactly("ACQUIRED jobs false", "out jobs", "HELD other true",
				"ended jobs RELEASED", "ERROR other false");
	}

	@Test
	void thatAReleaseIsNotConfirmed() {
		HeldLock lock = this.locks.tryAcquire("job").orElseThrow();
		answer(Operation.RELEASE, new EndAnswer.Unknown(new Broken()));
		lock.close();
		assertThat(this.listener.events).last().isEqualTo("ended other UNCONFIRMED");
	}

	@Test
	void thatALockWasLost() {
		HeldLock lock = this.locks.tryAcquire("job").orElseThrow();
		this.time.stall(Duration.ofSeconds(24));
		lock.close();
		await().until(() -> this.listener.events.contains("lost job DEADLINE"));
		assertThat(this.listener.events).contains("ended other LOST");
	}

	@Test
	void thatALockIsAtRiskWhenAConfirmationFailedAndAgainAfterARecovery() {
		List<Duration> remaining = new CopyOnWriteArrayList<>();
		HeldLock lock = this.locks.tryAcquire("job").orElseThrow();
		lock.onAtRisk((held) -> remaining.add(held.remaining()));
		answer(Operation.KEEP_ALIVE, new ConfirmAnswer.Uncertain(new Broken(), null));
		this.time.advance(Duration.ofMillis(10_200));
		await().until(() -> remaining.size() == 1);
		assertThat(remaining.get(0)).isBetween(Duration.ofSeconds(13), Duration.ofSeconds(15));
		assertThat(this.listener.events).contains("at risk job");
		this.authority.healthy();
		this.time.advance(Duration.ofSeconds(2));
		leaveOpen(Operation.KEEP_ALIVE);
		this.time.advance(Duration.ofSeconds(15));
		await().until(() -> remaining.size() == 2);
		assertThat(lock.isHeld()).isTrue();
	}

	@Test
	void thatTheSessionWasKeptAliveAndTheLeaseRenewed() {
		HeldLock lock = this.locks.tryAcquire("job").orElseThrow();
		this.time.advance(Duration.ofSeconds(21));
		assertThat(lock.isHeld()).isTrue();
		await().until(() -> this.listener.events.containsAll(List.of("kept RENEWED", "renewed RENEWED")));
	}

	@Test
	void aListenerThatThrowsHarmsNobody() {
		this.locks = builder().listener(new LockListener() {

			@Override
			public void lockHandedOut(HandOutEvent event) {
				throw new IllegalStateException("broken listener");
			}

		}).build();
		assertThat(this.locks.tryAcquire("job")).isPresent();
	}

	@Test
	void whatIsHeldAndWaitedFor() throws Exception {
		HeldLock lock = this.locks.acquire("job", NOW.withLabel("jobs"));
		startAcquire("job", WAITING);
		this.time.advance(Duration.ofSeconds(4));
		LockActivity activity = Control.of(this.locks).activity();
		assertThat(activity.held()).containsExactly(new LockActivity.Held("job", "jobs", lock.fencingToken(),
				Duration.ofSeconds(4), Duration.ofSeconds(20)));
		assertThat(activity.waiting()).isOne();
		assertThat(activity.waiters()).extracting(LockActivity.Waiter::name, LockActivity.Waiter::waitedFor)
			.containsExactly(tuple("job", Duration.ofSeconds(4)));
		assertThat(activity.session()).isEqualTo(LockActivity.Session.ALIVE);
	}

	@Test
	void thatACallerWhichDoesNotWaitIsNoneThatIsWaiting() {
		leaveOpen(Operation.ACQUIRE);
		startAcquire("job", NOW);
		assertThat(Control.of(this.locks).activity().waiters()).isEmpty();
	}

	@Test
	void thatAnInterruptEndedAWait() {
		held();
		CompletableFuture<HeldLock> waiting = startAcquire("job", WAITING);
		this.threads.get(0).interrupt();
		assertThat(failure(waiting)).isInstanceOf(LockInterruptedException.class);
		assertThat(this.listener.events).containsExactly("CANCELLED other true");
	}

	@Test
	void howABodyFailed() {
		List<Throwable> failures = new ArrayList<>();
		this.locks = builder().listener(new LockListener() {

			@Override
			public void lockEnded(EndEvent event) {
				failures.add(event.failure());
			}

		}).build();
		Broken broken = new Broken();
		assertThatExceptionOfType(Broken.class).isThrownBy(() -> this.locks.executeWithoutResult("job", (lock) -> {
			throw broken;
		}));
		this.locks.executeWithoutResult("job", (lock) -> {
		});
		assertThat(failures).containsExactly(broken, null);
	}

	@Test
	void aCallerThatWaitsForAnotherOfThisInstanceIsContended() {
		HeldLock held = this.locks.tryAcquire("job").orElseThrow();
		this.locks.reactive().withLock("job", WAITING, Mono.just(1)).subscribe();
		this.listener.events.clear();
		held.close();
		this.time.advance(Duration.ofSeconds(1));
		await().untilAsserted(() -> assertThat(this.listener.events).contains("ACQUIRED other true"));
	}

}
