package io.octostore.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import io.octostore.faults.LockOperation.Kind;
import io.octostore.faults.LockOperation.Outcome;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Histories that are legal, and others that must not be taken for legal. Times in
 * seconds; lock TTL 60 s, session TTL 30 s; both sessions are kept alive every ten
 * seconds until a test says otherwise.
 */
class LinearizabilityTests {

	private static final UUID ALICE = new UUID(0, 0xa);

	private static final UUID BOB = new UUID(0, 0xb);

	private static final UUID FIRST = new UUID(0, 1);

	private static final UUID SECOND = new UUID(0, 2);

	private final List<LockOperation> operations = new ArrayList<>();

	private final Map<UUID, SessionLife> sessions = new HashMap<>();

	private long tolerance;

	LinearizabilityTests() {
		keepAlive(ALICE, 600);
		keepAlive(BOB, 600);
	}

	private void keepAlive(UUID session, int until) {
		SessionLife life = new SessionLife(nanos(30));
		for (int second = 0; second <= until; second += 10) {
			life.confirmed(nanos(second), nanos(second + 0.1));
		}
		this.sessions.put(session, life);
	}

	private static long nanos(double seconds) {
		return (long) (seconds * 1e9);
	}

	private void add(Kind kind, UUID session, UUID lease, double call, double ret, Outcome outcome, UUID granted,
			long token) {
		this.operations
			.add(new LockOperation("client", "lock-1", kind, session, lease, Duration.ofSeconds(60).toNanos(),
					nanos(call), (ret < 0) ? LockOperation.NEVER : nanos(ret), outcome, granted, token));
	}

	private void granted(UUID session, double call, double ret, UUID lease, long token) {
		add(Kind.ACQUIRE, session, null, call, ret, Outcome.DONE, lease, token);
	}

	private void held(UUID session, double call, double ret) {
		add(Kind.ACQUIRE, session, null, call, ret, Outcome.HELD, null, 0);
	}

	private void unanswered(UUID session, double call) {
		add(Kind.ACQUIRE, session, null, call, -1, Outcome.UNKNOWN, null, 0);
	}

	private void renewed(UUID lease, double call, double ret) {
		add(Kind.RENEW, null, lease, call, ret, Outcome.DONE, null, 0);
	}

	private void released(UUID lease, double call, double ret) {
		add(Kind.RELEASE, null, lease, call, ret, Outcome.DONE, null, 0);
	}

	private void gone(Kind kind, UUID lease, double call, double ret) {
		add(kind, null, lease, call, ret, Outcome.GONE, null, 0);
	}

	private void unansweredRelease(UUID lease, double call) {
		add(Kind.RELEASE, null, lease, call, -1, Outcome.UNKNOWN, null, 0);
	}

	private void assertLegal() {
		assertThat(Linearizability.check(this.operations, this.sessions, this.tolerance)).isEmpty();
	}

	private void assertIllegal() {
		assertThat(Linearizability.check(this.operations, this.sessions, this.tolerance)).isPresent();
	}

	@Test
	void acceptsOneHolderAfterTheOther() {
		granted(ALICE, 1, 1.1, FIRST, 1);
		held(BOB, 2, 2.1);
		renewed(FIRST, 20, 20.1);
		released(FIRST, 30, 30.1);
		granted(BOB, 31, 31.1, SECOND, 2);
		gone(Kind.RELEASE, FIRST, 32, 32.1);
		assertLegal();
	}

	@Test
	void findsADoubleGrant() {
		granted(ALICE, 1, 1.1, FIRST, 1);
		granted(BOB, 2, 2.1, SECOND, 2);
		assertIllegal();
	}

	@Test
	void findsTheSameLeaseWithTwoHolders() {
		granted(ALICE, 1, 1.1, FIRST, 1);
		granted(BOB, 2, 2.1, FIRST, 1);
		assertIllegal();
	}

	@Test
	void acceptsTheSameLeaseForTheSameHolder() {
		granted(ALICE, 1, 1.1, FIRST, 1);
		granted(ALICE, 2, 2.1, FIRST, 1);
		assertLegal();
	}

	@Test
	void findsATokenThatWasUsedBefore() {
		granted(ALICE, 1, 1.1, FIRST, 5);
		released(FIRST, 2, 2.1);
		granted(BOB, 3, 3.1, SECOND, 5);
		assertIllegal();
	}

	@Test
	void findsAGrantBeforeTheExpiryOfTheLock() {
		granted(ALICE, 1, 1.1, FIRST, 1);
		granted(BOB, 60.8, 60.9, SECOND, 2);
		assertIllegal();
	}

	@Test
	void acceptsAGrantAtTheExpiryOfTheLock() {
		granted(ALICE, 1, 1.1, FIRST, 1);
		granted(BOB, 60.8, 61, SECOND, 2);
		assertLegal();
	}

	@Test
	void aRenewalPostponesTheExpiry() {
		granted(ALICE, 1, 1.1, FIRST, 1);
		renewed(FIRST, 20, 20.1);
		granted(BOB, 79, 79.9, SECOND, 2);
		assertIllegal();
	}

	@Test
	void anEarlyExpiryIsToleratedWhereTheTestCausedIt() {
		granted(ALICE, 1, 1.1, FIRST, 1);
		granted(BOB, 56, 56.1, SECOND, 2);
		this.tolerance = nanos(5);
		assertLegal();
	}

	@Test
	void findsAGrantBeforeTheExpiryOfTheSession() {
		keepAlive(ALICE, 10);
		granted(ALICE, 1, 1.1, FIRST, 1);
		granted(BOB, 39.8, 39.9, SECOND, 2);
		assertIllegal();
	}

	@Test
	void acceptsAGrantAfterTheExpiryOfTheSession() {
		keepAlive(ALICE, 10);
		granted(ALICE, 1, 1.1, FIRST, 1);
		held(BOB, 39.8, 39.9);
		granted(BOB, 40, 40.1, SECOND, 2);
		assertLegal();
	}

	@Test
	void acceptsAGrantAfterTheEndOfTheSession() {
		granted(ALICE, 1, 1.1, FIRST, 1);
		this.sessions.get(ALICE).endAsked(nanos(5)).endDone(nanos(5.1));
		granted(BOB, 6, 6.1, SECOND, 2);
		assertLegal();
	}

	@Test
	void findsAHolderWhoseSessionHasEnded() {
		granted(ALICE, 1, 1.1, FIRST, 1);
		this.sessions.get(ALICE).endAsked(nanos(5)).endDone(nanos(5.1));
		held(BOB, 6, 6.1);
		assertIllegal();
	}

	@Test
	void findsAGrantToASessionThatHasEnded() {
		this.sessions.get(ALICE).endAsked(nanos(5)).endDone(nanos(5.1));
		granted(ALICE, 6, 6.1, FIRST, 1);
		assertIllegal();
	}

	@Test
	void findsAReleaseByAStaleLease() {
		granted(ALICE, 1, 1.1, FIRST, 1);
		released(FIRST, 2, 2.1);
		granted(BOB, 3, 3.1, SECOND, 2);
		released(FIRST, 4, 4.1);
		assertIllegal();
	}

	@Test
	void findsARenewalByAStaleLease() {
		granted(ALICE, 1, 1.1, FIRST, 1);
		released(FIRST, 2, 2.1);
		renewed(FIRST, 3, 3.1);
		assertIllegal();
	}

	@Test
	void findsThatAHolderIsRefused() {
		granted(ALICE, 1, 1.1, FIRST, 1);
		gone(Kind.RENEW, FIRST, 2, 2.1);
		assertIllegal();
	}

	@Test
	void findsAFreeLockThatIsSaidToBeHeld() {
		granted(ALICE, 1, 1.1, FIRST, 1);
		released(FIRST, 2, 2.1);
		held(BOB, 3, 3.1);
		assertIllegal();
	}

	@Test
	void anUnansweredAcquireMayHaveTakenEffect() {
		unanswered(ALICE, 1);
		held(BOB, 7, 7.1);
		granted(ALICE, 8, 8.1, FIRST, 1);
		assertLegal();
	}

	@Test
	void anUnansweredAcquireMayTakeEffectMuchLater() {
		unanswered(ALICE, 1);
		granted(ALICE, 2, 2.1, FIRST, 1);
		released(FIRST, 3, 3.1);
		granted(BOB, 4, 4.1, SECOND, 2);
		released(SECOND, 5, 5.1);
		held(BOB, 30, 30.1);
		assertLegal();
	}

	@Test
	void anUnansweredAcquireTakesEffectOnceOnly() {
		unanswered(ALICE, 1);
		held(BOB, 2, 2.1);
		this.sessions.get(ALICE).endAsked(nanos(3)).endDone(nanos(3.1));
		held(BOB, 4, 4.1);
		assertIllegal();
	}

	@Test
	void anUnansweredReleaseMayOrMayNotHaveTakenEffect() {
		granted(ALICE, 1, 1.1, FIRST, 1);
		unansweredRelease(FIRST, 2);
		held(BOB, 3, 3.1);
		granted(BOB, 4, 4.1, SECOND, 2);
		assertLegal();
	}

	@Test
	void operationsThatOverlapMayComeInAnyOrder() {
		granted(ALICE, 1, 1.1, FIRST, 1);
		granted(BOB, 2, 10, SECOND, 2);
		released(FIRST, 3, 9);
		assertLegal();
	}

	@Test
	void operationsThatDoNotOverlapKeepTheirOrder() {
		granted(ALICE, 1, 1.1, FIRST, 1);
		granted(BOB, 2, 2.9, SECOND, 2);
		released(FIRST, 3, 9);
		assertIllegal();
	}

}
