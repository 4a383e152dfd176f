package io.octostore.lock;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.octostore.LockAcquireTimeoutException;
import io.octostore.LockHeldException;
import io.octostore.LockInterruptedException;
import io.octostore.authority.AcquireAnswer;
import io.octostore.testsupport.Control;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How callers wait for a lock.
 */
class WaitingForALockTests extends LocksBench {

	@Test
	void getsItWhenThisInstanceGivesItBackFirstInFirstOut() throws Exception {
		HeldLock first = this.locks.acquire("job", NOW);
		CompletableFuture<HeldLock> second = startAcquire("job", WAITING);
		CompletableFuture<HeldLock> third = startAcquire("job", WAITING);
		assertThat(second).isNotDone();
		assertThat(count(Operation.ACQUIRE)).isOne();
		first.close();
		HeldLock lock = get(second);
		assertThat(lock.fencingToken()).isGreaterThan(first.fencingToken());
		assertThat(third).isNotDone();
		lock.close();
		assertThat(get(third).fencingToken()).isGreaterThan(lock.fencingToken());
	}

	@Test
	void asksAgainAtTheCapInsteadOfWaitingOutTheHoldersTtl() throws Exception {
		held();
		CompletableFuture<HeldLock> waiting = startAcquire("job", WAITING);
		this.authority.healthy();
		this.time.advance(Duration.ofMillis(240));
		assertThat(waiting).isNotDone();
		this.time.advance(Duration.ofMillis(140));
		assertThat(get(waiting).isHeld()).isTrue();
	}

	@Test
	void givesUpAtItsOwnDeadlineAndNotAtTheNextPoll() {
		held();
		CompletableFuture<HeldLock> waiting = startAcquire("job", NOW.withWaitFor(Duration.ofMillis(10_001)));
		this.time.advance(Duration.ofMillis(10_000));
		assertThat(waiting).isNotDone();
		this.time.advance(Duration.ofMillis(1));
		assertThat(failure(waiting)).isInstanceOfSatisfying(LockAcquireTimeoutException.class, (ex) -> {
			assertThat(ex.lockName()).isEqualTo("job");
			assertThat(ex.waited()).isEqualTo(Duration.ofMillis(10_001));
			assertThat(ex).hasCauseInstanceOf(LockHeldException.class);
		});
		assertThat(Control.of(this.locks).activity().waiting()).isZero();
	}

	@Test
	void repeatsWhatFailedAndSaysSoWhenTimeIsOver() {
		answer(Operation.ACQUIRE, new AcquireAnswer.Failed(new Broken(), false, false));
		CompletableFuture<HeldLock> waiting = startAcquire("job", WAITING);
		this.time.advance(Duration.ofSeconds(10));
		assertThat(failure(waiting)).isInstanceOf(Broken.class);
		assertThat(count(Operation.ACQUIRE)).isBetween(6, 10);
	}

	@Test
	void doesNotStormAServerThatAdvisesToRetryAtOnce() {
		answer(Operation.ACQUIRE, ScriptedAuthority.held(Duration.ZERO));
		CompletableFuture<HeldLock> waiting = startAcquire("job", WAITING);
		this.time.advance(Duration.ofSeconds(10));
		assertThat(failure(waiting)).isInstanceOf(LockAcquireTimeoutException.class);
		assertThat(count(Operation.ACQUIRE)).isLessThanOrEqualTo(101);
	}

	@Test
	void asksForAllLocalCallersWithOneRequestAtATime() throws Exception {
		leaveOpen(Operation.ACQUIRE);
		CompletableFuture<HeldLock> first = startAcquire("job", WAITING);
		CompletableFuture<HeldLock> second = startAcquire("job", WAITING);
		assertThat(count(Operation.ACQUIRE)).isOne();
		this.authority.healthy();
		this.authority.open(Operation.ACQUIRE).answer(this.authority.granted());
		get(first).close();
		assertThat(get(second).isHeld()).isTrue();
		assertThat(count(Operation.ACQUIRE)).isEqualTo(2);
	}

	@Test
	void anInterruptEndsTheWaitAtOnceAndALateGrantGoesToTheNext() throws Exception {
		leaveOpen(Operation.ACQUIRE);
		CompletableFuture<HeldLock> interrupted = startAcquire("job", WAITING);
		CompletableFuture<HeldLock> next = startAcquire("job", WAITING);
		this.threads.get(0).interrupt();
		assertThat(failure(interrupted)).isInstanceOf(LockInterruptedException.class);
		this.authority.open(Operation.ACQUIRE).answer(this.authority.granted());
		assertThat(get(next).fencingToken()).isOne();
		assertThat(count(Operation.RELEASE)).isZero();
	}

	@Test
	void aCallerThatDoesNotWaitIsNotMadeToBySomebodyElsesAttempt() throws Exception {
		leaveOpen(Operation.ACQUIRE);
		startAcquire("job", WAITING.withProfile(SessionProfile.FAST));
		this.threads.get(0).interrupt();
		await().until(() -> Control.of(this.locks).activity().waiting() == 0);
		CompletableFuture<HeldLock> next = startAcquire("job", NOW);
		this.time.advance(Duration.ofSeconds(7));
		this.authority.open(Operation.ACQUIRE).answer(this.authority.granted());
		ScriptedAuthority.Call second = this.authority.open(Operation.ACQUIRE);
		assertThat(second.attempt().timeout()).isEqualTo(Duration.ofSeconds(3));
		second.answer(this.authority.granted());
		assertThat(get(next).isHeld()).isTrue();
	}

	@Test
	void aLateGrantThatNobodyWantsIsReleased() {
		leaveOpen(Operation.ACQUIRE);
		CompletableFuture<HeldLock> interrupted = startAcquire("job", WAITING);
		this.threads.get(0).interrupt();
		assertThat(failure(interrupted)).isInstanceOf(LockInterruptedException.class);
		this.authority.open(Operation.ACQUIRE).answer(this.authority.granted());
		assertThat(count(Operation.RELEASE)).isOne();
	}

	@Test
	@Tag("field-fault-J8")
	void aWaitThatEndsBeforeALateGrantEndsAsEveryOtherWait() {
		leaveOpen(Operation.ACQUIRE);
		CompletableFuture<HeldLock> waiting = startAcquire("job", NOW.withWaitFor(Duration.ofSeconds(4)));
		this.time.advance(Duration.ofSeconds(4));
		assertThat(failure(waiting)).isInstanceOf(LockAcquireTimeoutException.class)
			.hasMessage("Lock 'job' did not become available within 4000 ms");
		this.authority.open(Operation.ACQUIRE).answer(this.authority.granted());
		assertThat(count(Operation.RELEASE)).isOne();
	}

	@Test
	void asksForTheNextCallerAtOnceInItsTurn() throws Exception {
		HeldLock lock = this.locks.acquire("job", NOW);
		startAcquire("job", WAITING);
		this.time.advance(Duration.ofMillis(249));
		lock.close();
		assertThat(count(Operation.ACQUIRE)).isEqualTo(2);
	}

	@Test
	void pausesForAMomentAfterItsTurnForThoseThatWereNeverSeen() throws Exception {
		HeldLock lock = this.locks.acquire("job", NOW);
		startAcquire("job", WAITING);
		this.time.advance(Duration.ofMillis(250));
		lock.close();
		assertThat(count(Operation.ACQUIRE)).isOne();
		this.time.advance(Duration.ofMillis(2));
		assertThat(count(Operation.ACQUIRE)).isOne();
		this.time.advance(Duration.ofMillis(2));
		assertThat(count(Operation.ACQUIRE)).isEqualTo(2);
	}

	@Test
	void letsOthersInAfterALongHoldWhereOthersWereSeen() throws Exception {
		held();
		CompletableFuture<HeldLock> waiting = startAcquire("job", WAITING);
		this.authority.healthy();
		this.time.advance(Duration.ofMillis(400));
		HeldLock lock = get(waiting);
		startAcquire("job", WAITING);
		this.time.advance(Duration.ofMillis(11));
		int asked = count(Operation.ACQUIRE);
		lock.close();
		assertThat(count(Operation.ACQUIRE)).isEqualTo(asked);
		this.time.advance(Duration.ofMillis(20));
		assertThat(count(Operation.ACQUIRE)).isEqualTo(asked + 1);
	}

}
