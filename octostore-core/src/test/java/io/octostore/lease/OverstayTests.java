package io.octostore.lease;

import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.octostore.LossReason;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.authority.EndAnswer;
import io.octostore.testsupport.EngineBench;
import io.octostore.testsupport.ScriptedAuthority.Operation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Locks that stay taken although their TTL is over, on an authority where only a release
 * or the end of the session frees a lock.
 */
class OverstayTests {

	/**
	 * The authority frees no lock by its own TTL.
	 */
	@Nested
	class WhereTheTtlFreesNothing extends EngineBench {

		@BeforeEach
		void free() {
			this.authority.freeingNothingByLockTtl();
		}

		@Test
		void releasesALockPastItsLongestHoldAtTheEndOfItsTtl() {
			Lease lease = acquire("a");
			lease.endForMaxHold();
			seconds(59.8);
			assertThat(count(Operation.RELEASE)).isZero();
			seconds(0.4);
			assertThat(this.authority.calls(Operation.RELEASE)).singleElement()
				.satisfies((call) -> assertThat(call.name()).isEqualTo("a"))
				.satisfies((call) -> assertThat(call.lease()).isEqualTo(lease.id()));
			seconds(60);
			assertThat(count(Operation.RELEASE)).isOne();
		}

		@Test
		void countsTheTtlFromTheLastConfirmation() {
			Lease lease = acquire("a");
			seconds(21);
			assertThat(count(Operation.RENEW)).isOne();
			lease.endForMaxHold();
			seconds(56);
			assertThat(count(Operation.RELEASE)).isZero();
			seconds(5);
			assertThat(count(Operation.RELEASE)).isOne();
		}

		@Test
		void releasesALockWhoseRenewalWasGivenUp() {
			Lease lease = acquire("a");
			answer(Operation.RENEW, new ConfirmAnswer.Uncertain(new Broken(), null));
			seconds(48.2);
			assertThat(lease.loss()).get().extracting(Loss::reason).isEqualTo(LossReason.DEADLINE);
			assertThat(count(Operation.RELEASE)).isZero();
			seconds(12);
			assertThat(count(Operation.RELEASE)).isOne();
		}

		@Test
		void repeatsTheReleaseUntilItIsAnswered() {
			acquire("a").endForMaxHold();
			answer(Operation.RELEASE, new EndAnswer.Unknown(new Broken()));
			seconds(61);
			int unanswered = count(Operation.RELEASE);
			assertThat(unanswered).isBetween(2, 5);
			assertThat(this.authority.calls(Operation.RELEASE)).extracting((call) -> call.attempt().freshConnection())
				.startsWith(false, true)
				.containsOnlyOnce(false);
			answer(Operation.RELEASE, new EndAnswer.Ended());
			seconds(60);
			assertThat(count(Operation.RELEASE)).isEqualTo(unanswered + 1);
		}

		@Test
		void waitsForAnAnswerBeforeItRepeats() {
			acquire("a").endForMaxHold();
			leaveOpen(Operation.RELEASE);
			seconds(70);
			assertThat(count(Operation.RELEASE)).isOne();
		}

		@Test
		void releasesNothingThatIsProvenToBeGone() {
			acquire("a");
			answer(Operation.RENEW, new ConfirmAnswer.Gone(LossReason.LEASE_NOT_CURRENT));
			seconds(90);
			assertThat(this.losses).singleElement();
			assertThat(count(Operation.RELEASE)).isZero();
		}

		@Test
		void leavesTheLockToTheEndOfItsSession() {
			acquire("a");
			answer(Operation.KEEP_ALIVE, new ConfirmAnswer.Uncertain(new Broken(), null));
			seconds(90);
			assertThat(this.losses).singleElement();
			assertThat(count(Operation.RELEASE)).isZero();
		}

		@Test
		void theReturnOfTheBorrowerIsARelease() {
			Lease lease = acquire("a");
			lease.endForMaxHold();
			assertThat(release(lease)).isEqualTo(List.of(Lease.ReleaseOutcome.RELEASED));
			seconds(90);
			assertThat(count(Operation.RELEASE)).isOne();
		}

		@Test
		void seeksTheAnswerToAReleaseForAsLongAsTheSessionLives() {
			Lease lease = acquire("a");
			acquire("b");
			answer(Operation.RELEASE, new EndAnswer.Unknown(new Broken()));
			release(lease);
			seconds(600);
			int unanswered = count(Operation.RELEASE);
			seconds(60);
			assertThat(count(Operation.RELEASE)).isGreaterThan(unanswered);
			answer(Operation.RELEASE, new EndAnswer.Ended());
			seconds(10);
			this.authority.forgetCalls();
			seconds(60);
			assertThat(count(Operation.RELEASE)).isZero();
		}

	}

	/**
	 * The authority frees each lock at the end of its TTL.
	 */
	@Nested
	class WhereTheTtlFrees extends EngineBench {

		@Test
		void leavesALockPastItsLongestHoldToItsTtl() {
			acquire("a").endForMaxHold();
			seconds(120);
			assertThat(count(Operation.RELEASE)).isZero();
		}

		@Test
		void forgetsAReleaseWithoutAnAnswerWhenTheTtlIsOver() {
			Lease lease = acquire("a");
			acquire("b");
			answer(Operation.RELEASE, new EndAnswer.Unknown(new Broken()));
			release(lease);
			seconds(120);
			this.authority.forgetCalls();
			seconds(60);
			assertThat(count(Operation.RELEASE)).isZero();
		}

	}

}
