package io.octostore.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.octostore.authority.Attempt;
import io.octostore.authority.SessionId;
import io.octostore.internal.Safeguard;

/**
 * Looks for locks that a request left on the server long after its caller and even its
 * repeats were answered: a request that was held up on the way is carried out when it
 * arrives. After an acquire without an answer the number of the session's locks on the
 * server is compared with the number here, three times; if the server has more, the names
 * in question are asked about and released. Serial context only.
 */
final class Audits {

	private static final Logger logger = LoggerFactory.getLogger(Audits.class);

	private static final long FIRST = Duration.ofSeconds(2).toNanos();

	private static final long SECOND = Duration.ofSeconds(10).toNanos();

	private static final long AGAIN = Duration.ofSeconds(1).toNanos();

	private static final Duration TIMEOUT = Duration.ofSeconds(5);

	private final Engine engine;

	private final Map<ServerSession, Audit> audits = new HashMap<>();

	Audits(Engine engine) {
		this.engine = engine;
	}

	/**
	 * An acquire was not answered.
	 */
	@Safeguard("audit-unanswered-acquires")
	void suspect(ServerSession session, NameClaim claim, Duration ttl, long now) {
		if (session.id() != null) {
			this.audits.computeIfAbsent(session, (key) -> new Audit()).suspect(claim, ttl, now);
		}
	}

	void tick(long now) {
		for (Map.Entry<ServerSession, Audit> entry : List.copyOf(this.audits.entrySet())) {
			ServerSession session = entry.getKey();
			SessionId id = session.id();
			if (!session.isKept() || id == null || entry.getValue().isOver()) {
				// With the session everything ends that hangs on it
				this.audits.remove(session);
			}
			else if (entry.getValue().isDue(now)) {
				count(session, id, entry.getValue(), now);
			}
		}
	}

	private void count(ServerSession session, SessionId id, Audit audit, long now) {
		OptionalLong before = session.exchanges().stillness();
		if (before.isEmpty()) {
			audit.postpone(now + LeaseTimings.TICK.toNanos());
			return;
		}
		int here = session.leases().size();
		audit.asked();
		this.engine.authority()
			.countLocks(id, new Attempt(TIMEOUT, false),
					(answer) -> this.engine.serial().execute(() -> counted(session, audit, here, before, answer)));
	}

	private void counted(ServerSession session, Audit audit, int here, OptionalLong before, OptionalInt there) {
		long now = this.engine.now();
		if (there.isEmpty() || !session.exchanges().stillness().equals(before)) {
			audit.postpone(now + AGAIN);
			return;
		}
		if (there.getAsInt() <= here) {
			audit.passed(now);
			return;
		}
		logger.warn("The session has {} locks on the server and {} here; asking about those whose requests "
				+ "were not answered", there.getAsInt(), here);
		if (audit.isHopeless()) {
			this.audits.remove(session);
			session.retire();
			return;
		}
		audit.suspects().forEach((claim, ttl) -> claim.probe(session, ttl, now));
		audit.postpone(now + AGAIN);
	}

	/**
	 * Whether a request for the lock may still be on its way.
	 */
	boolean suspects(NameClaim claim) {
		return this.audits.values().stream().anyMatch((audit) -> audit.suspects.containsKey(claim));
	}

	boolean isEmpty() {
		return this.audits.isEmpty();
	}

	/**
	 * What is looked for in one session, and when.
	 */
	private static final class Audit {

		private static final int MAX_PROBES = 5;

		private final Map<NameClaim, Duration> suspects = new HashMap<>();

		private final List<Long> dueAt = new ArrayList<>();

		private boolean asking;

		private int probes;

		void suspect(NameClaim claim, Duration ttl, long now) {
			this.suspects.put(claim, ttl);
			this.probes = 0;
			this.dueAt.clear();
			this.dueAt.add(now + FIRST);
			this.dueAt.add(now + SECOND);
			this.dueAt.add(now + LeaseTimings.LATE_EFFECT.toNanos() + ttl.toNanos());
		}

		boolean isDue(long now) {
			return !this.asking && !this.dueAt.isEmpty() && now >= this.dueAt.get(0);
		}

		boolean isOver() {
			return !this.asking && this.dueAt.isEmpty();
		}

		void asked() {
			this.asking = true;
		}

		void postpone(long until) {
			this.asking = false;
			this.dueAt.set(0, until);
		}

		void passed(long now) {
			this.asking = false;
			this.probes = 0;
			this.dueAt.removeIf((due) -> due <= now);
		}

		boolean isHopeless() {
			return ++this.probes > MAX_PROBES;
		}

		Map<NameClaim, Duration> suspects() {
			return Map.copyOf(this.suspects);
		}

	}

}
