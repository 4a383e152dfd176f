package io.octostore.lease;

import java.time.Duration;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.octostore.FencingRegressionException;
import io.octostore.LossReason;
import io.octostore.OctoStoreNetworkException;
import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.authority.LeaseId;
import io.octostore.authority.SessionAnswer;
import io.octostore.authority.SessionId;
import io.octostore.testsupport.EngineBench;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Call;
import io.octostore.testsupport.ScriptedAuthority.Operation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How the engine comes to a lease.
 */
class AcquiringTests extends EngineBench {

	@Test
	void doesNothingBeforeTheFirstRequest() {
		seconds(60);
		assertThat(this.authority.calls()).isEmpty();
		assertThat(this.time.pendingTasks()).isZero();
	}

	@Test
	void createsTheSessionOnceAndAcquiresUnderIt() {
		acquire("a");
		acquire("b");
		assertThat(count(Operation.CREATE_SESSION)).isOne();
		assertThat(this.authority.calls(Operation.ACQUIRE)).hasSize(2)
			.allSatisfy((call) -> assertThat(call.session()).isNotNull())
			.extracting(Call::session)
			.containsOnly(this.authority.calls(Operation.ACQUIRE).get(0).session());
	}

	@Test
	void anUncontendedLockIsTwoRequests() {
		release(acquire("warm"));
		this.authority.forgetCalls();
		release(acquire("a"));
		assertThat(this.authority.calls()).extracting(Call::operation)
			.containsExactly(Operation.ACQUIRE, Operation.RELEASE);
	}

	@Test
	void countsAuthorityFromBeforeTheSend() {
		leaveOpen(Operation.ACQUIRE);
		request("a");
		seconds(4);
		this.authority.open(Operation.ACQUIRE).answer(this.authority.granted());
		assertThat(granted().remaining()).isEqualTo(Duration.ofSeconds(24 - 4));
	}

	@Test
	void givesBackAGrantThatComesTooLate() {
		leaveOpen(Operation.ACQUIRE);
		request("a");
		seconds(1);
		this.time.stall(Duration.ofSeconds(47));
		this.authority.healthy();
		this.authority.open(Operation.ACQUIRE).answer(this.authority.granted());
		assertThat(this.outcomes).hasSize(1)
			.first()
			.isInstanceOfSatisfying(AcquireAnswer.Failed.class,
					(failed) -> assertThat(failed.error()).isInstanceOf(OctoStoreNetworkException.class));
		assertThat(count(Operation.RELEASE)).isOne();
	}

	@Test
	void passesOnThatSomebodyElseHasIt() {
		answer(Operation.ACQUIRE, ScriptedAuthority.held(Duration.ofSeconds(3)));
		request("a");
		assertThat(this.outcomes).singleElement()
			.isInstanceOfSatisfying(AcquireAnswer.Held.class,
					(held) -> assertThat(held.holder().retryAfter()).contains(Duration.ofSeconds(3)));
	}

	@Test
	void startsOverUnderANewSessionWhenTheOldOneIsGone() {
		Lease old = acquire("old");
		SessionId gone = old.session().id();
		this.authority.answering((call) -> switch (call.operation()) {
			case ACQUIRE -> gone.equals(call.session()) ? new AcquireAnswer.SessionGone(LossReason.SESSION_EXPIRED)
					: this.authority.healthyAnswer(call);
			case KEEP_ALIVE -> new ConfirmAnswer.Gone(LossReason.SESSION_EXPIRED);
			default -> this.authority.healthyAnswer(call);
		});
		acquire("new");
		assertThat(count(Operation.CREATE_SESSION)).isEqualTo(2);
		assertThat(this.losses).containsExactly(Loss.confirmed(LossReason.SESSION_EXPIRED));
		assertThat(old.isHeld()).isFalse();
	}

	@Test
	void repeatsOnceOnAFreshConnectionWhenTheConnectionBroke() {
		int[] acquires = new int[1];
		this.authority.answering((call) -> (call.operation() == Operation.ACQUIRE && acquires[0]++ == 0)
				? new AcquireAnswer.Failed(new Broken(), true, true) : this.authority.healthyAnswer(call));
		acquire("a");
		assertThat(this.authority.calls(Operation.ACQUIRE)).extracting((call) -> call.attempt().freshConnection())
			.containsExactly(false, true);
	}

	@Test
	void releasesALeaseThatWasLentBeforeAndAcquiresAgain() {
		Lease first = acquire("a");
		LeaseId firstId = this.authority.calls(Operation.ACQUIRE).isEmpty() ? null : first.id();
		release(first);
		int[] acquires = new int[1];
		this.authority.answering((call) -> (call.operation() == Operation.ACQUIRE && acquires[0]++ == 0)
				? new AcquireAnswer.Granted(firstId, first.fencingToken()) : this.authority.healthyAnswer(call));
		Lease second = acquire("a");
		assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
		assertThat(this.authority.calls(Operation.RELEASE)).extracting(Call::lease).containsExactly(firstId, firstId);
	}

	@Test
	void givesBackATokenThatIsNotLargerThanOneSeenBefore() {
		Lease first = acquire("a");
		release(first);
		answer(Operation.ACQUIRE,
				new AcquireAnswer.Granted(new LeaseId(UUID.randomUUID().toString()), first.fencingToken()));
		request("a");
		assertThat(this.outcomes).last()
			.isInstanceOfSatisfying(AcquireAnswer.Refused.class,
					(refused) -> assertThat(refused.error()).isInstanceOf(FencingRegressionException.class));
		assertThat(count(Operation.RELEASE)).isEqualTo(2);
	}

	@Test
	void saysWhyThereIsNoSession() {
		answer(Operation.CREATE_SESSION, new SessionAnswer.Refused(new Broken()));
		request("a");
		assertThat(this.outcomes).singleElement().isInstanceOf(AcquireAnswer.Refused.class);
		this.authority.healthy();
		acquire("a");
		assertThat(count(Operation.CREATE_SESSION)).isEqualTo(2);
	}

	@Test
	void withoutASessionTheUserIsTheHolder() {
		terms(LeaseTerms.withoutSession(L));
		Lease lease = acquire("a");
		assertThat(count(Operation.CREATE_SESSION)).isZero();
		assertThat(this.authority.calls(Operation.ACQUIRE).get(0).session()).isNull();
		assertThat(lease.remaining()).isEqualTo(Duration.ofSeconds(48));
	}

	@Test
	void repeatsNothingUnderASessionThatTakesNoMoreLeases() {
		Lease revoked = acquire("b");
		leaveOpen(Operation.ACQUIRE);
		request("a");
		revoked.endForRevocation();
		this.authority.open(Operation.ACQUIRE).answer(new AcquireAnswer.Failed(new Broken(), true, true));
		assertThat(this.authority.calls(Operation.ACQUIRE)).extracting(Call::name).containsExactly("b", "a");
		assertThat(lastOutcome()).isInstanceOf(AcquireAnswer.Failed.class);
	}

	@Test
	void repeatsNoSecondTimeWhenTheConnectionBreaksAgain() {
		int[] acquires = new int[1];
		this.authority.answering((call) -> (call.operation() == Operation.ACQUIRE && acquires[0]++ < 5)
				? new AcquireAnswer.Failed(new Broken(), true, true) : this.authority.healthyAnswer(call));
		request("a");
		assertThat(count(Operation.ACQUIRE)).isEqualTo(2);
		assertThat(lastOutcome()).isInstanceOf(AcquireAnswer.Failed.class);
	}

}
