package io.octostore.lock;

import java.time.Duration;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;

import io.octostore.LockHeldException;
import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.Attempt;
import io.octostore.authority.SessionAnswer;
import io.octostore.faults.FaultTest;
import io.octostore.faults.FaultTest.Tier;
import io.octostore.faults.Mutant;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What may become of an instance before the hold of its lock is over, in virtual time.
 */
class HoldFaultTests {

	private static final Attempt ATTEMPT = new Attempt(Duration.ofSeconds(1), false);

	private final SimulatedTime time = new SimulatedTime();

	private final ModelServer server = new ModelServer(this.time);

	private final ModelServer.Instance authority = this.server.instance();

	private final OctoStoreLocks locks = OctoStoreLocks.builder(this.authority)
		.time(this.time, this.time, new Random(1))
		.shutdownTimeout(Duration.ZERO)
		.build();

	@AfterEach
	void stop() {
		this.locks.close(Duration.ZERO);
	}

	private HeldLock acquire(long holdSeconds) {
		return this.locks.tryAcquire("job", LockOptions.defaults().withHoldAtLeast(Duration.ofSeconds(holdSeconds)))
			.orElseThrow();
	}

	/**
	 * Nothing of this instance reaches the server any more.
	 */
	private void kill() {
		this.authority.kill();
	}

	private void pass(long millis) {
		this.time.advance(Duration.ofMillis(millis));
	}

	private boolean isFree() {
		boolean[] free = new boolean[1];
		ModelServer.Instance other = this.server.instance();
		other.createSession(Duration.ofSeconds(30), ATTEMPT, (session) -> other.acquire("job", Duration.ofSeconds(60),
				((SessionAnswer.Created) session).id(), ATTEMPT, (answer) -> {
					if (answer instanceof AcquireAnswer.Granted granted) {
						free[0] = true;
						other.release("job", granted.lease(), ATTEMPT, (end) -> {
						});
					}
				}));
		return free[0];
	}

	@FaultTest(number = "H1", tier = Tier.T0, fault = "the body ends before the hold of its lock is over",
			mutant = Mutant.RELEASES_WHAT_IS_TO_BE_HELD)
	void theLockStaysTakenAfterTheBody() {
		acquire(10).close();
		pass(9_500);
		assertThat(isFree()).isFalse();
		pass(1_000);
		assertThat(isFree()).isTrue();
	}

	@FaultTest(number = "H2", tier = Tier.T0,
			fault = "the process is killed during the body, and the last keepalive was long ago",
			mutant = Mutant.TRUSTS_A_SESSION_THAT_ENDS_BEFORE_THE_HOLD)
	void theSessionOutlastsTheHold() {
		this.locks.tryAcquire("another").orElseThrow().close();
		pass(8_500);
		acquire(30);
		kill();
		pass(29_900);
		assertThat(isFree()).isFalse();
		pass(6_000);
		assertThat(isFree()).isTrue();
	}

	@FaultTest(number = "H3", tier = Tier.T0, fault = "the process is killed during a body with a hold of a minute",
			mutant = Mutant.HOLDS_IN_A_SHORTER_SESSION)
	void theSessionIsAsLongAsTheHold() {
		acquire(60);
		kill();
		pass(59_900);
		assertThat(isFree()).isFalse();
		pass(6_000);
		assertThat(isFree()).isTrue();
	}

	@FaultTest(number = "H4", tier = Tier.T0, fault = "the process is killed between the body and the end of the hold",
			mutant = Mutant.LEAVES_HELD_LOCKS_THEIR_TTL)
	void theServerFreesTheLockAtTheEndOfTheHold() {
		acquire(10).close();
		kill();
		pass(9_500);
		assertThat(isFree()).isFalse();
		pass(1_000);
		assertThat(isFree()).isTrue();
	}

	@FaultTest(number = "H5", tier = Tier.T0, fault = "a part of a second of the hold is left",
			mutant = Mutant.ROUNDS_HOLDS_DOWN)
	void theRestOfTheHoldIsRoundedUp() {
		HeldLock lock = acquire(10);
		pass(7_100);
		lock.close();
		kill();
		pass(2_500);
		assertThat(isFree()).isFalse();
	}

	@FaultTest(number = "H6", tier = Tier.T0, fault = "the application is stopped before the hold is over",
			mutant = Mutant.ENDS_SESSIONS_UNDER_BODIES)
	void aStopLeavesTheSessionToExpire() {
		acquire(10).close();
		this.locks.close(Duration.ZERO);
		pass(9_500);
		assertThat(isFree()).isFalse();
		pass(1_000);
		assertThat(isFree()).isTrue();
	}

	@FaultTest(number = "H7", tier = Tier.T0, fault = "the hold is longer than any session",
			mutant = Mutant.OVERLOOKS_MARKERS)
	void aMarkerKeepsTheLockFromBeingHandedOut() {
		acquire(600).close();
		pass(400_000);
		assertThatExceptionOfType(LockHeldException.class).isThrownBy(() -> this.locks.execute("job",
				LockOptions.defaults().withHoldAtLeast(Duration.ofMinutes(10)), (lock) -> 1));
		pass(201_000);
		acquire(600).close();
	}

	@FaultTest(number = "H8", tier = Tier.T1, fault = "instances with clocks apart are stopped and killed between runs",
			mutant = Mutant.RELEASES_WHAT_IS_TO_BE_HELD)
	void aCronJobRunsOnceForEachFireTime() {
		for (long seed = 0; seed < 10; seed++) {
			FireTimeFleet.run(seed, true);
		}
	}

}
