package io.octostore.lease;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.Attempt;
import io.octostore.authority.EndAnswer;
import io.octostore.authority.LeaseId;
import io.octostore.authority.LockAuthority;
import io.octostore.authority.SessionId;
import io.octostore.faults.Fields;

/**
 * What mutants of the engine do instead. Public only for the tests that let something
 * happen in the middle of it.
 */
public final class Mutations {

	/** Runs where a mutant has an unprotected gap. */
	public static Runnable gap = () -> {
	};

	private Mutations() {
	}

	static SessionGeneration.Phase alive(SessionGeneration generation) {
		return SessionGeneration.Phase.ALIVE;
	}

	static boolean different(LeaseId one, @Nullable Object other) {
		return false;
	}

	static Object anew(Map<Object, Object> map, Object key, Function<Object, Object> creation) {
		return creation.apply(key);
	}

	static @Nullable Object nobody(Map<Object, Object> map, Object key) {
		return null;
	}

	static long last(long former, long latter) {
		return latter;
	}

	static long never(SessionGeneration generation) {
		return Long.MAX_VALUE / 2;
	}

	static LeaseState revived(LeaseState state, long deadline, long now, boolean lockAtRisk, Loss ifTooLate) {
		return LeaseState.held(Long.MAX_VALUE / 2, Long.MAX_VALUE / 2);
	}

	static boolean remainsHeld(Lease lease) {
		return true;
	}

	static void releaseAnyway(NameClaim claim, Lease lease, Consumer<? super Lease.ReleaseOutcome> outcome) {
		if (Fields.getNullable(claim, "lent") != lease) {
			Fields.set(claim, "lent", null);
		}
		claim.release(lease, outcome);
	}

	static LeaseId someLease(Lease lease) {
		return new LeaseId(UUID.randomUUID().toString());
	}

	static Lease newLeaseFromNow(NameClaims claims, SessionGeneration generation, String name,
			AcquireAnswer.Granted granted, Duration ttl, long sentAt) {
		return claims.newLease(generation, name, granted, ttl, ((Engine) Fields.get(claims, "engine")).now());
	}

	static void postponeAlways(Confirmation confirmation, @Nullable Duration advice, long now, long deadline) {
		if (advice != null) {
			confirmation.postpone(now + advice.toNanos());
		}
	}

	static Duration tenSeconds(Lease lease) {
		return Duration.ofSeconds(10);
	}

	static void keepSessions(LeaseKeeper keeper, Runnable done) {
		done.run();
	}

	static void pretendEnded(LockAuthority authority, SessionId session, Attempt attempt,
			Consumer<? super EndAnswer> answer) {
		answer.accept(new EndAnswer.Ended());
	}

	static void endPatiently(LockAuthority authority, SessionId session, Attempt attempt,
			Consumer<? super EndAnswer> answer) {
		authority.endSession(session, new Attempt(Duration.ofSeconds(8), attempt.freshConnection()), answer);
	}

	static boolean always(Set<Lease> leases) {
		return true;
	}

	static boolean heldClockFirst(Lease lease) {
		long now = ((LeaseKeeper) Fields.get(lease, "keeper")).clock().now();
		gap.run();
		return lease.state().hasAuthority(now);
	}

}
