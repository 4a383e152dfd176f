package io.octostore.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sessions of an engine: one kind for each session TTL that leases were asked for
 * with. Serial context only, except {@link #status()}.
 */
final class SessionPool {

	private final Engine engine;

	private final Map<Optional<Duration>, Sessions> sessions = new LinkedHashMap<>();

	/** The values of {@link #sessions}, to be read by any thread. */
	private volatile List<Sessions> all = List.of();

	private boolean closed;

	SessionPool(Engine engine) {
		this.engine = engine;
	}

	Sessions of(LeaseTerms terms) {
		Sessions existing = this.sessions.get(terms.sessionTtl());
		if (existing != null) {
			return existing;
		}
		Sessions created = new Sessions(this.engine, terms.sessionTtl().orElse(null));
		if (this.closed) {
			created.shutdown(() -> {
			});
		}
		this.sessions.put(terms.sessionTtl(), created);
		this.all = List.copyOf(this.sessions.values());
		return created;
	}

	/**
	 * The status that deserves most attention among the sessions of all kinds.
	 */
	SessionStatus status() {
		return SessionStatus.mostUrgent(this.all.stream().map(Sessions::status).toList());
	}

	List<SessionGeneration> generations() {
		List<SessionGeneration> generations = new ArrayList<>();
		this.all.forEach((one) -> generations.addAll(one.generations()));
		return generations;
	}

	void tick(long now) {
		this.all.forEach((one) -> one.tick(now));
	}

	void endIfIdle(long now) {
		this.all.forEach((one) -> one.endIfIdle(now));
	}

	boolean isEmpty() {
		return this.all.stream().map(Sessions::generations).allMatch(Collection::isEmpty);
	}

	void shutdown(Runnable done) {
		this.closed = true;
		Countdown countdown = new Countdown(this.all.size(), done);
		this.all.forEach((one) -> one.shutdown(countdown::hit));
		countdown.hit();
	}

}
