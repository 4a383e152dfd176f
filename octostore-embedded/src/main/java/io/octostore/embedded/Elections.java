package io.octostore.embedded;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The rules for elections. An election is a lock whose holder is made up anew for every
 * campaign. Guarded by the lock of {@link ServerState}.
 */
final class Elections implements LockEvents.Listener {

	private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{8,64}");

	private static final Pattern CANDIDATE = Pattern.compile("[A-Za-z0-9._:@-]{1,64}");

	private static final int DEFAULT_TTL_SECONDS = 30;

	private static final int MIN_TTL_SECONDS = 5;

	private static final int MAX_TTL_SECONDS = 300;

	private static final int MAX_ELECTIONS = 10_000;

	private final LockTable locks;

	private final Counters counters;

	private final Map<String, Candidate> leaders = new HashMap<>();

	Elections(LockTable locks, Counters counters) {
		this.locks = locks;
		this.counters = counters;
	}

	static String lockName(String id) {
		return LockRules.ELECTION_PREFIX + id;
	}

	static void checkId(String id) {
		if (!ID.matcher(id).matches()) {
			throw new RefusedException(Refusal.INVALID_INPUT,
					"Invalid input: an election id has 8 to 64 of A-Z, a-z, 0-9, '_' and '-'");
		}
	}

	private static int ttl(@Nullable Long requested) {
		long ttl = (requested != null) ? requested : DEFAULT_TTL_SECONDS;
		if (ttl < MIN_TTL_SECONDS || ttl > MAX_TTL_SECONDS) {
			throw new RefusedException(Refusal.INVALID_TTL,
					"Invalid TTL: it must be " + MIN_TTL_SECONDS + " to " + MAX_TTL_SECONDS);
		}
		return (int) ttl;
	}

	/**
	 * Tries to become the leader.
	 * @return the outcome; its TTL is the one that was asked for
	 */
	Campaign campaign(String id, Candidate candidate, @Nullable Long ttlSeconds, Instant now) {
		checkId(id);
		if (!CANDIDATE.matcher(candidate.id()).matches()) {
			throw new RefusedException(Refusal.INVALID_INPUT,
					"Invalid input: a candidate id has 1 to 64 of A-Z, a-z, 0-9, '.', '_', ':', '@' and '-'");
		}
		LockRules.checkMetadata(candidate.metadata(), ServerGeneration.V0_14);
		int ttl = ttl(ttlSeconds);
		Lease current = this.locks.find(lockName(id));
		if (current != null && !current.mayBeTakenAt(now)) {
			return new Campaign(current, false, ttl);
		}
		if (current == null && this.leaders.size() >= MAX_ELECTIONS) {
			throw new RefusedException(Refusal.CAPACITY_EXCEEDED, "Capacity exceeded: too many elections", 30);
		}
		UUID holder = UUID.randomUUID();
		this.leaders.put(lockName(id), candidate);
		Lease lease = this.locks
			.grant(new Lease.Terms(lockName(id), holder, holder, candidate.toJson(), null, false, 0), now, ttl);
		this.counters.acquired();
		return new Campaign(lease, true, ttl);
	}

	Campaign renew(String id, String leaderToken, @Nullable Long ttlSeconds, Instant now) {
		checkId(id);
		int ttl = ttl(ttlSeconds);
		Lease lease = led(id, LeaderToken.parse(leaderToken), now, Refusal.NO_LEASE);
		this.locks.renew(lease, now.plusSeconds(ttl), now);
		return new Campaign(lease, true, ttl);
	}

	/**
	 * Ends the term.
	 * @return the lease of the term that ended
	 */
	Lease resign(String id, String leaderToken, Instant now) {
		checkId(id);
		Lease lease = led(id, LeaderToken.parse(leaderToken), now, Refusal.NO_TERM);
		this.locks.end(lease, LockEvents.Type.RELEASED, now);
		this.counters.released();
		return lease;
	}

	private Lease led(String id, LeaderToken token, Instant now, Refusal vacant) {
		Lease lease = this.locks.find(lockName(id));
		if (lease != null && !LeaderToken.of(lease).equals(token)) {
			throw new RefusedException(Refusal.LEASE_MISMATCH, "Lease is not current: another candidate leads");
		}
		if (lease == null || lease.mayBeTakenAt(now)) {
			throw new RefusedException(vacant, "Lease is not current: the term is over");
		}
		return lease;
	}

	/**
	 * The lease of the present leader, if there is one.
	 */
	@Nullable Lease leader(String id, Instant now) {
		Lease lease = this.locks.find(lockName(id));
		return (lease == null || lease.isOverFor(now)) ? null : lease;
	}

	Candidate candidate(Lease lease) {
		Candidate candidate = this.leaders.get(lease.name());
		if (candidate == null) {
			throw new IllegalStateException("a leader is always known");
		}
		return candidate;
	}

	@Override
	public void onEvent(LockEvents.Type type, Lease lease, Instant now) {
		if (type == LockEvents.Type.RELEASED || type == LockEvents.Type.EXPIRED) {
			this.leaders.remove(lease.name());
		}
	}

	/**
	 * Who wants to lead.
	 *
	 * @param id the candidate's name for itself
	 * @param metadata what the candidate tells others
	 */
	record Candidate(String id, @Nullable String metadata) {

		String toJson() {
			Json json = Json.object().put("candidate_id", this.id);
			if (this.metadata != null) {
				json.put("metadata", this.metadata);
			}
			return new String(json.toBytes(), StandardCharsets.UTF_8);
		}

	}

	/**
	 * What became of a campaign or a renewal.
	 *
	 * @param lease the lease of the leader
	 * @param won whether the caller leads
	 * @param ttlSeconds the TTL that was asked for
	 */
	record Campaign(Lease lease, boolean won, int ttlSeconds) {

	}

}
