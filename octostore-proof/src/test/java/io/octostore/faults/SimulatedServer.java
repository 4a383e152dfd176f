package io.octostore.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.octostore.LossReason;
import io.octostore.OctoStoreException;
import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.authority.EndAnswer;
import io.octostore.authority.LeaseId;
import io.octostore.authority.SessionAnswer;
import io.octostore.authority.SessionId;
import io.octostore.authority.WatchSignal;
import io.octostore.lease.LeaseScheduler.Cancellable;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.SimulatedTime;

/**
 * The rules of the server's sessions and ephemeral locks in virtual time: TTLs, grants
 * again to the same holder, renewals that set the TTL anew, expiry that is noticed by the
 * next acquire, sweeps every five seconds, the limit of a principal, and watches. State
 * outlives a restart. Everything happens at one instant; the network is elsewhere.
 */
public final class SimulatedServer {

	private static final Duration SWEEP = Duration.ofSeconds(5);

	private final SimulatedTime time;

	private final Map<SessionId, Session> sessions = new HashMap<>();

	private final Map<String, Lock> locks = new HashMap<>();

	private final List<Watch> watches = new ArrayList<>();

	private long ids = 0x1000;

	private long tokens;

	private int limit = 100;

	private long offset;

	private double rate = 1;

	private boolean down;

	private boolean dropsHints;

	private int watchCapacity = Integer.MAX_VALUE;

	private int acquires;

	private int grants;

	public SimulatedServer(SimulatedTime time, Duration phase) {
		this.time = time;
		time.schedule(this::sweepAgain, phase);
	}

	long now() {
		return (long) (this.time.now() * this.rate) + this.offset;
	}

	/**
	 * Let the server's clock jump.
	 */
	public void step(Duration step) {
		this.offset += step.toNanos();
	}

	/**
	 * Let the server's clock run faster or slower.
	 */
	public void rate(double newRate) {
		this.offset = now() - (long) (this.time.now() * newRate);
		this.rate = newRate;
	}

	public void limit(int newLimit) {
		this.limit = newLimit;
	}

	public void dropHints(boolean drop) {
		this.dropsHints = drop;
	}

	public void watchCapacity(int capacity) {
		this.watchCapacity = capacity;
	}

	public boolean isDown() {
		return this.down;
	}

	public void goDown() {
		this.down = true;
		endWatches();
	}

	public void endWatches() {
		List.copyOf(this.watches).forEach(Watch::end);
	}

	/**
	 * Start again with what was stored; what expired meanwhile is removed at once.
	 */
	public void comeBack() {
		this.down = false;
		sweep();
	}

	/**
	 * Start again with an older state of the database, or none.
	 */
	public void replaceDatabase() {
		this.sessions.clear();
		this.locks.clear();
		this.tokens = 0;
		endWatches();
	}

	/**
	 * An operator deletes a session.
	 */
	public void deleteSessions() {
		List.copyOf(this.sessions.keySet()).forEach(this::endSession);
	}

	public int acquires() {
		return this.acquires;
	}

	public int grants() {
		return this.grants;
	}

	public int sessionCount() {
		return this.sessions.size();
	}

	/**
	 * Token of the lock if somebody holds it, expired leases not counted.
	 */
	public @Nullable Long holder(String name) {
		Lock lock = this.locks.get(name);
		return (lock != null && now() < lock.expiresAt) ? (Long) lock.token : null;
	}

	/**
	 * Locks that are held, with their tokens.
	 */
	public Map<String, Long> held() {
		Map<String, Long> held = new HashMap<>();
		this.locks.forEach((name, lock) -> {
			if (now() < lock.expiresAt) {
				held.put(name, lock.token);
			}
		});
		return held;
	}

	SessionAnswer createSession(long ttl) {
		Session session = new Session(new SessionId(nextId()), ttl, now() + ttl);
		this.sessions.put(session.id, session);
		return new SessionAnswer.Created(session.id, Duration.ofNanos(ttl));
	}

	ConfirmAnswer keepAlive(SessionId id) {
		Session session = this.sessions.get(id);
		LossReason gone = gone(session);
		if (session == null || gone != null) {
			return new ConfirmAnswer.Gone((gone != null) ? gone : LossReason.SESSION_NOT_FOUND);
		}
		session.expiresAt = now() + session.ttl;
		return new ConfirmAnswer.Confirmed();
	}

	OptionalInt countLocks(SessionId id) {
		if (!this.sessions.containsKey(id)) {
			return OptionalInt.empty();
		}
		return OptionalInt.of((int) this.locks.values().stream().filter((lock) -> lock.session.equals(id)).count());
	}

	EndAnswer endSession(SessionId id) {
		if (this.sessions.remove(id) == null) {
			return new EndAnswer.AlreadyGone();
		}
		freeLocksOf(id);
		return new EndAnswer.Ended();
	}

	AcquireAnswer acquire(String name, long ttl, SessionId holder) {
		this.acquires++;
		Session session = this.sessions.get(holder);
		LossReason gone = gone(session);
		if (gone != null) {
			return new AcquireAnswer.SessionGone(gone);
		}
		if (held().size() >= this.limit) {
			return new AcquireAnswer.LimitReached(new Answered("lock limit exceeded"));
		}
		Lock lock = this.locks.get(name);
		if (lock != null && now() < lock.expiresAt) {
			if (!lock.session.equals(holder)) {
				Duration left = Duration.ofNanos(lock.expiresAt - now());
				String pseudonym = Integer.toHexString(lock.session.hashCode());
				return ScriptedAuthority.held(pseudonym, null, left);
			}
			lock.expiresAt = Math.max(lock.expiresAt, now() + ttl);
			return new AcquireAnswer.Granted(lock.lease, lock.token);
		}
		this.grants++;
		lock = new Lock(new LeaseId(nextId()), ++this.tokens, holder, now() + ttl);
		this.locks.put(name, lock);
		say(name, WatchSignal.HELD);
		return new AcquireAnswer.Granted(lock.lease, lock.token);
	}

	ConfirmAnswer renew(String name, LeaseId lease, long ttl) {
		LossReason wrong = wrong(name, lease);
		if (wrong != null) {
			return new ConfirmAnswer.Gone(wrong);
		}
		lock(name).expiresAt = now() + ttl;
		return new ConfirmAnswer.Confirmed();
	}

	EndAnswer release(String name, LeaseId lease) {
		if (wrong(name, lease) != null) {
			return new EndAnswer.AlreadyGone();
		}
		this.locks.remove(name);
		say(name, WatchSignal.FREE);
		return new EndAnswer.Ended();
	}

	/**
	 * Open a stream.
	 * @return ends it, or {@code null} if there is none to be had
	 */
	@Nullable Cancellable watch(String name, Consumer<? super WatchSignal> hints) {
		if (this.down || this.watches.size() >= this.watchCapacity) {
			return null;
		}
		Watch watch = new Watch(name, hints);
		this.watches.add(watch);
		watch.hints.accept((holder(name) != null) ? WatchSignal.HELD : WatchSignal.FREE);
		return () -> this.watches.remove(watch);
	}

	int openWatches() {
		return this.watches.size();
	}

	private @Nullable LossReason wrong(String name, LeaseId lease) {
		Lock lock = this.locks.get(name);
		if (lock == null) {
			return LossReason.LEASE_NOT_CURRENT;
		}
		LossReason gone = gone(this.sessions.get(lock.session));
		if (gone != null) {
			return gone;
		}
		return (lock.lease.equals(lease) && now() < lock.expiresAt) ? null : LossReason.LEASE_NOT_CURRENT;
	}

	private @Nullable LossReason gone(@Nullable Session session) {
		if (session == null) {
			return LossReason.SESSION_NOT_FOUND;
		}
		return (now() > session.expiresAt) ? LossReason.SESSION_EXPIRED : null;
	}

	private Lock lock(String name) {
		Lock lock = this.locks.get(name);
		if (lock == null) {
			throw new IllegalStateException("no lock " + name);
		}
		return lock;
	}

	private void freeLocksOf(SessionId session) {
		for (Iterator<Map.Entry<String, Lock>> entries = this.locks.entrySet().iterator(); entries.hasNext();) {
			Map.Entry<String, Lock> entry = entries.next();
			if (entry.getValue().session.equals(session)) {
				entries.remove();
				say(entry.getKey(), WatchSignal.FREE);
			}
		}
	}

	private void sweepAgain() {
		if (!this.down) {
			sweep();
		}
		this.time.schedule(this::sweepAgain, SWEEP);
	}

	private void sweep() {
		for (Session session : List.copyOf(this.sessions.values())) {
			if (now() > session.expiresAt) {
				endSession(session.id);
			}
		}
		for (String name : List.copyOf(this.locks.keySet())) {
			if (now() >= lock(name).expiresAt) {
				this.locks.remove(name);
				say(name, WatchSignal.FREE);
			}
		}
	}

	private void say(String name, WatchSignal hint) {
		if (!this.dropsHints) {
			List.copyOf(this.watches)
				.stream()
				.filter((watch) -> watch.name.equals(name))
				.forEach((watch) -> watch.hints.accept(hint));
		}
	}

	private String nextId() {
		return new UUID(0, this.ids++).toString();
	}

	private static final class Session {

		private final SessionId id;

		private final long ttl;

		private long expiresAt;

		Session(SessionId id, long ttl, long expiresAt) {
			this.id = id;
			this.ttl = ttl;
			this.expiresAt = expiresAt;
		}

	}

	private static final class Lock {

		private final LeaseId lease;

		private final long token;

		private final SessionId session;

		private long expiresAt;

		Lock(LeaseId lease, long token, SessionId session, long expiresAt) {
			this.lease = lease;
			this.token = token;
			this.session = session;
			this.expiresAt = expiresAt;
		}

	}

	private final class Watch {

		private final String name;

		private final Consumer<? super WatchSignal> hints;

		Watch(String name, Consumer<? super WatchSignal> hints) {
			this.name = name;
			this.hints = hints;
		}

		void end() {
			SimulatedServer.this.watches.remove(this);
			this.hints.accept(WatchSignal.ENDED);
		}

	}

	/**
	 * An answer or a failure as an exception.
	 */
	static final class Answered extends OctoStoreException {

		Answered(String message) {
			super(message);
		}

	}

}
