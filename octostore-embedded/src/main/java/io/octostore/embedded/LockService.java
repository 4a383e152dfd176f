package io.octostore.embedded;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * The rules for locks: who gets one, who may give it back or prolong it, and in which
 * order a request is judged. Guarded by the lock of {@link ServerState}.
 */
final class LockService {

	private static final int MAX_LOCKS_PER_USER = 100;

	private final LockTable locks;

	private final SessionTable sessions;

	private final Counters counters;

	private final ServerGeneration generation;

	LockService(LockTable locks, SessionTable sessions, Counters counters, ServerGeneration generation) {
		this.generation = generation;
		this.counters = counters;
		this.locks = locks;
		this.sessions = sessions;
	}

	AcquireOutcome acquire(Principal principal, String name, AcquireRequest request, Instant now) {
		AcquireOutcome outcome = judge(principal, name, request, now);
		if (!(outcome instanceof AcquireOutcome.Acquired)) {
			this.locks.refused(name, principal.id(), now);
		}
		return outcome;
	}

	private AcquireOutcome judge(Principal principal, String name, AcquireRequest request, Instant now) {
		LockRules.checkName(name);
		LockRules.checkAccess(principal, name, this.generation);
		int ttl = LockRules.ttl(request.ttlSeconds());
		LockRules.checkMetadata(request.metadata(), this.generation);
		int delay = LockRules.delay(request.delaySeconds(), this.generation);
		if (request.ephemeral() && request.sessionId() == null) {
			throw new RefusedException(Refusal.INVALID_INPUT, "Invalid input: ephemeral needs a session_id");
		}
		AccessList requested = (request.acl() != null) ? AccessList.parse(request.acl()) : null;
		checkAccessList(principal, name, requested);
		if (request.sessionId() != null && !this.generation.judgesDelayBeforeSession()) {
			this.sessions.live(principal, request.sessionId(), now);
		}
		LockTable.Cooling cooling = this.locks.coolingAt(name, now);
		if (cooling != null) {
			return new AcquireOutcome.Delayed(cooling, now);
		}
		if (request.sessionId() != null) {
			this.sessions.live(principal, request.sessionId(), now);
		}
		boolean heldBySession = request.ephemeral() && this.generation.hasSessionHolders();
		UUID holder = (heldBySession && request.sessionId() != null) ? request.sessionId() : principal.id();
		AcquireOutcome outcome = attempt(principal, now, ttl, new Lease.Terms(name, holder, principal.id(),
				request.metadata(), request.sessionId(), request.ephemeral(), delay));
		if (outcome instanceof AcquireOutcome.Acquired) {
			this.counters.acquired();
			if (requested != null) {
				this.locks.restrict(name, requested);
			}
		}
		return outcome;
	}

	private void checkAccessList(Principal principal, String name, @Nullable AccessList requested) {
		AccessList sticky = this.locks.accessList(name);
		if (sticky != null && requested != null && !requested.equals(sticky)) {
			throw new RefusedException(Refusal.CONFLICT, "Conflict: the lock has another ACL");
		}
		AccessList effective = (sticky != null) ? sticky : requested;
		if (effective != null && !effective.admits(principal)) {
			throw new RefusedException(Refusal.FORBIDDEN, "Forbidden: the ACL does not admit the caller");
		}
	}

	private AcquireOutcome attempt(Principal principal, Instant now, int ttl, Lease.Terms terms) {
		Lease current = this.locks.find(terms.name());
		if (current != null && !current.mayBeTakenAt(now) && current.holder().equals(terms.holder())) {
			reacquire(current, now.plusSeconds(ttl), now);
			return new AcquireOutcome.Acquired(current, now);
		}
		checkLimit(principal, now);
		if (current != null && !current.mayBeTakenAt(now)) {
			skipFencingToken();
			return new AcquireOutcome.Held(current, now);
		}
		if (current != null && current.delaySeconds() > 0 && this.generation.remembersDelays()) {
			this.locks.end(current, LockEvents.Type.EXPIRED, now);
			LockTable.Cooling cooling = this.locks.coolingAt(terms.name(), now);
			if (cooling != null) {
				return new AcquireOutcome.Delayed(cooling, now);
			}
		}
		return new AcquireOutcome.Acquired(this.locks.grant(terms, now, ttl), now);
	}

	private void reacquire(Lease lease, Instant asked, Instant now) {
		skipFencingToken();
		if (this.generation.extendsWhenReacquired()) {
			this.locks.renew(lease, asked.isAfter(lease.expiresAt()) ? asked : lease.expiresAt(), now);
		}
	}

	private void skipFencingToken() {
		if (!this.generation.countsGrantsOnly()) {
			this.locks.skipFencingToken();
		}
	}

	private void checkLimit(Principal principal, Instant now) {
		Collection<Lease> owned = this.locks.ownedBy(principal.id());
		if (owned.size() < MAX_LOCKS_PER_USER) {
			return;
		}
		if (owned.stream().filter((lease) -> counts(lease, now)).count() >= MAX_LOCKS_PER_USER) {
			throw new RefusedException(Refusal.LOCK_LIMIT_EXCEEDED,
					"Lock limit exceeded: a user has at most " + MAX_LOCKS_PER_USER + " locks");
		}
	}

	private boolean counts(Lease lease, Instant now) {
		if (lease.isOverFor(now)) {
			return false;
		}
		if (lease.holder().equals(lease.owner())) {
			return true;
		}
		Session session = this.sessions.find(lease.holder());
		return session != null && !session.isOverAt(now);
	}

	void release(Principal principal, String name, UUID leaseId, Instant now) {
		LockRules.checkName(name);
		LockRules.checkAccess(principal, name, this.generation);
		Lease lease = owned(principal, name, leaseId, now);
		if (lease.isOverFor(now) && this.generation.refusesToReleaseLate()) {
			throw noLease();
		}
		this.locks.end(lease, LockEvents.Type.RELEASED, now);
		this.counters.released();
	}

	Lease renew(Principal principal, String name, UUID leaseId, @Nullable Long ttlSeconds, Instant now) {
		LockRules.checkName(name);
		LockRules.checkAccess(principal, name, this.generation);
		int ttl = LockRules.ttl(ttlSeconds);
		Lease lease = owned(principal, name, leaseId, now);
		if (lease.mayBeTakenAt(now) && this.generation.refusesToRenewLate()) {
			throw noLease();
		}
		this.locks.renew(lease, now.plusSeconds(ttl), now);
		return lease;
	}

	/**
	 * The lease under this id, if it is the caller's; it may have run out.
	 */
	private Lease owned(Principal principal, String name, UUID leaseId, Instant now) {
		Lease lease = this.locks.find(name);
		if (lease == null) {
			throw noLease();
		}
		UUID holder = isHeldBySession(lease) ? this.sessions.live(principal, lease.holder(), now).id() : principal.id();
		if (!lease.holder().equals(holder) || !lease.leaseId().equals(leaseId)) {
			throw new RefusedException(Refusal.LEASE_MISMATCH, "Lease is not current: another lease holds the lock");
		}
		return lease;
	}

	private static boolean isHeldBySession(Lease lease) {
		return lease.ephemeral() && lease.holder().equals(lease.sessionId());
	}

	private static RefusedException noLease() {
		return new RefusedException(Refusal.NO_LEASE, "Lease is not current: there is no such lease");
	}

	/**
	 * The lease under which a lock is held; it may have run out.
	 */
	@Nullable Lease status(Principal principal, String name) {
		LockRules.checkName(name);
		LockRules.checkAccess(principal, name, this.generation);
		return this.locks.find(name);
	}

	/**
	 * Replaces the access list of a lock.
	 * @return the list in its stored form
	 */
	AccessList restrict(Principal principal, String name, List<String> entries, Instant now) {
		LockRules.checkName(name);
		AccessList accessList = AccessList.parse(entries);
		if (!principal.isAdmin()) {
			Lease lease = this.locks.find(name);
			if (lease == null) {
				throw new RefusedException(Refusal.LOCK_NOT_FOUND, "Lock not found");
			}
			if (lease.isOverFor(now) || !lease.owner().equals(principal.id()) || !counts(lease, now)) {
				throw new RefusedException(Refusal.FORBIDDEN, "Forbidden: only the holder may change the ACL");
			}
		}
		this.locks.restrict(name, accessList);
		return accessList;
	}

}
