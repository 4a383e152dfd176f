package io.octostore.lease;

import java.time.Duration;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.octostore.LossReason;
import io.octostore.OctoStoreException;
import io.octostore.authority.SessionAnswer;
import io.octostore.authority.SessionId;
import io.octostore.internal.Safeguard;

/**
 * One session on the server and the leases that hang on it, from its creation to its end.
 * A session without TTL stands for the user behind the credentials: it exists without
 * being created and never ends. Serial context only.
 */
final class ServerSession {

	private static final Logger logger = LoggerFactory.getLogger(ServerSession.class);

	private final Engine engine;

	private final @Nullable Duration ttl;

	private final boolean dedicated;

	private final SessionEndings endings;

	private final Consumer<? super ServerSession> changed;

	private final SessionLeases leases = new SessionLeases();

	private final SessionTakers takers = new SessionTakers();

	private final Exchanges exchanges;

	private Phase phase;

	private @Nullable SessionId id;

	/** From its creation on; none where nothing has to be kept alive. */
	private @Nullable SessionKeepalives keepalives;

	private long usedAt;

	/**
	 * Prepare a session.
	 * @param dedicated whether it serves one lease only, and ends with it
	 * @param endings ends it on the server
	 * @param changed told when its phase, or the success of its keepalives, has changed
	 */
	ServerSession(Engine engine, @Nullable Duration ttl, boolean dedicated, SessionEndings endings,
			Consumer<? super ServerSession> changed) {
		this.engine = engine;
		this.ttl = ttl;
		this.dedicated = dedicated;
		this.endings = endings;
		this.changed = changed;
		this.exchanges = new Exchanges(engine);
		this.phase = (ttl != null) ? Phase.CREATING : Phase.ALIVE;
	}

	/**
	 * Ask the server for it.
	 * @param until when the time of the caller that needs it is over
	 */
	void create(long until) {
		new SessionCreation(this.engine, this, until).begin();
	}

	boolean isAwaited() {
		return this.phase == Phase.CREATING;
	}

	/**
	 * The server has created it.
	 */
	void created(SessionAnswer.Created created, long sentAt) {
		this.id = created.id();
		if (!isAwaited()) {
			this.endings.createdInVain(this);
			return;
		}
		this.engine.troubles().over(this.engine.now());
		this.keepalives = new SessionKeepalives(this.engine, this, created, sentAt);
		become(Phase.ALIVE);
		serve();
	}

	/**
	 * The server has not created it, as far as is known.
	 * @param refused whether a repeat would not help
	 */
	void notCreated(OctoStoreException error, boolean refused) {
		if (!isAwaited()) {
			this.endings.createdInVain(this);
			return;
		}
		become(Phase.ENDED);
		this.takers.fail(error, refused);
	}

	/**
	 * Hand the session to a claim that has a lease to hang on it: at once, after its
	 * creation, or after the next keepalive if it cannot be trusted before.
	 * @param elsewhere run if it turns out that the session takes no more leases
	 */
	void take(SessionTakers.Taker taker, Runnable elsewhere) {
		long now = this.engine.now();
		this.usedAt = now;
		if (isUsable(now)) {
			taker.with(this);
		}
		else if (this.phase == Phase.CREATING || this.phase == Phase.ALIVE) {
			this.takers.add(taker, elsewhere);
			if (this.phase == Phase.ALIVE) {
				confirmAtOnce(now);
			}
		}
		else {
			elsewhere.run();
		}
	}

	private boolean isUsable(long now) {
		return this.phase == Phase.ALIVE && (this.keepalives == null || this.keepalives.suffice(now));
	}

	private void serve() {
		if (isUsable(this.engine.now())) {
			this.takers.serve(this);
		}
	}

	/**
	 * Latch what has expired, and keep the session alive if that is due.
	 */
	void tick(long now) {
		if (!isKept() || this.keepalives == null) {
			return;
		}
		if (this.keepalives.areOver(now)) {
			died(Loss.uncertain(LossReason.DEADLINE));
		}
		else {
			this.keepalives.sendIfDue(now);
		}
	}

	/**
	 * Confirm the session and its leases now instead of when it is due.
	 */
	void confirmAtOnce(long now) {
		if (this.keepalives != null) {
			this.keepalives.hurry(now);
		}
		tick(now);
	}

	/**
	 * Whether the server keeps the session for some time to come even without another
	 * keepalive. As long as it is unanswered, a keepalive counts for nothing.
	 */
	boolean outlasts(long duration, long now) {
		return this.keepalives == null || this.keepalives.outlast(duration, now);
	}

	/**
	 * Send a keepalive, and run something when it is answered, overdue, or of no use any
	 * more.
	 */
	void keepAliveFirst(Runnable task) {
		if (this.keepalives == null) {
			task.run();
			return;
		}
		this.keepalives.then(task);
		confirmAtOnce(this.engine.now());
	}

	/**
	 * An answer about something else has said that the session is gone. That is no proof:
	 * ask for it, and hang no lease on the session before there is an answer.
	 */
	@Safeguard("ask-for-a-session-that-is-said-to-be-gone")
	void doubt() {
		if (isKept() && this.keepalives != null) {
			this.keepalives.doubt();
			confirmAtOnce(this.engine.now());
		}
	}

	Duration ttl() {
		if (this.ttl == null) {
			throw new IllegalStateException("Leases that belong to a user have no session");
		}
		return this.ttl;
	}

	/**
	 * When authority of its leases ends without another keepalive.
	 */
	long deadline() {
		return (this.keepalives != null) ? this.keepalives.deadline() : Long.MAX_VALUE;
	}

	/**
	 * A keepalive was confirmed.
	 */
	void keptAlive(long now) {
		this.leases.confirmed(deadline(), now);
		serve();
		this.changed.accept(this);
	}

	/**
	 * A keepalive has failed or is overdue.
	 */
	void notKeptAlive() {
		this.leases.attemptFailed();
		this.changed.accept(this);
	}

	/**
	 * Too little is left of the session to wait for its next keepalive.
	 */
	void refuseTakers(OctoStoreException error) {
		this.takers.fail(error, false);
	}

	/**
	 * The session is lost, and with it everything that hangs on it.
	 */
	void died(Loss loss) {
		if (!isKept()) {
			return;
		}
		if (this.leases.isEmpty()) {
			logger.info("The session was lost, {}, with no lock under it; the next acquire creates a new one",
					loss.describe());
		}
		else {
			logger.debug("The session was lost, {}, with {} locks", loss.describe(), this.leases.all().size());
		}
		become(Phase.DEAD);
		this.leases.end(loss, this.engine.now());
		leaveIfUnused();
	}

	/**
	 * Take no new leases; requests that wait for the session go to the next one.
	 */
	void retire() {
		if (this.phase == Phase.ALIVE && this.ttl != null) {
			become(Phase.RETIRED);
			leaveIfUnused();
		}
	}

	/**
	 * Take no more care of the session. On the server it is ended if no lease is lent
	 * under it, and expires otherwise.
	 */
	void abandon() {
		boolean creating = this.phase == Phase.CREATING;
		if (isInUse()) {
			long inUse = this.leases.lent();
			if (inUse > 0) {
				logger.warn("{} lock(s) still in use at shutdown; their session is left to expire on the server",
						inUse);
			}
		}
		else if (isKept() && this.id != null) {
			this.endings.end(this);
		}
		else if (creating) {
			this.endings.creationAwaited();
		}
		become(Phase.ENDED);
	}

	@Safeguard("leave-sessions-that-bodies-need")
	private boolean isInUse() {
		return !this.leases.isEmpty();
	}

	void lent(Lease lease) {
		this.leases.add(lease);
	}

	void returned(Lease lease) {
		this.leases.remove(lease);
		this.usedAt = this.engine.now();
		if (this.dedicated) {
			retire();
		}
		leaveIfUnused();
	}

	/**
	 * Whether no lease has hung on it for a while.
	 */
	boolean isIdle(long now) {
		return this.phase == Phase.ALIVE && this.leases.isEmpty()
				&& now - this.usedAt >= LeaseTimings.IDLE_SESSION.toNanos();
	}

	/**
	 * A session that takes no leases and has none is of no use. The deletion is what no
	 * late request under it can pass.
	 */
	private void leaveIfUnused() {
		if ((this.phase == Phase.RETIRED || this.phase == Phase.DEAD) && this.leases.isEmpty()) {
			become(Phase.ENDED);
			this.endings.end(this);
		}
	}

	private void become(Phase next) {
		this.phase = next;
		this.changed.accept(this);
		if (next == Phase.RETIRED || next == Phase.DEAD) {
			this.takers.sendElsewhere();
		}
		if (next != Phase.ALIVE && this.keepalives != null) {
			this.keepalives.ended();
		}
	}

	@Nullable SessionId id() {
		return this.id;
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

	boolean isAtRisk() {
		return this.keepalives != null && this.keepalives.fail();
	}

	Set<Lease> leases() {
		return this.leases.all();
	}

	Exchanges exchanges() {
		return this.exchanges;
	}

	/**
	 * The TTL that ends authority first, of a lease with a TTL under this session.
	 */
	Duration shorter(Duration leaseTtl) {
		return (this.ttl != null && this.ttl.compareTo(leaseTtl) < 0) ? this.ttl : leaseTtl;
	}

	/**
	 * Whether half of its TTL has passed without a confirmation.
	 */
	boolean isUnconfirmed(long now) {
		return this.keepalives != null && this.keepalives.areLate(now);
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
