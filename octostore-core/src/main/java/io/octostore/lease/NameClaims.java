package io.octostore.lease;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.octostore.authority.AcquireAnswer;

/**
 * The claims of all names that are in use or not settled, and what is remembered about
 * names used lately. Serial context only.
 */
final class NameClaims {

	/**
	 * Names of which the last token and lease are remembered. What falls out can only be
	 * missed for the detection of a replaced database.
	 */
	private static final int REMEMBERED_NAMES = 10_000;

	private final LeaseKeeper keeper;

	private final Engine engine;

	private final SessionPool sessions;

	private final Audits audits;

	private final Map<String, NameClaim> claims = new HashMap<>();

	/** Those that have something to do as time passes. */
	private final Set<NameClaim> attended = new LinkedHashSet<>();

	private final Map<String, NameClaim.Memory> memories;

	NameClaims(LeaseKeeper keeper, Engine engine, SessionPool sessions) {
		this(keeper, engine, sessions, new RecentlyUsed<>(REMEMBERED_NAMES));
	}

	private NameClaims(LeaseKeeper keeper, Engine engine, SessionPool sessions,
			Map<String, NameClaim.Memory> memories) {
		this.keeper = keeper;
		this.engine = engine;
		this.sessions = sessions;
		this.audits = new Audits(engine, this);
		this.memories = memories;
	}

	/**
	 * Claims that know nothing but what is remembered about names.
	 */
	NameClaims startOver(SessionPool newSessions) {
		return new NameClaims(this.keeper, this.engine, newSessions, this.memories);
	}

	NameClaim claim(String name) {
		NameClaim claim = this.claims.get(name);
		if (claim == null) {
			NameClaim.Memory memory = this.memories.computeIfAbsent(name, (key) -> new NameClaim.Memory());
			claim = new NameClaim(this, this.engine, this.sessions, name, memory);
			this.claims.put(name, claim);
		}
		return claim;
	}

	/**
	 * A claim has a request, whose time must not be exceeded.
	 */
	void asked(NameClaim claim) {
		this.attended.add(claim);
	}

	/**
	 * A claim has come to rest: forget it, or settle what it left.
	 */
	void changed(NameClaim claim) {
		if (claim.isUnsettled()) {
			this.attended.add(claim);
		}
		else {
			this.attended.remove(claim);
		}
		if (claim.isIdle()) {
			this.claims.remove(claim.name(), claim);
		}
	}

	Lease newLease(SessionGeneration generation, String name, AcquireAnswer.Granted granted, Duration ttl,
			long sentAt) {
		return new Lease(this.keeper, generation, name, granted.lease(), granted.fencingToken(), ttl, sentAt);
	}

	Audits audits() {
		return this.audits;
	}

	void tick(long now) {
		this.audits.tick(now);
		if (!this.attended.isEmpty()) {
			List.copyOf(this.attended).forEach((claim) -> claim.tick(now));
		}
	}

	boolean isEmpty() {
		return this.claims.isEmpty() && this.audits.isEmpty();
	}

	int unsettled() {
		return (int) this.attended.stream().filter(NameClaim::isUnsettled).count();
	}

	/**
	 * A map that forgets what has not been used for longest.
	 *
	 * @param <K> key
	 * @param <V> value
	 */
	private static final class RecentlyUsed<K, V> extends LinkedHashMap<K, V> {

		private final int limit;

		RecentlyUsed(int limit) {
			super(16, 0.75f, true);
			this.limit = limit;
		}

		@Override
		protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
			return size() > this.limit;
		}

	}

}
