package io.octostore.lease;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;

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

	static ServerSession.Phase alive(ServerSession session) {
		return ServerSession.Phase.ALIVE;
	}

	static boolean different(LeaseId one, @Nullable Object other) {
		return false;
	}

	static @Nullable Object nobody(Map<Object, Object> map, Object key) {
		return null;
	}

	static long last(long former, long latter) {
		return latter;
	}

	static boolean never(ServerSession session, long now) {
		return false;
	}

	static LeaseState revived(LeaseState state, long deadline, long now, boolean lockAtRisk, Loss ifTooLate) {
		return LeaseState.held(Long.MAX_VALUE / 2, Long.MAX_VALUE / 2);
	}

	static boolean remainsHeld(Lease lease) {
		return true;
	}

	static boolean isLentAtAll(NameClaim claim, Lease lease) {
		return Fields.get(claim, "state") instanceof ClaimState.Lent;
	}

	static LeaseId someLease(Lease lease) {
		return new LeaseId(UUID.randomUUID().toString());
	}

	static Lease newLeaseFromNow(NameClaim claim, ClaimState.Acquiring exchange, AcquireAnswer.Granted granted,
			long sentAt) {
		return claim.newLease(exchange, granted, ((Engine) Fields.get(claim, "engine")).now());
	}

	static long always(Duration advice, long now, long deadline) {
		return now + advice.toNanos();
	}

	static Duration tenSeconds(Lease.Renewals renewals) {
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
		long now = ((Engine) Fields.get(lease, "engine")).now();
		gap.run();
		return lease.state().hasAuthority(now);
	}

}
