package io.octostore.lease;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.Test;

import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.EndAnswer;
import io.octostore.authority.SessionAnswer;
import io.octostore.authority.SessionId;
import io.octostore.testsupport.CapturedLog;
import io.octostore.testsupport.EngineBench;
import io.octostore.testsupport.ScriptedAuthority.Operation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How the engine ends.
 */
class ShuttingDownTests extends EngineBench {

	private final List<String> done = new ArrayList<>();

	private void shutdown() {
		this.keeper.execute(() -> this.keeper.shutdown(() -> this.done.add("done")));
	}

	@Test
	void endsTheSessionWithOneRequest() {
		release(acquire("a"));
		shutdown();
		assertThat(count(Operation.END_SESSION)).isOne();
		assertThat(this.done).hasSize(1);
	}

	@Test
	void triesTwice() {
		release(acquire("a"));
		answer(Operation.END_SESSION, new EndAnswer.Unknown(new Broken()));
		shutdown();
		assertThat(count(Operation.END_SESSION)).isEqualTo(2);
		assertThat(this.done).hasSize(1);
	}

	@Test
	void leavesTheSessionToExpireWhileABorrowerStillRuns() {
		acquire("a");
		shutdown();
		assertThat(count(Operation.END_SESSION)).isZero();
		assertThat(this.done).hasSize(1);
		seconds(60);
		assertThat(count(Operation.KEEP_ALIVE)).isZero();
	}

	@Test
	void endsASessionWhoseCreationWasUnderWay() {
		leaveOpen(Operation.CREATE_SESSION);
		request("a");
		shutdown();
		this.authority.open(Operation.CREATE_SESSION)
			.answer(new SessionAnswer.Created(new SessionId(UUID.randomUUID().toString()), S));
		assertThat(count(Operation.END_SESSION)).isOne();
		assertThat(count(Operation.ACQUIRE)).isZero();
		assertThat(this.done).hasSize(1);
	}

	@Test
	void waitsUntilASessionHasEndedWhoseCreationWasUnderWay() {
		leaveOpen(Operation.CREATE_SESSION);
		request("a");
		shutdown();
		leaveOpen(Operation.END_SESSION);
		this.authority.open(Operation.CREATE_SESSION)
			.answer(new SessionAnswer.Created(new SessionId(UUID.randomUUID().toString()), S));
		assertThat(this.done).isEmpty();
		this.authority.open(Operation.END_SESSION).answer(new EndAnswer.Ended());
		assertThat(this.done).hasSize(1);
	}

	@Test
	void waitsForAnEndThatIsUnderWay() {
		Lease lease = acquire("a");
		leaveOpen(Operation.END_SESSION);
		lease.endForShutdown();
		release(lease);
		assertThat(count(Operation.END_SESSION)).isOne();
		shutdown();
		assertThat(this.done).isEmpty();
		this.authority.open(Operation.END_SESSION).answer(new EndAnswer.Ended());
		assertThat(count(Operation.END_SESSION)).isOne();
		assertThat(this.done).hasSize(1);
	}

	@Test
	void isDoneWhenASessionWhoseCreationWasUnderWayWasNotCreated() {
		leaveOpen(Operation.CREATE_SESSION);
		request("a");
		shutdown();
		assertThat(this.done).isEmpty();
		this.authority.open(Operation.CREATE_SESSION).answer(new SessionAnswer.Failed(new Broken()));
		assertThat(count(Operation.END_SESSION)).isZero();
		assertThat(this.done).hasSize(1);
	}

	@Test
	void tellsHowManyLocksAreStillInUse() {
		try (CapturedLog log = new CapturedLog(ServerSession.class.getName(), Level.WARN)) {
			acquire("a");
			acquire("b");
			shutdown();
			assertThat(log.messages()).singleElement().asString().startsWith("2 lock(s) still in use at shutdown");
		}
	}

	@Test
	void tellsNothingOfALockThatIsOnlyHeldBack() {
		try (CapturedLog log = new CapturedLog(ServerSession.class.getName(), Level.WARN)) {
			acquire("a").startRelease();
			shutdown();
			assertThat(log.messages()).isEmpty();
		}
	}

	@Test
	void refusesWhatIsAskedForLater() {
		shutdown();
		request("a");
		assertThat(lastOutcome()).isInstanceOfSatisfying(AcquireAnswer.Refused.class,
				(refused) -> assertThat(refused.error()).hasMessageContaining("The locks are closed"));
	}

	@Test
	void leavesNothingToForgetAtACheckpoint() {
		acquire("a");
		shutdown();
		this.keeper.execute(() -> this.keeper.forgetSessions(() -> this.done.add("forgotten")));
		assertThat(this.done).containsExactly("done", "forgotten");
		assertThat(count(Operation.END_SESSION)).isZero();
	}

	@Test
	void aCheckpointEndsAllSessionsAndStopsTheTimer() {
		release(acquire("a"));
		leaveOpen(Operation.END_SESSION);
		this.keeper.execute(() -> this.keeper.forgetSessions(() -> this.done.add("forgotten")));
		assertThat(this.done).isEmpty();
		assertThat(this.keeper.openSessions()).isZero();
		assertThat(this.time.pendingTasks()).isZero();
		this.authority.open(Operation.END_SESSION).answer(new EndAnswer.Ended());
		assertThat(this.done).containsExactly("forgotten");
	}

}
