package io.octostore.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.Test;

import io.octostore.LossReason;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.testsupport.CapturedLog;
import io.octostore.testsupport.EngineBench;
import io.octostore.testsupport.ScriptedAuthority.Call;
import io.octostore.testsupport.ScriptedAuthority.Operation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What happens when a lease is lost.
 */
class LosingTests extends EngineBench {

	@Test
	void aCallerThatWaitsForTheLastKeepaliveOfASessionGoesToANewOneWhenItEnds() {
		Lease lost = acquire("a");
		leaveOpen(Operation.KEEP_ALIVE);
		seconds(23.95);
		request("b");
		assertThat(this.outcomes).hasSize(1);
		this.time.stall(Duration.ofMillis(60));
		assertThat(lost.isHeld()).isFalse();
		release(lost);
		assertThat(granted().isHeld()).isTrue();
		assertThat(count(Operation.CREATE_SESSION)).isEqualTo(2);
	}

	@Test
	void aLateAcquireGoesToANewSessionAndTheOldOneIsEndedWhenItsBorrowerReturns() {
		Lease lost = acquire("a");
		this.authority.answering((call) -> (call.operation() == Operation.RENEW)
				? new ConfirmAnswer.Gone(LossReason.LEASE_NOT_CURRENT) : this.authority.healthyAnswer(call));
		seconds(20.2);
		assertThat(count(Operation.END_SESSION)).isZero();
		acquire("b");
		assertThat(count(Operation.CREATE_SESSION)).isEqualTo(2);
		release(lost);
		assertThat(this.authority.calls(Operation.END_SESSION)).extracting(Call::session)
			.containsExactly(this.authority.calls(Operation.ACQUIRE).get(0).session());
	}

	@Test
	void isToldOnceToAListenerThatComesLate() {
		Lease lease = acquire("a");
		this.time.stall(Duration.ofSeconds(24));
		assertThat(lease.isHeld()).isFalse();
		List<Loss> late = new ArrayList<>();
		lease.onLoss(late::add);
		seconds(1);
		assertThat(late).hasSize(1);
	}

	@Test
	void aLeaseThatWasLostForCertainIsNotReleasedOnTheServer() {
		Lease lease = acquire("a");
		answer(Operation.KEEP_ALIVE, new ConfirmAnswer.Gone(LossReason.SESSION_EXPIRED));
		seconds(10.2);
		assertThat(release(lease)).containsExactly(Lease.ReleaseOutcome.ALREADY_GONE);
		assertThat(count(Operation.RELEASE)).isZero();
	}

	@Test
	void aSessionThatWasNotConfirmedForTooLongIsARisk() {
		AtomicInteger risks = new AtomicInteger();
		acquire("a").onRisk(risks::incrementAndGet);
		leaveOpen(Operation.KEEP_ALIVE);
		this.time.stall(Duration.ofSeconds(17));
		seconds(0.2);
		assertThat(risks).hasValue(1);
	}

	@Test
	void aSessionThatIsLostWithoutLocksIsEndedOnTheServerAndToldAsHarmless() {
		try (CapturedLog log = new CapturedLog(ServerSession.class.getName(), Level.INFO)) {
			release(acquire("a"));
			answer(Operation.KEEP_ALIVE, new ConfirmAnswer.Gone(LossReason.SESSION_NOT_FOUND));
			seconds(10.2);
			assertThat(count(Operation.END_SESSION)).isOne();
			assertThat(log.messages()).singleElement()
				.asString()
				.startsWith("The session was lost, because ")
				.contains("with no lock under it");
		}
	}

	@Test
	void aSessionThatIsLostWithLocksIsToldByTheLocks() {
		try (CapturedLog sessions = new CapturedLog(ServerSession.class.getName(), Level.INFO);
				CapturedLog leases = new CapturedLog(Lease.class.getName(), Level.INFO)) {
			acquire("a");
			answer(Operation.KEEP_ALIVE, new ConfirmAnswer.Gone(LossReason.SESSION_NOT_FOUND));
			seconds(10.2);
			assertThat(sessions.messages()).isEmpty();
			assertThat(leases.messages()).singleElement()
				.asString()
				.startsWith("Lock 'a' (fencing token 1) was lost, because ");
		}
	}

}
