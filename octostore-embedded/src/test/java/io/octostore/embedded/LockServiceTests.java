package io.octostore.embedded;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the cases of the protocol do not reach: leases that a sweep has not removed yet,
 * and what is known of a lock after its holder is gone.
 */
class LockServiceTests extends StateBench {

	private final LockService locks = this.state.lockService();

	private final Principal bob = new Principal(UUID.randomUUID(), "bob", null, "tok-b");

	private final List<LockEvents.Type> events = new ArrayList<>();

	private static AcquireRequest request(long ttl, @Nullable Session session, long delay) {
		return new AcquireRequest(ttl, null, (session != null) ? session.id() : null, session != null, delay, null);
	}

	private AcquireOutcome acquire(Principal user, String name, AcquireRequest request) {
		return this.locks.acquire(user, name, request, this.state.now());
	}

	private Lease acquired(Principal user, String name, AcquireRequest request) {
		return ((AcquireOutcome.Acquired) acquire(user, name, request)).lease();
	}

	private void release(Principal user, Lease lease) {
		this.locks.release(user, lease.name(), lease.leaseId(), this.state.now());
	}

	private void recordEvents() {
		this.state.events().add((type, lease, now) -> this.events.add(type));
	}

	@Test
	void aSessionThatEndsTakesNoLockFromTheNextHolder() {
		Session session = session(this.alice, 60);
		release(this.alice, acquired(this.alice, "report", request(60, session, 0)));
		Lease next = acquired(this.bob, "report", request(60, null, 0));
		this.state.sessions().terminate(this.alice, session.id(), this.state.now());
		assertThat(this.state.locks().find("report")).isSameAs(next);
	}

	@Test
	void aSessionThatEndsTakesNoLockFromAHolderThatCameAfterTheExpiry() {
		Session session = session(this.alice, 60);
		acquired(this.alice, "report", request(1, session, 0));
		pass(2);
		Lease next = acquired(this.bob, "report", request(60, null, 0));
		this.state.sessions().terminate(this.alice, session.id(), this.state.now());
		assertThat(this.state.locks().find("report")).isSameAs(next);
	}

	@Test
	void aSessionKeepsItsOtherLocksWhenOneIsReleased() {
		Session session = session(this.alice, 60);
		Lease kept = acquired(this.alice, "report", request(60, session, 0));
		release(this.alice, acquired(this.alice, "other", request(60, session, 0)));
		assertThat(this.state.locks().boundTo(session.id())).containsExactly(kept);
		assertThat(this.state.locks().ownedBy(this.alice.id())).containsExactly(kept);
	}

	@Test
	void leasesThatRanOutDoNotCountTowardsTheLimit() {
		for (int lock = 0; lock < 100; lock++) {
			acquired(this.alice, "lock-" + lock, request(1, null, 0));
		}
		assertThat(refusal(() -> acquire(this.alice, "report", request(60, null, 0))))
			.isEqualTo(Refusal.LOCK_LIMIT_EXCEEDED);
		pass(2);
		assertThat(acquire(this.alice, "report", request(60, null, 0))).isInstanceOf(AcquireOutcome.Acquired.class);
	}

	@Test
	void locksOfASessionThatIsOverDoNotCountTowardsTheLimit() {
		Session session = session(this.alice, 10);
		for (int lock = 0; lock < 100; lock++) {
			acquired(this.alice, "lock-" + lock, request(300, session, 0));
		}
		pass(11);
		assertThat(this.state.locks().boundTo(session.id())).hasSize(100);
		assertThat(acquire(this.alice, "report", request(60, null, 0))).isInstanceOf(AcquireOutcome.Acquired.class);
	}

	@Test
	void aLeaseThatRanOutIsReplacedWithoutAnEventOfItsOwn() {
		acquired(this.alice, "report", request(1, null, 0));
		pass(2);
		recordEvents();
		acquired(this.bob, "report", request(60, null, 0));
		assertThat(this.events).containsExactly(LockEvents.Type.ACQUIRED);
	}

	@Test
	void aLeaseThatRanOutCoolsDownWhenTheNextCallerComes() {
		acquired(this.alice, "report", request(1, null, 10));
		pass(2);
		recordEvents();
		assertThat(acquire(this.bob, "report", request(60, null, 0))).isInstanceOf(AcquireOutcome.Delayed.class);
		assertThat(this.events).containsExactly(LockEvents.Type.EXPIRED);
	}

	@Test
	void aDelayOutlastsTheSweep() {
		release(this.alice, acquired(this.alice, "report", request(60, null, 10)));
		pass(9);
		assertThat(acquire(this.bob, "report", request(60, null, 0))).isInstanceOf(AcquireOutcome.Delayed.class);
		assertThat(this.state.locks().coolingsAt(this.state.now())).containsOnlyKeys("report");
		assertThat(this.state.locks().coolingsAt(START.plusSeconds(10))).isEmpty();
		pass(1);
		assertThat(acquire(this.bob, "report", request(60, null, 0))).isInstanceOf(AcquireOutcome.Acquired.class);
	}

	@Test
	void aLeaseThatRanOutBeforeARestartIsForgotten() {
		acquired(this.alice, "report", request(1, null, 0));
		pass(2);
		recordEvents();
		this.state.restart();
		assertThat(this.state.locks().find("report")).isNull();
		assertThat(this.events).isEmpty();
	}

	@Test
	void watchersHearOfLocksThatAreFreedAllAtOnce() {
		acquired(this.alice, "report", request(60, null, 0));
		recordEvents();
		this.state.locks().freeAll(this.state.now());
		assertThat(this.events).containsExactly(LockEvents.Type.EXPIRED);
	}

	@Test
	void everyOperationChecksTheName() {
		Instant now = this.state.now();
		UUID lease = UUID.randomUUID();
		assertThat(refusal(() -> this.locks.release(this.alice, "a//b", lease, now)))
			.isEqualTo(Refusal.INVALID_LOCK_NAME);
		assertThat(refusal(() -> this.locks.renew(this.alice, "a//b", lease, null, now)))
			.isEqualTo(Refusal.INVALID_LOCK_NAME);
		assertThat(refusal(() -> this.locks.status(this.alice, "a//b"))).isEqualTo(Refusal.INVALID_LOCK_NAME);
		assertThat(refusal(() -> this.locks.restrict(this.alice, "a//b", List.of("user:alice"), now)))
			.isEqualTo(Refusal.INVALID_LOCK_NAME);
	}

	@Test
	void countsGrantsAndReleases() {
		Lease lease = acquired(this.alice, "report", request(60, null, 0));
		acquire(this.bob, "report", request(60, null, 0));
		release(this.alice, lease);
		assertThat(this.state.counters().acquires()).isEqualTo(1);
		assertThat(this.state.counters().releases()).isEqualTo(1);
	}

	@Test
	void anAccessListThatReplacesAnotherKeepsOthersOut() {
		Lease lease = acquired(this.alice, "report", request(60, null, 0));
		this.locks.restrict(this.alice, "report", List.of("user:alice"), this.state.now());
		release(this.alice, lease);
		assertThat(refusal(() -> acquire(this.bob, "report", request(60, null, 0)))).isEqualTo(Refusal.FORBIDDEN);
	}

}
