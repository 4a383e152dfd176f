package io.octostore.embedded;

import java.time.Instant;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * How locks look on the wire of one generation.
 */
final class LockJson {

	private final ServerGeneration generation;

	LockJson(ServerGeneration generation) {
		this.generation = generation;
	}

	Json acquired(Lease lease, @Nullable String requestedMetadata, Instant now) {
		Json json = Json.object()
			.put("status", "acquired")
			.put("lease_id", lease.leaseId())
			.put("fencing_token", lease.fencingToken())
			.put("expires_at", lease.expiresAt());
		if (!this.generation.hasHints()) {
			return json.put("metadata", requestedMetadata);
		}
		return json.put("renew_after_ms", renewAfterMillis(lease, now)).put("metadata", lease.metadata());
	}

	Json held(Lease lease, Instant now) {
		Json json = Json.object()
			.put("status", "held")
			.put("holder_id", holder(lease))
			.put("expires_at", lease.expiresAt());
		if (this.generation.hasHints()) {
			json.put("retry_after_ms", lease.remainingMillis(now));
		}
		return json.put("metadata", lease.metadata());
	}

	Json delayed(LockTable.Cooling cooling, Instant now) {
		Json json = Json.object()
			.put("status", "delayed")
			.put("available_at", cooling.until())
			.put("lock_delay_seconds", cooling.seconds());
		return this.generation.hasHints() ? json.put("retry_after_ms", cooling.remainingMillis(now)) : json;
	}

	Json renewed(Lease lease, Instant now) {
		Json json = Json.object().put("lease_id", lease.leaseId()).put("expires_at", lease.expiresAt());
		return this.generation.hasHints() ? json.put("renew_after_ms", renewAfterMillis(lease, now)) : json;
	}

	/**
	 * Below half of what remains: on the real server, storing the lease takes time.
	 */
	private static long renewAfterMillis(Lease lease, Instant now) {
		return Math.max(lease.remainingMillis(now) - 1, 0) / 2;
	}

	Json heldStatus(Lease lease) {
		return Json.object()
			.put("name", lease.name())
			.put("status", "held")
			.put("holder_id", holder(lease))
			.put("fencing_token", lease.fencingToken())
			.put("expires_at", lease.expiresAt())
			.put("metadata", lease.metadata());
	}

	/**
	 * The status of a free lock.
	 * @param unswept the lease that has run out and is not swept yet, if there is one
	 * @param nextFencingToken the number of the next grant
	 */
	Json freeStatus(String name, @Nullable Lease unswept, long nextFencingToken) {
		long next = this.generation.countsGrantsOnly() ? nextFencingToken : nextFencingToken + 1;
		return Json.object()
			.put("name", name)
			.put("status", "free")
			.put("holder_id", null)
			.put("fencing_token", (unswept != null) ? unswept.fencingToken() : next)
			.put("expires_at", null)
			.put("metadata", null);
	}

	/**
	 * Everything about a lease, secrets included, as watches once showed it.
	 */
	Json record(Lease lease) {
		Json json = Json.object()
			.put("name", lease.name())
			.put("holder_id", lease.holder())
			.put("lease_id", lease.leaseId())
			.put("fencing_token", lease.fencingToken())
			.put("expires_at", lease.expiresAt())
			.put("metadata", lease.metadata())
			.put("acquired_at", lease.acquiredAt());
		if (lease.sessionId() != null) {
			json.put("session_id", lease.sessionId());
		}
		return json.put("ephemeral", lease.ephemeral()).put("lock_delay_seconds", lease.delaySeconds());
	}

	private UUID holder(Lease lease) {
		return this.generation.hasPseudonyms() ? PublicHolder.of(lease.holder()) : lease.holder();
	}

}
