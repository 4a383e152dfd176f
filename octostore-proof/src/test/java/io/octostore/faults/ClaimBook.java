package io.octostore.faults;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * What each client may still claim after what it was answered, on its own clock, and what
 * it must leave alone because it has given it back, lost or ended it.
 */
final class ClaimBook {

	/** Numerator and denominator of the part of a TTL that a client may claim. */
	private static final long CLAIMED = 8, OF = 10;

	private final Map<String, LongSupplier> clocks = new HashMap<>();

	private final Map<String, Grant> byToken = new HashMap<>();

	private final Map<String, Grant> byLease = new HashMap<>();

	private final Map<UUID, Life> sessions = new HashMap<>();

	private final Map<String, Long> closed = new HashMap<>();

	private final Set<Grant> late = new HashSet<>();

	private long slack;

	/**
	 * A client has a clock of its own, which runs at another rate.
	 */
	void clock(String client, LongSupplier clock) {
		this.clocks.put(client, clock);
	}

	/**
	 * Threads of a client may stand still between a decision and the time at which it is
	 * written down, for so long.
	 */
	void slack(long nanos) {
		this.slack = nanos;
	}

	/**
	 * Time on the clock of a client, which is the common one if it has none.
	 */
	long own(String client, long time) {
		LongSupplier clock = this.clocks.get(client);
		return (clock != null) ? clock.getAsLong() : time;
	}

	void granted(String client, String name, UUID lease, long token, @Nullable UUID session, long ownCall, long ttl) {
		Grant grant = this.byLease.computeIfAbsent(client + lease, (key) -> new Grant(token, session));
		this.byToken.put(token(client, name, token), grant);
		grant.deadline = Math.max(grant.deadline, ownCall + ttl * CLAIMED / OF);
	}

	void renewed(String client, @Nullable UUID lease, long ownCall, long ownRet, long ttl) {
		Grant grant = this.byLease.get(client + lease);
		if (grant != null && ownRet < grant.deadline) {
			grant.deadline = Math.max(grant.deadline, ownCall + ttl * CLAIMED / OF);
		}
	}

	void leaseGone(String client, @Nullable UUID lease, long time) {
		Grant grant = this.byLease.get(client + lease);
		if (grant != null) {
			grant.goneAt = Math.min(grant.goneAt, time);
		}
	}

	/**
	 * The borrower has given its lease back or knows that it is lost.
	 */
	void left(String client, String name, long token, long time) {
		Grant grant = this.byToken.get(token(client, name, token));
		if (grant != null) {
			grant.goneAt = Math.min(grant.goneAt, time);
		}
	}

	void sessionConfirmed(UUID session, long ownCall, long ownRet, long ttl) {
		Life life = this.sessions.computeIfAbsent(session, (key) -> new Life(ttl));
		if (ownRet < life.deadline) {
			long deadline = ownCall + life.ttl * CLAIMED / OF;
			life.deadline = (life.deadline == Long.MAX_VALUE) ? deadline : Math.max(life.deadline, deadline);
		}
	}

	void sessionGone(UUID session, long time) {
		Life life = this.sessions.get(session);
		if (life != null) {
			life.goneAt = Math.min(life.goneAt, time);
		}
	}

	void closed(String client, long time) {
		this.closed.putIfAbsent(client, time);
	}

	/**
	 * What is wrong with a request that is sent now, if anything.
	 */
	@Nullable String zombie(String client, @Nullable UUID session, @Nullable UUID lease, long time) {
		if (isPast(this.closed.getOrDefault(client, Long.MAX_VALUE), time)) {
			return "after it was closed";
		}
		Life life = this.sessions.get(session);
		if (life != null && isPast(life.goneAt, time)) {
			return "after the end of the session";
		}
		Grant grant = this.byLease.get(client + lease);
		if (grant != null && isPast(grant.goneAt, time)) {
			return "after token " + grant.token + " was given back or lost";
		}
		return null;
	}

	private boolean isPast(long end, long time) {
		return end != Long.MAX_VALUE && time >= end + this.slack;
	}

	/**
	 * What is wrong with a claim that is made now, if anything; said once for each lease.
	 */
	@Nullable String lateClaim(String client, String name, long token, long time) {
		Grant grant = this.byToken.get(token(client, name, token));
		if (grant == null) {
			return null;
		}
		Life life = this.sessions.get(grant.session);
		long deadline = (life != null) ? Math.min(grant.deadline, life.deadline) : grant.deadline;
		long own = own(client, time);
		if (own >= deadline) {
			return this.late.add(grant) ? History.seconds(own - deadline) + " s longer than any answer allows" : null;
		}
		boolean gone = isPast(grant.goneAt, time) || (life != null && isPast(life.goneAt, time));
		return (gone && this.late.add(grant)) ? "although it was given back or proven to be lost" : null;
	}

	private static String token(String client, String name, long token) {
		return client + "/" + name + "/" + token;
	}

	private static final class Grant {

		private final long token;

		private final @Nullable UUID session;

		private long deadline = Long.MIN_VALUE;

		private long goneAt = Long.MAX_VALUE;

		Grant(long token, @Nullable UUID session) {
			this.token = token;
			this.session = session;
		}

	}

	private static final class Life {

		private final long ttl;

		private long deadline = Long.MAX_VALUE;

		private long goneAt = Long.MAX_VALUE;

		Life(long ttl) {
			this.ttl = ttl;
		}

	}

}
