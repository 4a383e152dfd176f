package io.octostore.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.Test;

import io.octostore.LossReason;
import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.testsupport.EngineBench;
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
		holdBack(Duration.ofSeconds(20));
		assertThat(this.over).isFalse();
		seconds(21);
		assertThat(this.over).isTrue();
		this.time.advance(LeaseTimings.IDLE_SESSION.plusSeconds(1));
		assertThat(count(Operation.END_SESSION)).isOne();
		assertThat(this.keeper.openSessions()).isZero();
	}

	@Test
	void aHoldThatIsOverEndsAtTheNextConfirmation() {
		holdBack(Duration.ofSeconds(20));
		this.time.stall(Duration.ofSeconds(21));
		this.keeper.execute(this.keeper::confirm);
		assertThat(this.over).isTrue();
		assertThat(count(Operation.RELEASE)).isOne();
	}

	@Test
	void aHoldIsOverAtOnceWhenTheServerDoesNotKnowItsLease() {
		answer(Operation.RENEW, new ConfirmAnswer.Gone(LossReason.LEASE_NOT_CURRENT));
		holdBack(Duration.ofSeconds(20));
		assertThat(this.over).isTrue();
	}

	private void holdBack(Duration hold) {
		Lease lease = lease(this.claim, new LeaseTerms(L, S, false, hold, null));
		this.keeper.execute(() -> this.claim.holdBack(lease, (outcome) -> {
		}, () -> this.over.set(true)));
	}

}
