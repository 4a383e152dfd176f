package io.octostore.lending;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

import org.junit.jupiter.api.Test;

import io.octostore.LossReason;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.lease.Lease;
import io.octostore.lease.LeaseTerms;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Operation;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How an instance comes back after it has lost its session.
 */
class AfterLossTests {

	private static final LeaseTerms TERMS = LeaseTerms.inSession(Duration.ofMinutes(1), Duration.ofSeconds(30), false);

	private static final int LOCKS = 60;

	private static final RandomGenerator MIDDLE = () -> Long.MIN_VALUE;

	private final SimulatedTime time = new SimulatedTime(Duration.ofDays(3));

	private final ScriptedAuthority authority = new ScriptedAuthority().healthy();

	private final VirtualLocks locks = new VirtualLocks(this.authority, this.time, this.time, new Random(1));

	private final List<CompletableFuture<Lease>> waiting = new ArrayList<>();

	/**
	 * Hold many locks, each with a caller that waits for it, lose them, and end the
	 * bodies.
	 */
	private void loseManyLocksThatAreWantedAgain() {
		List<Lease> held = new ArrayList<>();
		for (int index = 0; index < LOCKS; index++) {
			held.add(this.locks.acquire("lock-" + index, TERMS, Duration.ZERO).grant().join());
			this.waiting.add(this.locks.acquire("lock-" + index, TERMS, Duration.ofMinutes(1)).grant());
		}
		this.authority.answering((call) -> (call.operation() == Operation.KEEP_ALIVE)
				? new ConfirmAnswer.Gone(LossReason.SESSION_NOT_FOUND) : this.authority.healthyAnswer(call));
		this.time.advance(Duration.ofMillis(10_200));
		this.authority.healthy();
		assertThat(held).noneMatch(Lease::isHeld);
		this.authority.forgetCalls();
		held.forEach((lease) -> this.locks.release(lease, (outcome) -> {
		}));
	}

	private int acquires() {
		return this.authority.calls(Operation.ACQUIRE).size();
	}

	@Test
	void callersThatWaitComeAtMostTwentyInASecond() {
		loseManyLocksThatAreWantedAgain();
		for (int tick = 0; tick < 60; tick++) {
			int before = acquires();
			this.time.advance(Duration.ofMillis(100));
			assertThat(acquires() - before).isLessThanOrEqualTo(2);
		}
		assertThat(acquires()).isEqualTo(LOCKS);
		assertThat(this.waiting).allMatch(CompletableFuture::isDone);
	}

	@Test
	void theFirstOfThemComesAtARandomTimeWithinASecond() {
		loseManyLocksThatAreWantedAgain();
		assertThat(acquires()).isZero();
		this.time.advance(Duration.ofSeconds(1));
		assertThat(acquires()).isPositive();
	}

	@Test
	void aCallerThatDoesNotWaitIsNotPutOff() {
		loseManyLocksThatAreWantedAgain();
		assertThat(this.locks.acquire("other", TERMS, Duration.ZERO).grant()).isCompleted();
	}

	@Test
	void aCallerThatWaitsForAShortTimeGetsItsAttemptAllTheSame() {
		loseManyLocksThatAreWantedAgain();
		for (int attempt = 0; attempt < 20; attempt++) {
			CompletableFuture<Lease> grant = this.locks.acquire("other", TERMS, Duration.ofMillis(50)).grant();
			this.time.advance(Duration.ofMillis(50));
			assertThat(grant).isCompleted();
			this.locks.release(grant.join(), (outcome) -> {
			});
			this.time.advance(Duration.ofMillis(10));
		}
	}

	@Test
	void aTurnThatComesTooLateForACallerIsLeftToOthers() {
		AfterLoss afterLoss = new AfterLoss();
		afterLoss.givenBack(LossReason.LEASE_NOT_CURRENT, 0, new Random(1));
		long first = afterLoss.nextTurn(0, Long.MAX_VALUE);
		assertThat(afterLoss.nextTurn(0, 1_000)).isEqualTo(1_000);
		assertThat(afterLoss.nextTurn(0, Long.MAX_VALUE)).isEqualTo(first + Duration.ofMillis(50).toNanos());
	}

	@Test
	void aTurnThatComesJustInTimeIsTaken() {
		AfterLoss afterLoss = new AfterLoss();
		afterLoss.givenBack(LossReason.LEASE_NOT_CURRENT, 0, new Random(1));
		long first = afterLoss.nextTurn(0, Long.MAX_VALUE);
		long second = first + Duration.ofMillis(50).toNanos();
		assertThat(afterLoss.nextTurn(0, second)).isEqualTo(second);
		assertThat(afterLoss.nextTurn(0, Long.MAX_VALUE)).isGreaterThan(second);
	}

	@Test
	void aLossThatFollowsSoonDoesNotBeginAgain() {
		long now = Duration.ofDays(3).toNanos();
		AfterLoss afterLoss = new AfterLoss();
		afterLoss.givenBack(LossReason.LEASE_NOT_CURRENT, now, MIDDLE);
		assertThat(afterLoss.nextTurn(now, Long.MAX_VALUE)).isEqualTo(Duration.ofMillis(500).toNanos());
		long later = now + Duration.ofSeconds(8).toNanos();
		afterLoss.givenBack(LossReason.LEASE_NOT_CURRENT, later, MIDDLE);
		assertThat(afterLoss.nextTurn(later, Long.MAX_VALUE)).isZero();
		long muchLater = later + Duration.ofSeconds(9).toNanos();
		assertThat(afterLoss.nextTurn(muchLater, Long.MAX_VALUE)).isZero();
		assertThat(afterLoss.nextTurn(muchLater, Long.MAX_VALUE)).isEqualTo(Duration.ofMillis(50).toNanos());
	}

	@Test
	void itIsOverTenSecondsLater() {
		loseManyLocksThatAreWantedAgain();
		this.time.advance(Duration.ofSeconds(11));
		assertThat(this.locks.acquire("other", TERMS, Duration.ofMinutes(1)).grant()).isCompleted();
	}

	@Test
	void whatIsDecidedHereIsNoReason() {
		AfterLoss afterLoss = new AfterLoss();
		afterLoss.givenBack(LossReason.SHUTDOWN, 0, new Random(1));
		afterLoss.givenBack(LossReason.MAX_HOLD, 0, new Random(1));
		afterLoss.givenBack(LossReason.REVOKED, 0, new Random(1));
		assertThat(afterLoss.nextTurn(0, Long.MAX_VALUE)).isZero();
	}

}
