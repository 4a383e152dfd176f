package io.octostore.lease;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.octostore.LossReason;
import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.authority.SessionId;
import io.octostore.testsupport.EngineBench;
import io.octostore.testsupport.ScriptedAuthority.Call;
import io.octostore.testsupport.ScriptedAuthority.Operation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which answers end the leases of a session: the answer to its keepalive, and no other.
 */
class SessionProofTests extends EngineBench {

	private static final AcquireAnswer SESSION_GONE = new AcquireAnswer.SessionGone(LossReason.SESSION_NOT_FOUND);

	private void answerAcquiresOf(String name, Object answer) {
		this.authority.answering((call) -> (call.operation() == Operation.ACQUIRE && call.name().equals(name)) ? answer
				: this.authority.healthyAnswer(call));
	}

	@Test
	void anAnswerToAnotherAcquireEndsNoLease() {
		Lease held = acquire("held");
		answerAcquiresOf("other", SESSION_GONE);
		request("other");
		assertThat(held.isHeld()).isTrue();
		assertThat(this.losses).isEmpty();
		assertThat(count(Operation.CREATE_SESSION)).isOne();
	}

	@Test
	void anAnswerToAnAcquireIsFollowedByAKeepaliveAtOnce() {
		acquire("held");
		answerAcquiresOf("other", SESSION_GONE);
		request("other");
		assertThat(count(Operation.KEEP_ALIVE)).isPositive();
	}

	@Test
	void anAcquireThatIsContradictedByKeepalivesFailsAfterAFewAttempts() {
		acquire("held");
		answerAcquiresOf("other", SESSION_GONE);
		request("other");
		assertThat(lastOutcome()).isInstanceOf(AcquireAnswer.Failed.class);
		assertThat(this.authority.calls(Operation.ACQUIRE)).extracting(Call::name).hasSizeLessThanOrEqualTo(5);
	}

	@Test
	void aLockIsAcquiredUnderTheSameSessionOnceTheKeepaliveHasConfirmedIt() {
		Lease held = acquire("held");
		SessionId session = held.session().id();
		int[] acquires = new int[1];
		this.authority.answering((call) -> (call.operation() == Operation.ACQUIRE && acquires[0]++ == 0) ? SESSION_GONE
				: this.authority.healthyAnswer(call));
		Lease other = acquire("other");
		assertThat(other.session().id()).isEqualTo(session);
	}

	@Test
	void aLockIsAcquiredUnderANewSessionOnceTheKeepaliveHasProvenTheEnd() {
		Lease held = acquire("held");
		SessionId session = held.session().id();
		this.authority.answering((call) -> switch (call.operation()) {
			case ACQUIRE -> session.equals(call.session()) ? SESSION_GONE : this.authority.healthyAnswer(call);
			case KEEP_ALIVE -> new ConfirmAnswer.Gone(LossReason.SESSION_NOT_FOUND);
			default -> this.authority.healthyAnswer(call);
		});
		Lease other = acquire("other");
		assertThat(other.isHeld()).isTrue();
		assertThat(held.isHeld()).isFalse();
		assertThat(this.losses).containsExactly(Loss.confirmed(LossReason.SESSION_NOT_FOUND));
	}

	@Test
	void noLeaseIsHungOnADoubtedSessionBeforeAKeepaliveIsAnswered() {
		acquire("held");
		this.authority.answering((call) -> switch (call.operation()) {
			case ACQUIRE -> SESSION_GONE;
			case KEEP_ALIVE -> null;
			default -> this.authority.healthyAnswer(call);
		});
		request("other");
		this.authority.healthy();
		int acquires = count(Operation.ACQUIRE);
		request("third");
		assertThat(count(Operation.ACQUIRE)).isEqualTo(acquires);
		this.authority.open(Operation.KEEP_ALIVE).answer(new ConfirmAnswer.Confirmed());
		assertThat(granted().name()).isEqualTo("third");
		assertThat(this.outcomes).hasSize(3).allMatch(Lease.class::isInstance);
	}

	@Test
	void aRenewalThatFindsTheSessionExpiredEndsItsOwnLeaseAndAsksForTheOthers() {
		Lease renewed = acquire("renewed");
		Lease other = acquire("other");
		this.authority.answering((call) -> (call.operation() == Operation.RENEW && call.name().equals("renewed"))
				? new ConfirmAnswer.Gone(LossReason.SESSION_EXPIRED) : this.authority.healthyAnswer(call));
		List<Call> before = this.authority.calls(Operation.KEEP_ALIVE);
		seconds(19.9);
		assertThat(renewed.isHeld()).isFalse();
		assertThat(other.isHeld()).isTrue();
		assertThat(count(Operation.KEEP_ALIVE)).isGreaterThan(before.size() + 1);
	}

	@Test
	void aClosedConnectionMakesTheEngineConfirmAtOnceButNotForEachOfThem() {
		Lease held = acquire("held");
		seconds(2);
		answer(Operation.KEEP_ALIVE, new ConfirmAnswer.Gone(LossReason.SESSION_NOT_FOUND));
		this.authority.disconnect();
		assertThat(held.isHeld()).isFalse();
		assertThat(count(Operation.KEEP_ALIVE)).isOne();
		acquire("other");
		this.authority.healthy();
		this.authority.disconnect();
		assertThat(count(Operation.KEEP_ALIVE)).isOne();
		this.time.advance(Duration.ofSeconds(1));
		this.authority.disconnect();
		assertThat(count(Operation.KEEP_ALIVE)).isEqualTo(2);
	}

	private int keepalivesAfterARenewalThatFinds(LossReason reason) {
		acquire("held");
		leaveOpen(Operation.RENEW);
		seconds(20.2);
		int before = count(Operation.KEEP_ALIVE);
		this.authority.open(Operation.RENEW).answer(new ConfirmAnswer.Gone(reason));
		return count(Operation.KEEP_ALIVE) - before;
	}

	@Test
	void aRenewalThatFindsTheSessionExpiredIsFollowedByAKeepaliveAtOnce() {
		assertThat(keepalivesAfterARenewalThatFinds(LossReason.SESSION_EXPIRED)).isOne();
	}

	@Test
	void aRenewalThatFindsAnotherHolderSaysNothingOfTheSession() {
		assertThat(keepalivesAfterARenewalThatFinds(LossReason.LEASE_NOT_CURRENT)).isZero();
	}

}
