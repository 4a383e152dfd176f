package io.octostore.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.octostore.LossReason;
import io.octostore.OctoStoreException;
import io.octostore.OctoStoreNetworkException;
import io.octostore.authority.Attempt;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.authority.SessionAnswer;
import io.octostore.authority.SessionId;
import io.octostore.internal.Safeguard;

/**
 * One session on the server and the leases that hang on it, from its creation to its end.
 * A session without TTL stands for the user behind the credentials: it exists without
 * being created and never ends. Serial context only.
 */
final class ServerSession implements Heartbeat.Pulse {

	private static final Logger logger = LoggerFactory.getLogger(ServerSession.class);

	private final Engine engine;

	private final @Nullable Duration ttl;

	private final boolean dedicated;

	private final Listener listener;

	private final Set<Lease> leases = new LinkedHashSet<>();

	private final List<Waiting> waiting = new ArrayList<>();

	private final List<Runnable> afterKeepalive = new ArrayList<>();

	private final Exchanges exchanges = new Exchanges();

	private Phase phase;

	private @Nullable SessionId id;

	private long deadline = Long.MAX_VALUE;

	private @Nullable Heartbeat heartbeat;

	/** An answer has said that it is gone, which only a keepalive can prove. */
	private boolean doubted;

	private long usedAt;

	/**
	 * Prepare a session.
	 * @param dedicated whether it serves one lease only, and ends with it
	 */
	ServerSession(Engine engine, @Nullable Duration ttl, boolean dedicated, Listener listener) {
		this.engine = engine;
		this.ttl = ttl;
		this.dedicated = dedicated;
		this.listener = listener;
		this.phase = (ttl != null) ? Phase.CREATING : Phase.ALIVE;
	}

	/**
	 * Ask the server for it.
	 * @param until when the time of the caller that needs it is over
	 */
	void create(long until) {
		create(until, false);
	}

	private void create(long until, boolean repeat) {
		long sentAt = this.engine.now();
		Attempt attempt = new Attempt(this.engine.attemptTimeout(until, sentAt), repeat);
		this.engine.authority()
			.createSession(ttl(), attempt,
					(answer) -> this.engine.serial().execute(() -> created(until, repeat, sentAt, answer)));
	}

	private void created(long until, boolean repeat, long sentAt, SessionAnswer answer) {
		if (answer instanceof SessionAnswer.Created created) {
			created(created, sentAt);
		}
		else if (answer instanceof SessionAnswer.Refused refused) {
			notCreated(refused.error(), true);
		}
		else if (answer instanceof SessionAnswer.Failed failed) {
			boolean broken = failed.error() instanceof OctoStoreNetworkException network
					&& network.mayHaveBeenApplied();
			if (broken && !repeat && this.phase == Phase.CREATING && this.engine.now() < until) {
				create(until, true);
			}
			else {
				notCreated(failed.error(), false);
			}
		}
	}

	private void created(SessionAnswer.Created created, long sentAt) {
		this.id = created.id();
		if (this.phase != Phase.CREATING) {
			this.listener.createdInVain(this);
			return;
		}
		this.engine.troubles().over(this.engine.now());
		this.deadline = LeaseTimings.deadline(sentAt, created.ttl());
		this.heartbeat = new Heartbeat(this.engine, this, created.ttl(), sentAt);
		become(Phase.ALIVE);
		serve();
	}

	private void notCreated(OctoStoreException error, boolean refused) {
		if (this.phase != Phase.CREATING) {
			this.listener.createdInVain(this);
			return;
		}
		become(Phase.ENDED);
		takers().forEach((waiting) -> waiting.taker().failed(error, refused));
	}

	/**
	 * Hand the session to a claim that has a lease to hang on it: at once, after its
	 * creation, or after the next keepalive if it cannot be trusted before.
	 * @param elsewhere run if it turns out that the session takes no more leases
	 */
	void take(SessionTaker taker, Runnable elsewhere) {
		long now = this.engine.now();
		this.usedAt = now;
		if (isUsable(now)) {
			taker.with(this);
		}
		else if (this.phase == Phase.CREATING || this.phase == Phase.ALIVE) {
			this.waiting.add(new Waiting(taker, elsewhere));
			if (this.phase == Phase.ALIVE) {
				confirmAtOnce(now);
			}
		}
		else {
			elsewhere.run();
		}
	}

	private boolean isUsable(long now) {
		return this.phase == Phase.ALIVE && !this.doubted && isLongEnough(now);
	}

	@Safeguard("a-session-ends-at-its-deadline")
	boolean isOver(long now) {
		return now >= this.deadline;
	}

	private boolean isLongEnough(long now) {
		return this.ttl == null || this.deadline - now >= LeaseTimings.minimumAtHandOut(this.ttl, this.ttl);
	}

	private void serve() {
		long now = this.engine.now();
		if (isUsable(now)) {
			takers().forEach((waiting) -> waiting.taker().with(this));
		}
	}

	private List<Waiting> takers() {
		List<Waiting> all = List.copyOf(this.waiting);
		this.waiting.clear();
		return all;
	}

	/**
	 * Latch what has expired, and keep the session alive if that is due.
	 */
	void tick(long now) {
		if (isKept() && isOver(now)) {
			died(Loss.uncertain(LossReason.DEADLINE));
		}
		else if (isKept() && this.heartbeat != null && this.heartbeat.isDue(now)) {
			this.heartbeat.beat(now);
		}
	}

	/**
	 * Confirm the session and its leases now instead of when it is due.
	 */
	void confirmAtOnce(long now) {
		if (this.heartbeat != null) {
			this.heartbeat.hurry(now);
		}
		tick(now);
	}

	/**
	 * Whether the server keeps the session for some time to come even without another
	 * keepalive. As long as it is unanswered, a keepalive counts for nothing.
	 */
	boolean outlasts(long duration, long now) {
		return this.ttl == null
				|| this.deadline - LeaseTimings.authority(this.ttl) + this.ttl.toNanos() - now >= duration;
	}

	/**
	 * Send a keepalive, and run something when it is answered, overdue, or of no use any
	 * more.
	 */
	void keepAliveFirst(Runnable task) {
		this.afterKeepalive.add(task);
		confirmAtOnce(this.engine.now());
	}

	private void keepaliveEnded() {
		List<Runnable> tasks = List.copyOf(this.afterKeepalive);
		this.afterKeepalive.clear();
		tasks.forEach(Runnable::run);
	}

	/**
	 * An answer about something else has said that the session is gone. That is no proof:
	 * ask for it, and hang no lease on the session before there is an answer.
	 */
	@Safeguard("ask-for-a-session-that-is-said-to-be-gone")
	void doubt() {
		if (isKept() && this.ttl != null) {
			this.doubted = true;
			confirmAtOnce(this.engine.now());
		}
	}

	@Override
	public Duration ttl() {
		if (this.ttl == null) {
			throw new IllegalStateException("Leases that belong to a user have no session");
		}
		return this.ttl;
	}

	@Override
	public long deadline() {
		return this.deadline;
	}

	@Override
	public void send(Attempt attempt, Consumer<? super ConfirmAnswer> answer) {
		SessionId session = this.id;
		if (session != null) {
			this.engine.authority().keepAlive(session, attempt, answer);
		}
	}

	@Override
	public void answered(LeaseEvents.Outcome outcome, Duration duration) {
		this.engine.events().keptAlive(outcome, duration);
	}

	@Override
	public void confirmed(long sentAt, long now) {
		if (!isKept()) {
			return;
		}
		if (isOver(now)) {
			died(Loss.uncertain(LossReason.DEADLINE));
			return;
		}
		this.engine.troubles().over(now);
		this.doubted = false;
		this.deadline = LeaseTimings.later(this.deadline, LeaseTimings.deadline(sentAt, ttl()));
		this.leases.forEach((lease) -> lease.sessionConfirmed(this.deadline, now));
		serve();
		this.listener.changed(this);
		keepaliveEnded();
	}

	@Override
	public void gone(LossReason reason) {
		died(Loss.confirmed(reason));
	}

	@Override
	public void failed(OctoStoreException error, long now) {
		if (!isKept()) {
			return;
		}
		overdue();
		this.engine.troubles().failed("A keepalive of the session", error, this.deadline - now, now);
		if (!isLongEnough(now)) {
			takers().forEach((waiting) -> waiting.taker().failed(error, false));
		}
	}

	@Override
	public void overdue() {
		if (isKept()) {
			this.leases.forEach(Lease::attemptFailed);
			this.listener.changed(this);
			keepaliveEnded();
		}
	}

	/**
	 * The session is lost, and with it everything that hangs on it.
	 */
	private void died(Loss loss) {
		if (!isKept()) {
			return;
		}
		if (this.leases.isEmpty()) {
			logger.info("The session was lost, {}, with no lock under it; the next acquire creates a new one",
					loss.describe());
		}
		else {
			logger.debug("The session was lost, {}, with {} locks", loss.describe(), this.leases.size());
		}
		become(Phase.DEAD);
		endLeases(loss);
		leaveIfUnused();
	}

	@Safeguard("leases-end-with-their-session")
	private void endLeases(Loss loss) {
		List.copyOf(this.leases).forEach((lease) -> {
			// Latches as a clock skip where that is the cause
			lease.checkDeadline(this.engine.now());
			lease.transitionTo(loss);
		});
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
			long inUse = this.leases.stream().filter((lease) -> !lease.isHeldBack()).count();
			if (inUse > 0) {
				logger.warn("{} locks are still in use at shutdown; their session is left to expire on the server",
						inUse);
			}
		}
		else if (isKept() && this.id != null) {
			this.listener.unwanted(this);
		}
		else if (creating) {
			this.listener.creationAwaited();
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
		forget(lease);
		this.usedAt = this.engine.now();
		if (this.dedicated) {
			retire();
		}
		leaveIfUnused();
	}

	@Safeguard("renew-nothing-that-was-returned")
	private void forget(Lease lease) {
		this.leases.remove(lease);
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
			this.listener.unwanted(this);
		}
	}

	private void become(Phase next) {
		this.phase = next;
		this.listener.changed(this);
		if (next == Phase.RETIRED || next == Phase.DEAD) {
			takers().forEach((waiting) -> waiting.elsewhere().run());
		}
		if (next != Phase.ALIVE) {
			keepaliveEnded();
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
		return this.heartbeat != null && this.heartbeat.failures() > 0;
	}

	Set<Lease> leases() {
		return this.leases;
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
		return this.ttl != null && this.deadline - now < LeaseTimings.riskBelow(this.ttl);
	}

	/**
	 * Exchanges that change the session's locks on the server.
	 */
	static final class Exchanges {

		private int underWay;

		private long soFar;

		void begin() {
			this.underWay++;
			this.soFar++;
		}

		void end() {
			this.underWay--;
		}

		/**
		 * A number that stays the same as long as no exchange changes the session's locks
		 * on the server; nothing while one does.
		 */
		OptionalLong stillness() {
			return (this.underWay == 0) ? OptionalLong.of(this.soFar) : OptionalLong.empty();
		}

	}

	/**
	 * Receives what happens to the session.
	 */
	interface Listener {

		/**
		 * Its phase, or the success of its keepalives, has changed.
		 */
		void changed(ServerSession session);

		/**
		 * It exists on the server and is of no use any more.
		 */
		void unwanted(ServerSession session);

		/**
		 * It is of no use any more, and it is not known yet whether it exists.
		 */
		void creationAwaited();

		/**
		 * Now it is known whether it exists, although it is of no use.
		 */
		void createdInVain(ServerSession session);

	}

	/**
	 * A claim that waits for the session.
	 *
	 * @param taker takes it
	 * @param elsewhere run if it takes no more leases
	 */
	private record Waiting(SessionTaker taker, Runnable elsewhere) {
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
