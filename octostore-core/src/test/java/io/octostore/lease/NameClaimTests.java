package io.octostore.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

import io.octostore.LossReason;
import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.authority.EndAnswer;
import io.octostore.testsupport.EngineBench;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Call;
import io.octostore.testsupport.ScriptedAuthority.Operation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a claim remembers, and when it may be forgotten.
 */
class NameClaimTests extends EngineBench {

	private static final LeaseTerms TERMS = LeaseTerms.inSession(L, S, false);

	private final List<Object> results = new ArrayList<>();

	private final NameClaim claim = this.keeper.claim("a");

	private final AtomicBoolean over = new AtomicBoolean();

	private final List<Lease.ReleaseOutcome> told = new ArrayList<>();

	private void request(NameClaim wanted, LeaseTerms terms) {
		this.keeper.execute(() -> wanted.request(terms, LeaseTimings.ACQUIRE_TIMEOUT, new Claimant() {

			@Override
			public void granted(Lease lease) {
				results.add(lease);
			}

			@Override
			public void denied(AcquireAnswer.Denied why) {
				results.add(why);
			}

		}));
	}

	private Lease lease(NameClaim wanted, LeaseTerms terms) {
		request(wanted, terms);
		return (Lease) this.results.get(this.results.size() - 1);
	}

	@Test
	void aClaimThatStartsOverStillLendsNoLeaseTwice() {
		Lease first = lease(this.claim, TERMS);
		release(first);
		AcquireAnswer.Granted again = new AcquireAnswer.Granted(first.id(), first.fencingToken());
		int[] acquires = new int[1];
		this.authority.answering((call) -> (call.operation() == Operation.ACQUIRE && acquires[0]++ == 0) ? again
				: this.authority.healthyAnswer(call));
		Lease second = lease(this.keeper.startOver(this.claim), TERMS);
		assertThat(second.id()).isNotEqualTo(first.id());
		assertThat(this.authority.calls(Operation.RELEASE)).extracting(Call::lease)
			.containsExactly(first.id(), first.id());
	}

	@Test
	void isNotAtRestWhileALateRequestMayTakeEffect() {
		answer(Operation.ACQUIRE, ambiguous());
		request(this.claim, TERMS);
		this.authority.healthy();
		seconds(0.5);
		assertThat(this.keeper.unsettled()).isZero();
		assertThat(this.claim.isAtRest()).isFalse();
		seconds(200);
		assertThat(this.claim.isAtRest()).isTrue();
	}

	@Test
	void aLeaseThatWasHeldBackKeepsNoSessionBusy() {
		holdBack(20);
		assertThat(this.over).isFalse();
		assertThat(this.keeper.openSessions()).isOne();
		seconds(21);
		assertThat(this.over).isTrue();
		this.time.advance(LeaseTimings.IDLE_SESSION.plusSeconds(1));
		assertThat(count(Operation.END_SESSION)).isOne();
		assertThat(this.keeper.openSessions()).isZero();
	}

	@Test
	void aHoldThatIsOverEndsAtTheNextConfirmation() {
		holdBack(20);
		this.time.stall(Duration.ofSeconds(21));
		this.keeper.execute(this.keeper::confirm);
		assertThat(this.over).isTrue();
		assertThat(count(Operation.RELEASE)).isOne();
	}

	@Test
	void aHoldIsOverAtOnceWhenTheServerDoesNotKnowItsLease() {
		answer(Operation.RENEW, new ConfirmAnswer.Gone(LossReason.LEASE_NOT_CURRENT));
		holdBack(20);
		assertThat(this.over).isTrue();
	}

	private static LeaseTerms holding(long seconds) {
		return new LeaseTerms(L, S, false, Duration.ofSeconds(seconds), null);
	}

	private void holdBack(long hold) {
		holdBack(lease(this.claim, holding(hold)));
	}

	private void holdBack(Lease lease) {
		this.keeper.execute(() -> this.claim.holdBack(lease, this.told::add, () -> this.over.set(true)));
	}

	@Test
	void theServerIsAskedToKeepTheLockForTheRestOfTheHold() {
		Lease lease = lease(this.claim, holding(20));
		seconds(3.5);
		holdBack(lease);
		assertThat(this.authority.calls(Operation.RENEW)).singleElement()
			.satisfies((call) -> assertThat(call.requireTtl()).isEqualTo(Duration.ofSeconds(17)))
			.satisfies((call) -> assertThat(call.attempt().freshConnection()).isFalse());
		assertThat(this.told).containsExactly(Lease.ReleaseOutcome.RELEASED);
		seconds(10);
		assertThat(count(Operation.RENEW)).isOne();
	}

	@Test
	void aHoldBeginsWhenTheLockIsGranted() {
		seconds(7);
		holdBack(20);
		assertThat(this.authority.calls(Operation.RENEW)).singleElement()
			.satisfies((call) -> assertThat(call.requireTtl()).isEqualTo(Duration.ofSeconds(20)));
	}

	@Test
	void theRequestToKeepTheLockIsRepeatedAndItsBorrowerDoesNotWaitForThat() {
		seconds(1);
		answer(Operation.RENEW, new ConfirmAnswer.Uncertain(new Broken(), null));
		holdBack(20);
		assertThat(this.told).containsExactly(Lease.ReleaseOutcome.UNCONFIRMED);
		seconds(0.2);
		assertThat(count(Operation.RENEW)).isOne();
		seconds(0.2);
		assertThat(this.authority.calls(Operation.RENEW)).extracting((call) -> call.attempt().freshConnection())
			.containsExactly(false, true);
		seconds(4);
		assertThat(count(Operation.RENEW)).isEqualTo(5);
		assertThat(this.told).hasSize(1);
	}

	@Test
	void theRequestToKeepTheLockIsNotRepeatedWhileItIsUnderWay() {
		Lease lease = lease(this.claim, holding(20));
		leaveOpen(Operation.RENEW);
		holdBack(lease);
		seconds(15);
		assertThat(count(Operation.RENEW)).isOne();
		assertThat(this.told).isEmpty();
	}

	@Test
	void theBorrowerIsToldAtTheLatestWhenItsHoldIsOver() {
		Lease lease = lease(this.claim, holding(20));
		leaveOpen(Operation.RENEW);
		holdBack(lease);
		seconds(20);
		assertThat(this.told).containsExactly(Lease.ReleaseOutcome.RELEASED);
		assertThat(this.over).isTrue();
		assertThat(lease.state().phase()).isEqualTo(LeaseState.Phase.RELEASED);
	}

	@Test
	void aHoldWhoseLeaseIsUnknownToTheServerIsToldAsGone() {
		answer(Operation.RENEW, new ConfirmAnswer.Gone(LossReason.LEASE_NOT_CURRENT));
		Lease lease = lease(this.claim, holding(20));
		holdBack(lease);
		assertThat(lease.state().phase()).isEqualTo(LeaseState.Phase.RELEASED);
		assertThat(this.told).containsExactly(Lease.ReleaseOutcome.ALREADY_GONE);
		seconds(30);
		assertThat(count(Operation.RELEASE)).isZero();
		assertThat(this.claim.isAtRest()).isTrue();
	}

	@Test
	void aHoldThatEndsWithItsSessionReleasesNothing() {
		holdBack(20);
		answer(Operation.KEEP_ALIVE, new ConfirmAnswer.Gone(LossReason.SESSION_NOT_FOUND));
		seconds(19.9);
		assertThat(this.over).isFalse();
		seconds(0.2);
		assertThat(this.over).isTrue();
		assertThat(count(Operation.RELEASE)).isZero();
	}

	@Test
	void aHoldIsOverWhenTheReleaseAfterItIsNotAnswered() {
		Lease lease = lease(this.claim, holding(20));
		holdBack(lease);
		answer(Operation.RELEASE, new EndAnswer.Unknown(new Broken()));
		seconds(20.1);
		assertThat(this.over).isTrue();
		assertThat(lease.state().phase()).isEqualTo(LeaseState.Phase.RELEASE_UNCONFIRMED);
		assertThat(this.claim.isAtRest()).isFalse();
		this.authority.healthy();
		seconds(10);
		assertThat(this.claim.isAtRest()).isTrue();
	}

	@Test
	void aLeaseThatWasLostIsNotHeldBack() {
		Lease lease = lease(this.claim, holding(50));
		answer(Operation.RENEW, new ConfirmAnswer.Gone(LossReason.LEASE_NOT_CURRENT));
		seconds(20.1);
		assertThat(lease.isHeld()).isFalse();
		int renewals = count(Operation.RENEW);
		holdBack(lease);
		assertThat(this.told).containsExactly(Lease.ReleaseOutcome.ALREADY_GONE);
		assertThat(this.over).isTrue();
		assertThat(count(Operation.RENEW)).isEqualTo(renewals);
	}

	@Test
	void aReturnedLeaseKnowsHowLongItsLockHasToStayTaken() {
		Lease lease = lease(this.claim, holding(20));
		seconds(5);
		assertThat(lease.toBeHeld()).isEqualTo(Duration.ofSeconds(15));
		seconds(15);
		assertThat(lease.toBeHeld()).isZero();
		seconds(1);
		assertThat(lease.toBeHeld()).isZero();
	}

	@Test
	void nothingHasToStayTakenThatWasLost() {
		Lease lease = lease(this.claim, holding(50));
		this.time.stall(Duration.ofSeconds(25));
		assertThat(lease.toBeHeld()).isZero();
	}

	@Test
	void aHoldThatTheSessionOutlastsNeedsNoKeepalive() {
		lease(this.keeper.claim("other"), TERMS);
		seconds(8);
		lease(this.claim, holding(22));
		assertThat(count(Operation.KEEP_ALIVE)).isZero();
	}

	@Test
	void aHoldThatMayOutlastTheSessionIsSecuredByAKeepaliveFirst() {
		lease(this.keeper.claim("other"), TERMS);
		seconds(8);
		leaveOpen(Operation.KEEP_ALIVE);
		request(this.claim, holding(23));
		assertThat(this.results).hasSize(1);
		this.authority.open(Operation.KEEP_ALIVE).answer(new ConfirmAnswer.Confirmed());
		assertThat(this.results).hasSize(2).allMatch(Lease.class::isInstance);
		seconds(10.5);
		this.authority.open(Operation.KEEP_ALIVE).answer(new ConfirmAnswer.Confirmed());
		assertThat(this.results).hasSize(2);
	}

	@Test
	void aHoldIsLentWhenTheKeepaliveThatSecuresItFails() {
		lease(this.keeper.claim("other"), TERMS);
		seconds(8);
		answer(Operation.KEEP_ALIVE, new ConfirmAnswer.Uncertain(new Broken(), null));
		request(this.claim, holding(23));
		assertThat(this.results).hasSize(2).allMatch(Lease.class::isInstance);
	}

	@Test
	void aHoldIsLentUnderANewSessionWhenTheKeepaliveThatSecuresItProvesTheEnd() {
		Lease other = lease(this.keeper.claim("other"), TERMS);
		seconds(8);
		answer(Operation.KEEP_ALIVE, new ConfirmAnswer.Gone(LossReason.SESSION_NOT_FOUND));
		Lease held = lease(this.claim, holding(23));
		assertThat(other.isHeld()).isFalse();
		assertThat(held.isHeld()).isTrue();
		assertThat(held.session()).isNotEqualTo(other.session());
	}

	@Test
	void whatIsNotedIsSentWithTheAcquire() {
		lease(this.claim, TERMS.noting("from the night job"));
		assertThat(this.authority.calls(Operation.ACQUIRE)).extracting((call) -> call.attempt().note())
			.containsExactly("from the night job");
	}

	@Test
	void isCalledWhatItClaims() {
		assertThat(this.claim.name()).isEqualTo("a");
	}

	@Test
	void aRequestThatComesWhileAHoldIsBeingEndedIsServedAfterwards() {
		holdBack(20);
		leaveOpen(Operation.RELEASE);
		seconds(20.1);
		request(this.claim, TERMS);
		assertThat(this.results).hasSize(1);
		this.authority.open(Operation.RELEASE).answer(new EndAnswer.Ended());
		assertThat(this.results).hasSize(2).allMatch(Lease.class::isInstance);
	}

	@Test
	void aHoldIsLentUnderANewSessionWhenItsSessionTakesNoMoreLocksMeanwhile() {
		Lease other = lease(this.keeper.claim("other"), TERMS);
		seconds(8);
		leaveOpen(Operation.KEEP_ALIVE);
		request(this.claim, holding(23));
		assertThat(this.results).hasSize(1);
		other.endForRevocation();
		assertThat(this.results).hasSize(2).allMatch(Lease.class::isInstance);
		assertThat(count(Operation.CREATE_SESSION)).isEqualTo(2);
		assertThat(count(Operation.RELEASE)).isOne();
	}

	@Test
	void aHoldThatIsOverIsNotWrittenDownAnyMore() {
		answer(Operation.RENEW, new ConfirmAnswer.Uncertain(new Broken(), null));
		holdBack(20);
		this.time.stall(Duration.ofSeconds(21));
		seconds(0);
		assertThat(this.over).isTrue();
		assertThat(count(Operation.RENEW)).isOne();
	}

	@Test
	void aHoldWithAMarkerIsLentWhenTheMarkerIsSet() {
		lease(this.claim, new LeaseTerms(L, S, false, Duration.ofSeconds(90), "marker"));
		assertThat(this.authority.calls(Operation.ACQUIRE)).extracting(Call::name).containsExactly("a", "marker");
		assertThat(this.authority.calls(Operation.RENEW)).singleElement()
			.satisfies((call) -> assertThat(call.requireTtl()).isEqualTo(Duration.ofSeconds(90)));
	}

	@Test
	void aLockWhoseMarkerIsTakenIsGivenBack() {
		AcquireAnswer.Held held = ScriptedAuthority.held();
		this.authority.answering((call) -> (call.operation() == Operation.ACQUIRE && call.name().equals("marker"))
				? held : this.authority.healthyAnswer(call));
		request(this.claim, new LeaseTerms(L, S, false, Duration.ofSeconds(90), "marker"));
		assertThat(this.results).containsExactly(held);
		assertThat(this.authority.calls(Operation.RELEASE)).extracting(Call::name).containsExactly("a");
	}

	@Test
	void aSessionOfItsOwnIsKeptForAsLongAsItsLeaseIsLent() {
		Lease lease = lease(this.claim, LeaseTerms.inSession(L, S, true));
		seconds(60);
		assertThat(lease.isHeld()).isTrue();
		assertThat(lease.session().phase()).isEqualTo(ServerSession.Phase.ALIVE);
	}

}
