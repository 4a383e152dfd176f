package io.octostore.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.UUID;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import io.octostore.FencingRegressionException;
import io.octostore.LossReason;
import io.octostore.OctoStoreException;
import io.octostore.OctoStoreNetworkException;
import io.octostore.OctoStoreValidationException;
import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.authority.EndAnswer;
import io.octostore.authority.LeaseId;
import io.octostore.authority.SessionAnswer;
import io.octostore.authority.SessionId;
import io.octostore.testsupport.Claims;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Call;
import io.octostore.testsupport.ScriptedAuthority.Operation;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The engine in virtual time. Session TTL 30 s, lock TTL 60 s unless said otherwise.
 */
class LeaseKeeperTests {

	private static final Duration S = Duration.ofSeconds(30);

	private static final Duration L = Duration.ofSeconds(60);

	private final SimulatedTime time = new SimulatedTime();

	private final ScriptedAuthority authority = new ScriptedAuthority();

	private final List<Loss> losses = new ArrayList<>();

	private LeaseKeeper keeper;

	private Claims claims;

	private List<Object> outcomes;

	private LeaseTerms terms = LeaseTerms.inSession(L, S, false);

	@BeforeEach
	void start() {
		this.keeper = new LeaseKeeper(this.authority, this.time, this.time, new Random(1), LeaseTimings.ACQUIRE_TIMEOUT,
				new LeaseEvents() {
				});
		this.claims = new Claims(this.keeper);
		this.outcomes = this.claims.outcomes();
		this.authority.healthy();
	}

	private void request(String name) {
		this.claims.request(name, this.terms, LeaseTimings.ACQUIRE_TIMEOUT);
	}

	private Lease acquire(String name) {
		request(name);
		Lease lease = granted();
		lease.onLoss(this.losses::add);
		return lease;
	}

	private Lease granted() {
		return this.claims.granted();
	}

	private Lease.ReleaseOutcome[] release(Lease lease) {
		Lease.ReleaseOutcome[] outcome = new Lease.ReleaseOutcome[1];
		lease.release((result) -> outcome[0] = result);
		return outcome;
	}

	private void seconds(double seconds) {
		this.time.advance(Duration.ofMillis((long) (seconds * 1000)));
	}

	private int count(Operation operation) {
		return this.authority.calls(operation).size();
	}

	/**
	 * Stop answering an operation, go on with the others.
	 */
	private void leaveOpen(Operation operation) {
		this.authority.answering((call) -> (call.operation() == operation) ? null : this.authority.healthyAnswer(call));
	}

	private void answer(Operation operation, Object answer) {
		this.authority
			.answering((call) -> (call.operation() == operation) ? answer : this.authority.healthyAnswer(call));
	}

	private static final class Broken extends OctoStoreException {

		Broken() {
			super("broken");
		}

	}

	private static AcquireAnswer.Failed ambiguous() {
		return new AcquireAnswer.Failed(new Broken(), true, false);
	}

	@Nested
	class Acquiring {

		@Test
		void doesNothingBeforeTheFirstRequest() {
			seconds(60);
			assertThat(LeaseKeeperTests.this.authority.calls()).isEmpty();
			assertThat(LeaseKeeperTests.this.time.pendingTasks()).isZero();
		}

		@Test
		void createsTheSessionOnceAndAcquiresUnderIt() {
			acquire("a");
			acquire("b");
			assertThat(count(Operation.CREATE_SESSION)).isOne();
			assertThat(LeaseKeeperTests.this.authority.calls(Operation.ACQUIRE)).hasSize(2)
				.allSatisfy((call) -> assertThat(call.session()).isNotNull())
				.extracting(Call::session)
				.containsOnly(LeaseKeeperTests.this.authority.calls(Operation.ACQUIRE).get(0).session());
		}

		@Test
		void anUncontendedLockIsTwoRequests() {
			release(acquire("warm"));
			LeaseKeeperTests.this.authority.forgetCalls();
			release(acquire("a"));
			assertThat(LeaseKeeperTests.this.authority.calls()).extracting(Call::operation)
				.containsExactly(Operation.ACQUIRE, Operation.RELEASE);
		}

		@Test
		void countsAuthorityFromBeforeTheSend() {
			leaveOpen(Operation.ACQUIRE);
			request("a");
			seconds(4);
			LeaseKeeperTests.this.authority.open(Operation.ACQUIRE).answer(LeaseKeeperTests.this.authority.granted());
			assertThat(granted().remaining()).isEqualTo(Duration.ofSeconds(24 - 4));
		}

		@Test
		void givesBackAGrantThatComesTooLate() {
			leaveOpen(Operation.ACQUIRE);
			request("a");
			seconds(1);
			LeaseKeeperTests.this.time.stall(Duration.ofSeconds(47));
			LeaseKeeperTests.this.authority.healthy();
			LeaseKeeperTests.this.authority.open(Operation.ACQUIRE).answer(LeaseKeeperTests.this.authority.granted());
			assertThat(LeaseKeeperTests.this.outcomes).hasSize(1)
				.first()
				.isInstanceOfSatisfying(AcquireAnswer.Failed.class,
						(failed) -> assertThat(failed.error()).isInstanceOf(OctoStoreNetworkException.class));
			assertThat(count(Operation.RELEASE)).isOne();
		}

		@Test
		void passesOnThatSomebodyElseHasIt() {
			answer(Operation.ACQUIRE, ScriptedAuthority.held(Duration.ofSeconds(3)));
			request("a");
			assertThat(LeaseKeeperTests.this.outcomes).singleElement()
				.isInstanceOfSatisfying(AcquireAnswer.Held.class,
						(held) -> assertThat(held.holder().retryAfter()).contains(Duration.ofSeconds(3)));
		}

		@Test
		void startsOverUnderANewSessionWhenTheOldOneIsGone() {
			Lease old = acquire("old");
			SessionId gone = old.session().id();
			LeaseKeeperTests.this.authority.answering((call) -> switch (call.operation()) {
				case ACQUIRE -> gone.equals(call.session()) ? new AcquireAnswer.SessionGone(LossReason.SESSION_EXPIRED)
						: LeaseKeeperTests.this.authority.healthyAnswer(call);
				case KEEP_ALIVE -> new ConfirmAnswer.Gone(LossReason.SESSION_EXPIRED);
				default -> LeaseKeeperTests.this.authority.healthyAnswer(call);
			});
			acquire("new");
			assertThat(count(Operation.CREATE_SESSION)).isEqualTo(2);
			assertThat(LeaseKeeperTests.this.losses).containsExactly(Loss.confirmed(LossReason.SESSION_EXPIRED));
			assertThat(old.isHeld()).isFalse();
		}

		@Test
		void repeatsOnceOnAFreshConnectionWhenTheConnectionBroke() {
			int[] acquires = new int[1];
			LeaseKeeperTests.this.authority
				.answering((call) -> (call.operation() == Operation.ACQUIRE && acquires[0]++ == 0)
						? new AcquireAnswer.Failed(new Broken(), true, true)
						: LeaseKeeperTests.this.authority.healthyAnswer(call));
			acquire("a");
			assertThat(LeaseKeeperTests.this.authority.calls(Operation.ACQUIRE))
				.extracting((call) -> call.attempt().freshConnection())
				.containsExactly(false, true);
		}

		@Test
		void releasesALeaseThatWasLentBeforeAndAcquiresAgain() {
			Lease first = acquire("a");
			LeaseId firstId = LeaseKeeperTests.this.authority.calls(Operation.ACQUIRE).isEmpty() ? null : first.id();
			release(first);
			int[] acquires = new int[1];
			LeaseKeeperTests.this.authority
				.answering((call) -> (call.operation() == Operation.ACQUIRE && acquires[0]++ == 0)
						? new AcquireAnswer.Granted(firstId, first.fencingToken())
						: LeaseKeeperTests.this.authority.healthyAnswer(call));
			Lease second = acquire("a");
			assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
			assertThat(LeaseKeeperTests.this.authority.calls(Operation.RELEASE)).extracting(Call::lease)
				.containsExactly(firstId, firstId);
		}

		@Test
		void givesBackATokenThatIsNotLargerThanOneSeenBefore() {
			Lease first = acquire("a");
			release(first);
			answer(Operation.ACQUIRE,
					new AcquireAnswer.Granted(new LeaseId(UUID.randomUUID().toString()), first.fencingToken()));
			request("a");
			assertThat(LeaseKeeperTests.this.outcomes).last()
				.isInstanceOfSatisfying(AcquireAnswer.Refused.class,
						(refused) -> assertThat(refused.error()).isInstanceOf(FencingRegressionException.class));
			assertThat(count(Operation.RELEASE)).isEqualTo(2);
		}

		@Test
		void saysWhyThereIsNoSession() {
			answer(Operation.CREATE_SESSION, new SessionAnswer.Refused(new Broken()));
			request("a");
			assertThat(LeaseKeeperTests.this.outcomes).singleElement().isInstanceOf(AcquireAnswer.Refused.class);
			LeaseKeeperTests.this.authority.healthy();
			acquire("a");
			assertThat(count(Operation.CREATE_SESSION)).isEqualTo(2);
		}

		@Test
		void withoutASessionTheUserIsTheHolder() {
			LeaseKeeperTests.this.terms = LeaseTerms.withoutSession(L);
			Lease lease = acquire("a");
			assertThat(count(Operation.CREATE_SESSION)).isZero();
			assertThat(LeaseKeeperTests.this.authority.calls(Operation.ACQUIRE).get(0).session()).isNull();
			assertThat(lease.remaining()).isEqualTo(Duration.ofSeconds(48));
		}

	}

	@Nested
	class RunningOutOfTime {

		private void request(String name, Duration timeout) {
			LeaseKeeperTests.this.claims.request(name, LeaseKeeperTests.this.terms, timeout);
		}

		private void assertOneFailure() {
			assertThat(LeaseKeeperTests.this.outcomes).singleElement()
				.isInstanceOfSatisfying(AcquireAnswer.Failed.class,
						(failed) -> assertThat(failed.error()).isInstanceOf(OctoStoreNetworkException.class));
		}

		@Test
		void aCallerIsToldInTimeAlthoughTheSessionIsCreatedOnTheTimeOfAnother() {
			leaveOpen(Operation.CREATE_SESSION);
			request("a", Duration.ofSeconds(5));
			request("b", Duration.ofSeconds(2));
			seconds(2);
			assertThat(LeaseKeeperTests.this.outcomes).isEmpty();
			seconds(0.2);
			assertOneFailure();
			Call creation = LeaseKeeperTests.this.authority.open(Operation.CREATE_SESSION);
			creation.answer(LeaseKeeperTests.this.authority.healthyAnswer(creation));
			assertThat(LeaseKeeperTests.this.authority.calls(Operation.ACQUIRE)).extracting(Call::name)
				.containsExactly("a");
			assertThat(LeaseKeeperTests.this.outcomes).hasSize(2);
		}

		@Test
		void whatIsGrantedAfterwardsIsGivenBackAndTheNextRequestIsServed() {
			leaveOpen(Operation.ACQUIRE);
			request("a", Duration.ofSeconds(2));
			seconds(2.2);
			assertOneFailure();
			request("a", Duration.ofSeconds(5));
			assertThat(count(Operation.ACQUIRE)).isOne();
			Call late = LeaseKeeperTests.this.authority.open(Operation.ACQUIRE);
			LeaseKeeperTests.this.authority.healthy();
			AcquireAnswer.Granted grant = LeaseKeeperTests.this.authority.granted();
			late.answer(grant);
			assertThat(LeaseKeeperTests.this.authority.calls(Operation.RELEASE)).singleElement()
				.satisfies((call) -> assertThat(call.lease()).isEqualTo(grant.lease()));
			assertThat(count(Operation.ACQUIRE)).isEqualTo(2);
			assertThat(granted().id()).isNotEqualTo(grant.lease());
		}

		@Test
		void aFailureThatComesAfterwardsIsNotThatOfTheNextRequest() {
			leaveOpen(Operation.ACQUIRE);
			request("a", Duration.ofSeconds(2));
			seconds(2.2);
			request("a", Duration.ofSeconds(5));
			Call late = LeaseKeeperTests.this.authority.open(Operation.ACQUIRE);
			LeaseKeeperTests.this.authority.healthy();
			late.answer(new AcquireAnswer.Refused(new Broken()));
			assertThat(LeaseKeeperTests.this.outcomes).hasSize(2);
			assertThat(granted().isHeld()).isTrue();
		}

		@Test
		void aDedicatedSessionThatIsNotWantedAnyMoreIsEnded() {
			LeaseKeeperTests.this.terms = LeaseTerms.inSession(L, S, true);
			leaveOpen(Operation.CREATE_SESSION);
			request("a", Duration.ofSeconds(2));
			seconds(2.2);
			assertOneFailure();
			Call creation = LeaseKeeperTests.this.authority.open(Operation.CREATE_SESSION);
			creation.answer(LeaseKeeperTests.this.authority.healthyAnswer(creation));
			assertThat(count(Operation.ACQUIRE)).isZero();
			seconds(20.2);
			assertThat(count(Operation.END_SESSION)).isOne();
		}

	}

	@Nested
	class KeepingAlive {

		@Test
		void keepsTheSessionAliveEveryThirdOfItsTtl() {
			acquire("a");
			seconds(8.9);
			assertThat(count(Operation.KEEP_ALIVE)).isZero();
			seconds(1.3);
			assertThat(count(Operation.KEEP_ALIVE)).isOne();
			seconds(90);
			assertThat(count(Operation.KEEP_ALIVE)).isBetween(9, 11);
		}

		@Test
		void renewsALockEveryThirdOfItsTtl() {
			acquire("a");
			seconds(17.9);
			assertThat(count(Operation.RENEW)).isZero();
			seconds(2.3);
			assertThat(count(Operation.RENEW)).isOne();
		}

		@Test
		void holdsALockForAsLongAsItIsConfirmed() {
			Lease lease = acquire("a");
			seconds(600);
			assertThat(lease.isHeld()).isTrue();
			assertThat(count(Operation.RENEW)).isBetween(29, 35);
		}

		@Test
		void fitsSeveralAttemptsIntoTheWindowEachOnAFreshConnection() {
			Lease lease = acquire("a");
			answer(Operation.KEEP_ALIVE, new ConfirmAnswer.Uncertain(new Broken(), null));
			seconds(23.8);
			assertThat(lease.isHeld()).isTrue();
			List<Call> attempts = LeaseKeeperTests.this.authority.calls(Operation.KEEP_ALIVE);
			assertThat(attempts).hasSizeGreaterThanOrEqualTo(5);
			assertThat(attempts.subList(1, attempts.size()))
				.allSatisfy((call) -> assertThat(call.attempt().freshConnection()).isTrue());
		}

		@Test
		void losesEverythingWhenNoKeepaliveIsAnsweredUntilTheDeadline() {
			Lease a = acquire("a");
			Lease b = acquire("b");
			leaveOpen(Operation.KEEP_ALIVE);
			seconds(23.9);
			assertThat(a.isHeld()).isTrue();
			seconds(0.2);
			assertThat(a.isHeld()).isFalse();
			assertThat(b.isHeld()).isFalse();
			assertThat(LeaseKeeperTests.this.losses).containsExactly(Loss.uncertain(LossReason.DEADLINE),
					Loss.uncertain(LossReason.DEADLINE));
		}

		@Test
		void anUnansweredAttemptDoesNotStandInTheWayOfTheNext() {
			acquire("a");
			leaveOpen(Operation.KEEP_ALIVE);
			seconds(22);
			assertThat(count(Operation.KEEP_ALIVE)).isGreaterThanOrEqualTo(3);
		}

		@Test
		void takesTheLaterDeadlineOfTwoConfirmationsInWhateverOrder() {
			Lease lease = acquire("a");
			leaveOpen(Operation.KEEP_ALIVE);
			seconds(18);
			List<Call> attempts = LeaseKeeperTests.this.authority.calls(Operation.KEEP_ALIVE);
			assertThat(attempts).hasSizeGreaterThanOrEqualTo(2);
			attempts.get(1).answer(new ConfirmAnswer.Confirmed());
			Duration after = lease.remaining();
			attempts.get(0).answer(new ConfirmAnswer.Confirmed());
			assertThat(lease.remaining()).isEqualTo(after).isGreaterThan(Duration.ofSeconds(15));
		}

		@Test
		void aConfirmationAfterTheDeadlineRevivesNothing() {
			Lease lease = acquire("a");
			leaveOpen(Operation.KEEP_ALIVE);
			seconds(10);
			LeaseKeeperTests.this.time.stall(Duration.ofSeconds(14));
			LeaseKeeperTests.this.authority.calls(Operation.KEEP_ALIVE).get(0).answer(new ConfirmAnswer.Confirmed());
			assertThat(lease.isHeld()).isFalse();
			assertThat(LeaseKeeperTests.this.losses).containsExactly(Loss.uncertain(LossReason.DEADLINE));
		}

		@Test
		void aProofEndsAllLeasesOfTheSessionAtOnce() {
			Lease a = acquire("a");
			Lease b = acquire("b");
			answer(Operation.KEEP_ALIVE, new ConfirmAnswer.Gone(LossReason.SESSION_NOT_FOUND));
			seconds(10.2);
			assertThat(a.isHeld()).isFalse();
			assertThat(b.isHeld()).isFalse();
			assertThat(LeaseKeeperTests.this.losses).hasSize(2)
				.containsOnly(Loss.confirmed(LossReason.SESSION_NOT_FOUND));
			assertThat(LeaseKeeperTests.this.keeper.sessionStatus()).isEqualTo(SessionStatus.LOST);
		}

		@Test
		void aLeaseThatIsNotCurrentIsLostAlone() {
			Lease a = acquire("a");
			Lease b = acquire("b");
			LeaseKeeperTests.this.authority
				.answering((call) -> (call.operation() == Operation.RENEW && call.name().equals("a"))
						? new ConfirmAnswer.Gone(LossReason.LEASE_NOT_CURRENT)
						: LeaseKeeperTests.this.authority.healthyAnswer(call));
			seconds(20.2);
			assertThat(a.isHeld()).isFalse();
			assertThat(b.isHeld()).isTrue();
			assertThat(LeaseKeeperTests.this.losses).containsExactly(Loss.confirmed(LossReason.LEASE_NOT_CURRENT));
		}

		@Test
		void aLockThatCannotBeRenewedIsLostAtItsOwnDeadline() {
			Lease a = acquire("a");
			answer(Operation.RENEW, new ConfirmAnswer.Uncertain(new Broken(), null));
			seconds(47.8);
			assertThat(a.isHeld()).isTrue();
			seconds(0.3);
			assertThat(a.isHeld()).isFalse();
		}

		@Test
		void doesNotFollowAdviceThatLeavesNoTimeForMoreAttempts() {
			acquire("a");
			answer(Operation.KEEP_ALIVE, new ConfirmAnswer.Uncertain(new Broken(), Duration.ofSeconds(60)));
			seconds(15);
			assertThat(count(Operation.KEEP_ALIVE)).isGreaterThanOrEqualTo(2);
		}

		@Test
		void aSuspendPastTheDeadlineIsNoticedByTheFirstReader() {
			Lease lease = acquire("a");
			LeaseKeeperTests.this.time.suspend(Duration.ofSeconds(25));
			assertThat(lease.isHeld()).isFalse();
			assertThat(LeaseKeeperTests.this.losses).containsExactly(Loss.uncertain(LossReason.CLOCK_SKIP));
		}

		@Test
		void saysThatTheSessionIsAtRiskAndAliveAgain() {
			acquire("a");
			assertThat(LeaseKeeperTests.this.keeper.sessionStatus()).isEqualTo(SessionStatus.ALIVE);
			answer(Operation.KEEP_ALIVE, new ConfirmAnswer.Uncertain(new Broken(), null));
			seconds(10.2);
			assertThat(LeaseKeeperTests.this.keeper.sessionStatus()).isEqualTo(SessionStatus.AT_RISK);
			LeaseKeeperTests.this.authority.healthy();
			seconds(3);
			assertThat(LeaseKeeperTests.this.keeper.sessionStatus()).isEqualTo(SessionStatus.ALIVE);
		}

		@Test
		void endsAnIdleSessionAndRests() {
			release(acquire("a"));
			seconds(299);
			assertThat(count(Operation.END_SESSION)).isZero();
			seconds(3);
			assertThat(count(Operation.END_SESSION)).isOne();
			assertThat(LeaseKeeperTests.this.time.pendingTasks()).isZero();
			assertThat(LeaseKeeperTests.this.keeper.sessionStatus()).isEqualTo(SessionStatus.NONE);
		}

	}

	@Nested
	class Losing {

		@Test
		void aCallerThatWaitsForTheLastKeepaliveOfASessionGoesToANewOneWhenItEnds() {
			Lease lost = acquire("a");
			leaveOpen(Operation.KEEP_ALIVE);
			seconds(23.95);
			request("b");
			assertThat(LeaseKeeperTests.this.outcomes).hasSize(1);
			LeaseKeeperTests.this.time.stall(Duration.ofMillis(60));
			assertThat(lost.isHeld()).isFalse();
			release(lost);
			assertThat(granted().isHeld()).isTrue();
			assertThat(count(Operation.CREATE_SESSION)).isEqualTo(2);
		}

		@Test
		void aLateAcquireGoesToANewSessionAndTheOldOneIsEndedWhenItsBorrowerReturns() {
			Lease lost = acquire("a");
			LeaseKeeperTests.this.authority.answering((call) -> (call.operation() == Operation.RENEW)
					? new ConfirmAnswer.Gone(LossReason.LEASE_NOT_CURRENT)
					: LeaseKeeperTests.this.authority.healthyAnswer(call));
			seconds(20.2);
			assertThat(count(Operation.END_SESSION)).isZero();
			acquire("b");
			assertThat(count(Operation.CREATE_SESSION)).isEqualTo(2);
			release(lost);
			assertThat(LeaseKeeperTests.this.authority.calls(Operation.END_SESSION)).extracting(Call::session)
				.containsExactly(LeaseKeeperTests.this.authority.calls(Operation.ACQUIRE).get(0).session());
		}

		@Test
		void isToldOnceToAListenerThatComesLate() {
			Lease lease = acquire("a");
			LeaseKeeperTests.this.time.stall(Duration.ofSeconds(24));
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

	}

	@Nested
	class Releasing {

		@Test
		void isAnsweredWithinTwoSecondsAlsoWhenItIsRepeated() {
			Lease lease = acquire("a");
			leaveOpen(Operation.RELEASE);
			release(lease);
			seconds(0.4);
			LeaseKeeperTests.this.authority.open(Operation.RELEASE).answer(new EndAnswer.Unknown(new Broken()));
			assertThat(LeaseKeeperTests.this.authority.open(Operation.RELEASE).attempt().timeout())
				.isEqualTo(Duration.ofMillis(1_600));
		}

		@Test
		void hasNoAuthorityWhileTheReleaseIsUnderWay() {
			Lease lease = acquire("a");
			leaveOpen(Operation.RELEASE);
			Lease.ReleaseOutcome[] outcome = release(lease);
			assertThat(lease.isHeld()).isFalse();
			assertThat(lease.loss()).isEmpty();
			assertThat(outcome[0]).isNull();
			LeaseKeeperTests.this.authority.open(Operation.RELEASE).answer(new EndAnswer.Ended());
			assertThat(outcome[0]).isEqualTo(Lease.ReleaseOutcome.RELEASED);
		}

		@Test
		void isRepeatedAtOnceOnAFreshConnection() {
			Lease lease = acquire("a");
			int[] releases = new int[1];
			LeaseKeeperTests.this.authority
				.answering((call) -> (call.operation() == Operation.RELEASE && releases[0]++ == 0)
						? new EndAnswer.Unknown(new Broken()) : LeaseKeeperTests.this.authority.healthyAnswer(call));
			assertThat(release(lease)).containsExactly(Lease.ReleaseOutcome.RELEASED);
			assertThat(LeaseKeeperTests.this.authority.calls(Operation.RELEASE).get(1).attempt().freshConnection())
				.isTrue();
		}

		@Test
		void isSettledInTheBackgroundWhenTheServerDoesNotAnswer() {
			Lease lease = acquire("a");
			answer(Operation.RELEASE, new EndAnswer.Unknown(new Broken()));
			assertThat(release(lease)).containsExactly(Lease.ReleaseOutcome.UNCONFIRMED);
			assertThat(LeaseKeeperTests.this.keeper.unsettled()).isOne();
			seconds(3);
			assertThat(count(Operation.RELEASE)).isGreaterThanOrEqualTo(4);
			answer(Operation.RELEASE, new EndAnswer.AlreadyGone());
			seconds(5.2);
			assertThat(LeaseKeeperTests.this.keeper.unsettled()).isZero();
			int settled = count(Operation.RELEASE);
			seconds(60);
			assertThat(count(Operation.RELEASE)).isEqualTo(settled);
		}

		@Test
		void isNotTriedForEver() {
			Lease lease = acquire("a");
			answer(Operation.RELEASE, new EndAnswer.Unknown(new Broken()));
			release(lease);
			seconds(70.2);
			assertThat(LeaseKeeperTests.this.keeper.unsettled()).isZero();
		}

		@Test
		void isNotFollowedByARenewal() {
			Lease lease = acquire("a");
			leaveOpen(Operation.RENEW);
			seconds(20.2);
			release(lease);
			LeaseKeeperTests.this.authority.open(Operation.RENEW)
				.answer(new ConfirmAnswer.Uncertain(new Broken(), null));
			seconds(60);
			assertThat(count(Operation.RENEW)).isOne();
		}

		@Test
		void twiceReleasesOnce() {
			Lease lease = acquire("a");
			release(lease);
			assertThat(release(lease)).containsExactly(Lease.ReleaseOutcome.ALREADY_GONE);
			assertThat(count(Operation.RELEASE)).isOne();
		}

	}

	@Nested
	class Settling {

		@Test
		void anUnansweredAcquireIsAskedAboutAndReleased() {
			answer(Operation.ACQUIRE, ambiguous());
			request("a");
			assertThat(LeaseKeeperTests.this.outcomes).last().isInstanceOf(AcquireAnswer.Failed.class);
			LeaseKeeperTests.this.authority.healthy();
			seconds(0.5);
			assertThat(LeaseKeeperTests.this.authority.calls()).extracting(Call::operation)
				.containsExactly(Operation.CREATE_SESSION, Operation.ACQUIRE, Operation.ACQUIRE, Operation.RELEASE);
			assertThat(LeaseKeeperTests.this.keeper.unsettled()).isZero();
		}

		@Test
		void theNextCallerGetsWhatAnUnansweredAcquireLeft() {
			answer(Operation.ACQUIRE, ambiguous());
			request("a");
			AcquireAnswer.Granted left = LeaseKeeperTests.this.authority.granted();
			answer(Operation.ACQUIRE, left);
			seconds(0.2);
			Lease lease = acquire("a");
			assertThat(lease.id()).isEqualTo(left.lease());
			assertThat(lease.remaining()).isEqualTo(Duration.ofMillis(24_000 - 200));
			assertThat(LeaseKeeperTests.this.keeper.unsettled()).isZero();
		}

		@Test
		void aLeaseWhoseReleaseMayStillBeOnItsWayIsNeverLent() {
			AcquireAnswer.Granted left = LeaseKeeperTests.this.authority.granted();
			answer(Operation.ACQUIRE, ambiguous());
			request("a");
			LeaseKeeperTests.this.authority.answering((call) -> switch (call.operation()) {
				case ACQUIRE -> left;
				case RELEASE -> new EndAnswer.Unknown(new Broken());
				default -> LeaseKeeperTests.this.authority.healthyAnswer(call);
			});
			seconds(0.4);
			assertThat(count(Operation.RELEASE)).isOne();
			int[] acquires = new int[1];
			LeaseKeeperTests.this.authority
				.answering((call) -> (call.operation() == Operation.ACQUIRE && acquires[0]++ == 0) ? left
						: LeaseKeeperTests.this.authority.healthyAnswer(call));
			Lease lease = acquire("a");
			assertThat(lease.id()).isNotEqualTo(left.lease());
			assertThat(lease.fencingToken()).isGreaterThan(left.fencingToken());
		}

		@Test
		void anAnswerUnderAnotherSessionSettlesNothing() {
			acquire("other");
			answer(Operation.ACQUIRE, ambiguous());
			request("a");
			SessionId first = LeaseKeeperTests.this.authority.calls(Operation.ACQUIRE).get(0).session();
			LeaseKeeperTests.this.authority.answering((call) -> switch (call.operation()) {
				case RENEW -> new ConfirmAnswer.Gone(LossReason.LEASE_NOT_CURRENT);
				case ACQUIRE -> first.equals(call.session()) ? ambiguous() : ScriptedAuthority.held();
				default -> LeaseKeeperTests.this.authority.healthyAnswer(call);
			});
			seconds(20.2);
			request("a");
			assertThat(LeaseKeeperTests.this.outcomes).last().isInstanceOf(AcquireAnswer.Held.class);
			LeaseKeeperTests.this.authority.healthy();
			LeaseKeeperTests.this.authority.forgetCalls();
			seconds(6);
			assertThat(LeaseKeeperTests.this.authority.calls(Operation.ACQUIRE)).extracting(Call::session)
				.containsExactly(first);
			assertThat(LeaseKeeperTests.this.authority.calls(Operation.RELEASE)).extracting(Call::name)
				.containsExactly("a");
		}

		@Test
		void endsWithTheSession() {
			answer(Operation.ACQUIRE, ambiguous());
			request("a");
			answer(Operation.ACQUIRE, new AcquireAnswer.SessionGone(LossReason.SESSION_NOT_FOUND));
			seconds(1);
			assertThat(LeaseKeeperTests.this.keeper.unsettled()).isZero();
		}

		@Test
		void retiresTheSessionWhenNothingCouldBeFoundOut() {
			answer(Operation.ACQUIRE, ambiguous());
			request("a");
			LeaseKeeperTests.this.authority.answering((call) -> (call.operation() == Operation.ACQUIRE)
					? new AcquireAnswer.Refused(new Broken()) : LeaseKeeperTests.this.authority.healthyAnswer(call));
			seconds(115);
			assertThat(LeaseKeeperTests.this.keeper.unsettled()).isZero();
			assertThat(count(Operation.END_SESSION)).isOne();
		}

	}

	@Nested
	class ChoosingASession {

		private final LeaseKeeperTests test = LeaseKeeperTests.this;

		private void lose(SessionId session) {
			this.test.authority
				.answering((call) -> (call.operation() == Operation.KEEP_ALIVE && session.equals(call.session()))
						? new ConfirmAnswer.Gone(LossReason.SESSION_NOT_FOUND)
						: this.test.authority.healthyAnswer(call));
		}

		private SessionId sessionOf(String name) {
			return this.test.authority.calls(Operation.ACQUIRE)
				.stream()
				.filter((call) -> call.name().equals(name))
				.findFirst()
				.orElseThrow()
				.session();
		}

		@Test
		void locksOfAnotherSessionTtlHaveAnotherSession() {
			Lease usual = acquire("usual");
			this.test.terms = LeaseTerms.inSession(L, Duration.ofSeconds(10), false);
			Lease fast = acquire("fast");
			acquire("fast-too");
			assertThat(sessionOf("fast")).isNotEqualTo(sessionOf("usual")).isEqualTo(sessionOf("fast-too"));
			assertThat(fast.remaining()).isEqualTo(Duration.ofSeconds(8));
			lose(sessionOf("fast"));
			seconds(4);
			assertThat(fast.isHeld()).isFalse();
			assertThat(usual.isHeld()).isTrue();
		}

		@Test
		void aDedicatedSessionServesOneLeaseAndEndsWithIt() {
			Lease usual = acquire("usual");
			this.test.terms = LeaseTerms.inSession(L, S, true);
			Lease first = acquire("first");
			Lease second = acquire("second");
			assertThat(count(Operation.CREATE_SESSION)).isEqualTo(3);
			lose(sessionOf("first"));
			seconds(10.2);
			assertThat(first.isHeld()).isFalse();
			assertThat(second.isHeld()).isTrue();
			assertThat(usual.isHeld()).isTrue();
			release(second);
			assertThat(this.test.authority.calls(Operation.END_SESSION)).extracting(Call::session)
				.containsExactly(sessionOf("second"));
		}

		@Test
		void aDedicatedSessionIsKeptForTheNextAttemptAndThenEnded() {
			this.test.terms = LeaseTerms.inSession(L, S, true);
			answer(Operation.ACQUIRE, ScriptedAuthority.held());
			request("a");
			seconds(5);
			request("a");
			assertThat(count(Operation.CREATE_SESSION)).isOne();
			seconds(20.2);
			assertThat(count(Operation.END_SESSION)).isOne();
			seconds(1);
			assertThat(this.test.time.pendingTasks()).isZero();
		}

		@Test
		void saysWhichSessionDeservesMostAttention() {
			acquire("usual");
			this.test.terms = LeaseTerms.inSession(L, Duration.ofSeconds(10), false);
			acquire("fast");
			SessionId fast = sessionOf("fast");
			this.test.authority
				.answering((call) -> (call.operation() == Operation.KEEP_ALIVE && fast.equals(call.session()))
						? new ConfirmAnswer.Uncertain(new Broken(), null) : this.test.authority.healthyAnswer(call));
			seconds(4);
			assertThat(this.test.keeper.sessionStatus()).isEqualTo(SessionStatus.AT_RISK);
		}

		@Test
		void refusesTermsThatCannotWork() {
			assertThatExceptionOfType(OctoStoreValidationException.class)
				.isThrownBy(
						() -> LeaseTerms.inSession(L, Duration.ofSeconds(9), false).checked(ScriptedAuthority.TRAITS))
				.withMessageContaining("10 to 300");
			assertThatExceptionOfType(OctoStoreValidationException.class)
				.isThrownBy(
						() -> LeaseTerms.inSession(Duration.ofSeconds(29), S, false).checked(ScriptedAuthority.TRAITS))
				.withMessageContaining("30 s");
			assertThatExceptionOfType(OctoStoreValidationException.class)
				.isThrownBy(() -> LeaseTerms.withoutSession(Duration.ofMillis(1_500)).checked(ScriptedAuthority.TRAITS))
				.withMessageContaining("whole seconds");
		}

	}

	@Nested
	class Auditing {

		private final LeaseKeeperTests test = LeaseKeeperTests.this;

		private int locksOnTheServer;

		private void acquireWithoutAnAnswer() {
			int[] acquires = new int[1];
			this.test.authority.answering((call) -> {
				if (call.operation() == Operation.ACQUIRE && acquires[0]++ == 0) {
					return ambiguous();
				}
				if (call.operation() == Operation.RELEASE) {
					this.locksOnTheServer = 0;
				}
				return (call.operation() == Operation.COUNT_LOCKS) ? OptionalInt.of(this.locksOnTheServer)
						: this.test.authority.healthyAnswer(call);
			});
			request("a");
			seconds(0.5);
			assertThat(this.test.keeper.unsettled()).isZero();
		}

		@Test
		void comparesTheLocksOnTheServerThreeTimesAfterAnAcquireWithoutAnAnswer() {
			acquireWithoutAnAnswer();
			seconds(1.4);
			assertThat(count(Operation.COUNT_LOCKS)).isZero();
			seconds(0.3);
			assertThat(count(Operation.COUNT_LOCKS)).isOne();
			seconds(8.2);
			assertThat(count(Operation.COUNT_LOCKS)).isEqualTo(2);
			seconds(81);
			assertThat(count(Operation.COUNT_LOCKS)).isEqualTo(3);
			seconds(60);
			assertThat(count(Operation.COUNT_LOCKS)).isEqualTo(3);
		}

		@Test
		void releasesWhatALateRequestLeft() {
			acquireWithoutAnAnswer();
			this.locksOnTheServer = 1;
			int releases = count(Operation.RELEASE);
			seconds(10.5);
			assertThat(count(Operation.RELEASE)).isEqualTo(releases + 1);
			assertThat(this.locksOnTheServer).isZero();
		}

		@Test
		void doesNotTakeItsOwnLeasesForLeftOnes() {
			acquireWithoutAnAnswer();
			acquire("b");
			this.locksOnTheServer = 1;
			seconds(10.5);
			assertThat(this.test.authority.calls(Operation.ACQUIRE)).extracting(Call::name)
				.containsExactly("a", "a", "b");
		}

		@Test
		void retiresASessionThatKeepsMoreLocksThanCanBeFound() {
			acquireWithoutAnAnswer();
			this.test.authority.answering((call) -> (call.operation() == Operation.COUNT_LOCKS) ? OptionalInt.of(7)
					: this.test.authority.healthyAnswer(call));
			seconds(20);
			assertThat(count(Operation.END_SESSION)).isOne();
		}

		@Test
		void doesNotHappenWithoutNeed() {
			release(acquire("a"));
			seconds(120);
			assertThat(count(Operation.COUNT_LOCKS)).isZero();
		}

	}

	@Nested
	class ShuttingDown {

		private final List<String> done = new ArrayList<>();

		private void shutdown() {
			LeaseKeeperTests.this.keeper
				.execute(() -> LeaseKeeperTests.this.keeper.shutdown(() -> this.done.add("done")));
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
			LeaseKeeperTests.this.authority.open(Operation.CREATE_SESSION)
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
			LeaseKeeperTests.this.authority.open(Operation.CREATE_SESSION)
				.answer(new SessionAnswer.Created(new SessionId(UUID.randomUUID().toString()), S));
			assertThat(this.done).isEmpty();
			LeaseKeeperTests.this.authority.open(Operation.END_SESSION).answer(new EndAnswer.Ended());
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
			LeaseKeeperTests.this.authority.open(Operation.END_SESSION).answer(new EndAnswer.Ended());
			assertThat(count(Operation.END_SESSION)).isOne();
			assertThat(this.done).hasSize(1);
		}

	}

}
