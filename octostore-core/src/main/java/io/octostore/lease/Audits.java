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

	private final NameClaims claims;

	private final Map<SessionGeneration, Audit> audits = new HashMap<>();

	Audits(Engine engine, NameClaims claims) {
		this.engine = engine;
		this.claims = claims;
	}

	/**
	 * An acquire was not answered.
	 */
	@Safeguard("audit-unanswered-acquires")
	void suspect(SessionGeneration generation, String name, Duration ttl, long now) {
		if (generation.id() != null) {
			this.audits.computeIfAbsent(generation, (key) -> new Audit()).suspect(name, ttl, now);
		}
	}

	void tick(long now) {
		for (Map.Entry<SessionGeneration, Audit> entry : List.copyOf(this.audits.entrySet())) {
			SessionGeneration generation = entry.getKey();
			SessionId session = generation.id();
			if (!generation.isKept() || session == null || entry.getValue().isOver()) {
				// With the session everything ends that hangs on it
				this.audits.remove(generation);
			}
			else if (entry.getValue().isDue(now)) {
				count(generation, session, entry.getValue(), now);
			}
		}
	}

	private void count(SessionGeneration generation, SessionId session, Audit audit, long now) {
		OptionalLong before = generation.stillness();
		if (before.isEmpty()) {
			audit.postpone(now + LeaseTimings.TICK.toNanos());
			return;
		}
		int here = generation.leases().size();
		audit.asked();
		this.engine.authority()
			.countLocks(session, new Attempt(TIMEOUT, false),
					(answer) -> this.engine.serial().execute(() -> counted(generation, audit, here, before, answer)));
	}

	private void counted(SessionGeneration generation, Audit audit, int here, OptionalLong before, OptionalInt there) {
		long now = this.engine.now();
		if (there.isEmpty() || !generation.stillness().equals(before)) {
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
			this.audits.remove(generation);
			generation.owner().retire(generation);
			return;
		}
		audit.suspects().forEach((name, ttl) -> this.claims.claim(name).probe(generation, ttl, now));
		audit.postpone(now + AGAIN);
	}

	boolean isEmpty() {
		return this.audits.isEmpty();
	}

	/**
	 * What is looked for in one session, and when.
	 */
	private static final class Audit {

		private static final int MAX_PROBES = 5;

		private final Map<String, Duration> suspects = new HashMap<>();

		private final List<Long> dueAt = new ArrayList<>();

		private boolean asking;

		private int probes;

		void suspect(String name, Duration ttl, long now) {
			this.suspects.put(name, ttl);
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

		Map<String, Duration> suspects() {
			return Map.copyOf(this.suspects);
		}

	}

}
