package io.octostore.faults;

import java.util.UUID;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

import io.octostore.faults.History.Exchange;
import io.octostore.faults.LockOperation.Kind;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CheckersTests {

	private static final UUID SESSION = new UUID(0, 1);

	private static final UUID LEASE = new UUID(0, 2);

	private final History history = new History();

	@Test
	void findNothingWhereBodiesFollowOneAnother() {
		Body first = this.history.handedOut("a", "lock-1", 1, 10);
		first.read(20, true);
		first.read(30, false);
		Body second = this.history.handedOut("b", "lock-1", 2, 20);
		second.read(40, true);
		assertThat(Checkers.check(this.history)).isEmpty();
	}

	@Test
	void findTwoBodiesThatBothSayThatTheyHoldTheLock() {
		this.history.handedOut("a", "lock-1", 1, 10).read(21, true);
		this.history.handedOut("b", "lock-1", 2, 20).read(30, true);
		assertThat(Checkers.check(this.history)).singleElement().asString().startsWith("exclusion: ");
	}

	@Test
	void doNotMixUpLocks() {
		this.history.handedOut("a", "lock-1", 1, 10).read(21, true);
		this.history.handedOut("b", "lock-2", 2, 20).read(30, true);
		assertThat(Checkers.check(this.history)).isEmpty();
	}

	@Test
	void findATokenThatDoesNotGrow() {
		this.history.handedOut("a", "lock-1", 2, 10).read(10, true);
		this.history.handedOut("b", "lock-1", 2, 20).read(20, true);
		assertThat(Checkers.check(this.history)).singleElement().asString().startsWith("fencing: ");
	}

	@Test
	void findALockThatIsHeldAgain() {
		Body body = this.history.handedOut("a", "lock-1", 1, 10);
		body.read(20, false);
		body.read(30, true);
		assertThat(Checkers.check(this.history)).singleElement().asString().contains("latch: ");
	}

	@Test
	void aResourceRefusesWritesOfFormerBorrowers() {
		Body former = this.history.handedOut("a", "lock-1", 1, 10);
		Body latter = this.history.handedOut("b", "lock-1", 2, 20);
		assertThat(former.write(15)).isTrue();
		assertThat(latter.write(25)).isTrue();
		assertThat(former.write(30)).isFalse();
	}

	@Test
	void findAWriteThatIsAcceptedAfterThatOfALaterBorrower() {
		Body former = this.history.handedOut("a", "lock-1", 2, 10);
		Body latter = this.history.handedOut("b", "lock-1", 1, 20);
		latter.write(25);
		former.write(30);
		assertThat(this.history.violations()).singleElement().asString().contains("fencing: ");
	}

	@Test
	void findAClaimThatGoesOnAfterFourFifthsOfTheTtlOfTheLock() {
		Body body = grant(100);
		body.read(79, true);
		assertThat(Checkers.check(this.history)).isEmpty();
		body.read(80, true);
		assertThat(Checkers.check(this.history)).singleElement().asString().contains("authority: ");
	}

	@Test
	void findAClaimThatGoesOnAfterFourFifthsOfTheTtlOfTheSession() {
		this.history.createsSession("a", 0).created(2, SESSION, 50);
		Body body = grant(100);
		this.history.keepsAlive("a", SESSION, 20).confirmed(22);
		body.read(59, true);
		assertThat(Checkers.check(this.history)).isEmpty();
		body.read(60, true);
		assertThat(Checkers.check(this.history)).singleElement().asString().contains("authority: ");
	}

	@Test
	void findAClaimThatWasRevivedByAnAnswerAfterItsEnd() {
		Body body = grant(100);
		Exchange renewal = this.history.sent("a", "lock-1", Kind.RENEW, null, LEASE, 100, 70);
		renewal.done(81);
		body.read(82, true);
		assertThat(Checkers.check(this.history)).singleElement().asString().contains("authority: ");
	}

	@Test
	void findAClaimThatGoesOnAfterTheProofOfItsLoss() {
		this.history.createsSession("a", 0).created(2, SESSION, 50);
		Body body = grant(100);
		this.history.keepsAlive("a", SESSION, 10).gone(12);
		body.read(13, true);
		assertThat(Checkers.check(this.history)).singleElement().asString().contains("authority: ");
	}

	@Test
	void aRenewalProlongsTheClaim() {
		Body body = grant(100);
		this.history.sent("a", "lock-1", Kind.RENEW, null, LEASE, 100, 70).done(72);
		body.read(149, true);
		assertThat(Checkers.check(this.history)).isEmpty();
	}

	@Test
	void aClaimIsMeasuredOnTheClockOfItsClient() {
		long[] clock = new long[1];
		this.history.book().clock("a", () -> clock[0]);
		Body body = grant(100);
		clock[0] = 80;
		body.read(60, true);
		assertThat(Checkers.check(this.history)).singleElement().asString().contains("authority: ");
	}

	@Test
	void findARenewalOfALeaseThatWasGivenBack() {
		grant(100);
		this.history.book().left("a", "lock-1", 1, 20);
		this.history.sent("a", "lock-1", Kind.RENEW, null, LEASE, 100, 20);
		assertThat(Checkers.check(this.history)).singleElement().asString().contains("zombie: ");
	}

	@Test
	void findARenewalOfALeaseThatTheServerDoesNotKnowAnyMore() {
		grant(100);
		this.history.sent("a", "lock-1", Kind.RENEW, null, LEASE, 100, 20).gone(21);
		this.history.sent("a", "lock-1", Kind.RENEW, null, LEASE, 100, 30);
		assertThat(Checkers.check(this.history)).anySatisfy((wrong) -> assertThat(wrong).contains("zombie: "));
	}

	@Test
	void findAKeepaliveOfASessionThatWasEnded() {
		this.history.createsSession("a", 0).created(2, SESSION, 50);
		this.history.endsSession("a", SESSION, 10);
		this.history.keepsAlive("a", SESSION, 11);
		assertThat(Checkers.check(this.history)).singleElement().asString().contains("zombie: ");
	}

	@Test
	void findAKeepaliveOfASessionThatTheServerDoesNotKnowAnyMore() {
		this.history.createsSession("a", 0).created(2, SESSION, 50);
		this.history.keepsAlive("a", SESSION, 10).gone(12);
		this.history.keepsAlive("a", SESSION, 13);
		assertThat(Checkers.check(this.history)).singleElement().asString().contains("zombie: ");
	}

	@Test
	void findAnAcquireUnderASessionThatWasEnded() {
		this.history.createsSession("a", 0).created(2, SESSION, 50);
		this.history.endsSession("a", SESSION, 10);
		this.history.sent("a", "lock-1", Kind.ACQUIRE, SESSION, null, 100, 11);
		assertThat(Checkers.check(this.history)).singleElement().asString().contains("zombie: ");
	}

	@Test
	void findARequestOfAClientThatIsClosed() {
		this.history.book().closed("a", 10);
		this.history.sent("a", "lock-1", Kind.ACQUIRE, SESSION, null, 100, 11);
		assertThat(Checkers.check(this.history)).singleElement().asString().contains("zombie: ");
	}

	/**
	 * A lock that was asked for at 0 and granted at 5.
	 */
	private Body grant(long ttl) {
		this.history.sent("a", "lock-1", Kind.ACQUIRE, SESSION, null, ttl, 0).granted(5, LEASE, 1);
		return this.history.handedOut("a", "lock-1", 1, 6);
	}

	@Test
	void aFailureShowsTheSeedAndTheHistoryOfTheLock() {
		Consumer<History> failing = (broken) -> {
			broken.handedOut("a", "lock-1", 2, 10).read(10, true);
			broken.handedOut("b", "lock-1", 1, 20).read(20, true);
			broken.handedOut("c", "lock-2", 3, 30);
			Checkers.verify("Seed 42", broken);
		};
		assertThatThrownBy(() -> failing.accept(this.history)).isInstanceOf(AssertionError.class)
			.hasMessageContaining("Seed 42")
			.hasMessageContaining("0.000 b has lock-1 with token 1")
			.message()
			.doesNotContain("lock-2");
	}

}
