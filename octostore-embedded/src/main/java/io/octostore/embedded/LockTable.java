package io.octostore.embedded;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * All leases, cooling periods and access lists, and the one fencing counter. Indexed by
 * user and by session, so that no operation on one lock looks at the locks of others.
 * Guarded by the lock of {@link ServerState}.
 */
final class LockTable {

	private final Map<String, Lease> leases = new HashMap<>();

	private final Map<UUID, Set<Lease>> byOwner = new HashMap<>();

	private final Map<UUID, Set<Lease>> bySession = new HashMap<>();

	private final Map<String, Cooling> coolings = new HashMap<>();

	private final Map<String, AccessList> accessLists = new HashMap<>();

	private final LockEvents events;

	private long nextFencingToken = 1;

	LockTable(LockEvents events) {
		this.events = events;
	}

	@Nullable Lease find(String name) {
		return this.leases.get(name);
	}

	Collection<Lease> all() {
		return this.leases.values();
	}

	Collection<Lease> ownedBy(UUID owner) {
		return this.byOwner.getOrDefault(owner, Set.of());
	}

	Collection<Lease> boundTo(UUID sessionId) {
		return this.bySession.getOrDefault(sessionId, Set.of());
	}

	/**
	 * The number that the next grant gets.
	 */
	long nextFencingToken() {
		return this.nextFencingToken;
	}

	/**
	 * Grants the lock, in place of a lease that has run out.
	 */
	Lease grant(Lease.Terms terms, Instant now, int ttlSeconds) {
		Lease former = this.leases.get(terms.name());
		if (former != null) {
			forget(former);
		}
		Lease lease = new Lease(terms, this.nextFencingToken++, now, now.plusSeconds(ttlSeconds));
		this.leases.put(lease.name(), lease);
		this.byOwner.computeIfAbsent(lease.owner(), (owner) -> new LinkedHashSet<>()).add(lease);
		if (lease.sessionId() != null) {
			this.bySession.computeIfAbsent(lease.sessionId(), (session) -> new LinkedHashSet<>()).add(lease);
		}
		this.events.publish(LockEvents.Type.ACQUIRED, lease, now);
		return lease;
	}

	/**
	 * Gives the lease a new expiry, earlier or later.
	 */
	void renew(Lease lease, Instant expiresAt, Instant now) {
		lease.expireAt(expiresAt);
		this.events.publish(LockEvents.Type.RENEWED, lease, now);
	}

	/**
	 * Ends the lease; the name cools down if the lease asked for a delay.
	 */
	void end(Lease lease, LockEvents.Type why, Instant now) {
		forget(lease);
		if (lease.delaySeconds() > 0) {
			this.coolings.put(lease.name(), new Cooling(now.plusSeconds(lease.delaySeconds()), lease.delaySeconds()));
		}
		this.events.publish(why, lease, now);
	}

	/**
	 * Tells that a request for a lock was refused.
	 */
	void refused(String name, UUID user, Instant now) {
		this.events.refused(name, user, now);
	}

	/**
	 * Ends all leases and delays at once, and forgets all access lists. Numbers go on.
	 */
	void freeAll(Instant now) {
		for (Lease lease : List.copyOf(this.leases.values())) {
			forget(lease);
			this.events.publish(LockEvents.Type.EXPIRED, lease, now);
		}
		this.coolings.clear();
		this.accessLists.clear();
	}

	/**
	 * The cooling period in which this name is, if it is in one.
	 */
	@Nullable Cooling coolingAt(String name, Instant now) {
		Cooling cooling = this.coolings.get(name);
		return (cooling != null && now.isBefore(cooling.until())) ? cooling : null;
	}

	/**
	 * The names that are in a cooling period.
	 */
	Map<String, Cooling> coolingsAt(Instant now) {
		Map<String, Cooling> cooling = new HashMap<>(this.coolings);
		cooling.values().removeIf((candidate) -> !now.isBefore(candidate.until()));
		return cooling;
	}

	@Nullable AccessList accessList(String name) {
		return this.accessLists.get(name);
	}

	void restrict(String name, AccessList accessList) {
		this.accessLists.put(name, accessList);
	}

	/**
	 * Removes what has run out.
	 */
	void sweep(Instant now) {
		List<Lease> over = new ArrayList<>();
		for (Lease lease : this.leases.values()) {
			if (lease.mayBeTakenAt(now)) {
				over.add(lease);
			}
		}
		over.forEach((lease) -> end(lease, LockEvents.Type.EXPIRED, now));
		this.coolings.values().removeIf((cooling) -> !now.isBefore(cooling.until()));
	}

	/**
	 * Forgets the leases and delays that ran out while the server was down.
	 * @param remembersDelays whether the delays of those leases count
	 */
	void restart(Instant now, boolean remembersDelays) {
		for (Lease lease : List.copyOf(this.leases.values())) {
			if (lease.mayBeTakenAt(now)) {
				forget(lease);
				Instant until = lease.expiresAt().plusSeconds(lease.delaySeconds());
				if (remembersDelays && lease.delaySeconds() > 0) {
					this.coolings.put(lease.name(), new Cooling(until, lease.delaySeconds()));
				}
			}
		}
		this.coolings.values().removeIf((cooling) -> !remembersDelays || !now.isBefore(cooling.until()));
	}

	/**
	 * Leaves a number out.
	 */
	void skipFencingToken() {
		this.nextFencingToken++;
	}

	private void forget(Lease lease) {
		this.leases.remove(lease.name());
		removeFrom(this.byOwner, lease.owner(), lease);
		if (lease.sessionId() != null) {
			removeFrom(this.bySession, lease.sessionId(), lease);
		}
	}

	private static void removeFrom(Map<UUID, Set<Lease>> index, UUID key, Lease lease) {
		index.computeIfPresent(key, (sameKey, leases) -> {
			leases.remove(lease);
			return leases.isEmpty() ? null : leases;
		});
	}

	/**
	 * A time in which no request gets a lock.
	 *
	 * @param until its end
	 * @param seconds how long the former holder wanted it to be
	 */
	record Cooling(Instant until, int seconds) {

		long remainingMillis(Instant now) {
			return Math.max(Duration.between(now, this.until).toMillis(), 0);
		}

	}

}
