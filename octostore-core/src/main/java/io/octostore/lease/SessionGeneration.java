package io.octostore.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

import org.jspecify.annotations.Nullable;

import io.octostore.authority.SessionId;

/**
 * One session on the server and the leases that hang on it. Serial context only.
 */
final class SessionGeneration {

	private final Sessions owner;

	private final @Nullable Duration ttl;

	private final Set<Lease> leases = new LinkedHashSet<>();

	private final List<Runnable> waiting = new ArrayList<>();

	private int exchanges;

	private long exchangesSoFar;

	private Phase phase;

	private @Nullable SessionId id;

	private long deadline;

	private @Nullable Confirmation keepAlive;

	SessionGeneration(Sessions owner, @Nullable Duration ttl) {
		this.owner = owner;
		this.ttl = ttl;
		this.phase = (ttl != null) ? Phase.CREATING : Phase.ALIVE;
		this.deadline = Long.MAX_VALUE;
	}

	void created(SessionId id, long deadline, Confirmation keepAlive) {
		this.id = id;
		this.deadline = deadline;
		this.keepAlive = keepAlive;
		this.phase = Phase.ALIVE;
	}

	void extend(long deadline) {
		this.deadline = Math.max(this.deadline, deadline);
	}

	void retire() {
		if (this.phase == Phase.ALIVE) {
			this.phase = Phase.RETIRED;
		}
	}

	void die() {
		this.phase = Phase.DEAD;
	}

	void end() {
		this.phase = Phase.ENDED;
	}

	/**
	 * Run something once it is decided whether the session is usable.
	 */
	void whenDecided(Runnable task) {
		this.waiting.add(task);
	}

	void runWaiting() {
		List<Runnable> tasks = new ArrayList<>(this.waiting);
		this.waiting.clear();
		tasks.forEach(Runnable::run);
	}

	Sessions owner() {
		return this.owner;
	}

	@Nullable Duration ttl() {
		return this.ttl;
	}

	@Nullable SessionId id() {
		return this.id;
	}

	long deadline() {
		return this.deadline;
	}

	Phase phase() {
		return this.phase;
	}

	/**
	 * Whether the server's session still has to be kept alive.
	 */
	boolean isKept() {
		return this.phase == Phase.ALIVE || this.phase == Phase.RETIRED;
	}

	@Nullable Confirmation keepAlive() {
		return this.keepAlive;
	}

	/**
	 * An exchange begins that changes the session's locks on the server.
	 */
	void exchangeBegins() {
		this.exchanges++;
		this.exchangesSoFar++;
	}

	void exchangeEnds() {
		this.exchanges--;
	}

	/**
	 * A number that stays the same as long as no exchange changes the session's locks on
	 * the server; nothing while one does.
	 */
	OptionalLong stillness() {
		return (this.exchanges == 0) ? OptionalLong.of(this.exchangesSoFar) : OptionalLong.empty();
	}

	Set<Lease> leases() {
		return this.leases;
	}

	/**
	 * Phases of a session.
	 */
	enum Phase {

		/** The server has been asked for it. */
		CREATING,

		/** Takes new leases. */
		ALIVE,

		/** Serves the leases that it has, takes no new ones. */
		RETIRED,

		/** Lost. */
		DEAD,

		/** Ended on the server, or left to expire. */
		ENDED

	}

}
