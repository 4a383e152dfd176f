package io.octostore.lease;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.octostore.authority.LockAuthority;
import io.octostore.internal.Safeguard;
import io.octostore.lease.LeaseScheduler.Cancellable;

/**
 * The engine: keeps the sessions and the leases alive, knows when they are lost, and
 * settles what lost answers may have left behind. Leases are asked for through the
 * {@link #claim claims} of their locks.
 * <p>
 * It is an {@link Executor} of its serial context: everything that uses a claim must run
 * in it. {@code docs/internals/concurrency.md} describes threads and states.
 *
 * @since 0.1.0
 */
public final class LeaseKeeper implements Executor {

	private static final Logger logger = LoggerFactory.getLogger(LeaseKeeper.class);

	private final Engine engine;

	private final LeaseScheduler scheduler;

	private final SerialContext serial = new SerialContext();

	private final FencingGuard fencing = new FencingGuard();

	private volatile Sessions sessions;

	// Serial context only

	private NameClaim.Surroundings surroundings;

	private @Nullable Cancellable nextTick;

	private long confirmedAt = Long.MIN_VALUE / 2;

	private boolean closed;

	/**
	 * Create an engine for locks. Starts nothing.
	 * @param authority the service
	 * @param clock the time
	 * @param scheduler the timers; closed by its creator
	 * @param random source of jitter
	 * @param acquireTimeout bound of one exchange on the way to a lease
	 * @param events listener
	 */
	public LeaseKeeper(LockAuthority authority, LeaseClock clock, LeaseScheduler scheduler, RandomGenerator random,
			Duration acquireTimeout, LeaseEvents events) {
		this(Contended.LOCK, authority, clock, scheduler, random, acquireTimeout, events);
	}

	/**
	 * Create an engine. Starts nothing.
	 * @param kind what is asked for
	 * @param authority the service
	 * @param clock the time
	 * @param scheduler the timers; closed by its creator
	 * @param random source of jitter
	 * @param acquireTimeout bound of one exchange on the way to a lease
	 * @param events listener
	 */
	public LeaseKeeper(Contended kind, LockAuthority authority, LeaseClock clock, LeaseScheduler scheduler,
			RandomGenerator random, Duration acquireTimeout, LeaseEvents events) {
		this.engine = new Engine(kind, authority, clock, this.serial, random, events, new RoundTrip(), acquireTimeout,
				new Troubles(kind));
		this.scheduler = scheduler;
		this.sessions = new Sessions(this.engine);
		this.surroundings = surroundings();
		authority.onDisconnect(() -> execute(this::disconnected));
	}

	private NameClaim.Surroundings surroundings() {
		return new NameClaim.Surroundings(this.engine, this.sessions, new Audits(this.engine), this.fencing,
				new Attention(this::startTicking));
	}

	/**
	 * Bound of one call for a lease, in which a session may have to be created, or an
	 * attempt to be repeated: twice that of one exchange. Any thread.
	 * @return the bound
	 */
	public Duration callTimeout() {
		return this.engine.acquireTimeout().multipliedBy(2);
	}

	/**
	 * How long an exchange with the server takes at present. Serial context only.
	 * @return nanoseconds, 0 before the first exchange
	 */
	public long roundTrip() {
		return this.engine.roundTrip().nanos();
	}

	/**
	 * Run a task in the serial context: after all tasks that came before it, never at the
	 * same time as another. It must not block or call user code.
	 * @param task the task
	 */
	@Override
	public void execute(Runnable task) {
		this.serial.execute(task);
	}

	/**
	 * Make the claim of a lock. There must be only one for each lock at a time: two would
	 * lend two leases. Serial context only.
	 * @param name name of the lock
	 * @return the claim, which does nothing before it is used
	 */
	public NameClaim claim(String name) {
		return new NameClaim(name, this.surroundings, new FencingGuard.Mark());
	}

	/**
	 * Make a claim in the place of one that was made before {@link #forgetSessions}, with
	 * what is known of fencing tokens. Serial context only.
	 * @param former the former claim, which is not used any more
	 * @return the claim
	 */
	public NameClaim startOver(NameClaim former) {
		return former.startOver(this.surroundings);
	}

	/**
	 * State of the current session; with sessions of several TTLs the one that deserves
	 * most attention. Any thread.
	 * @return the state
	 */
	public SessionStatus sessionStatus() {
		return this.sessions.status();
	}

	/**
	 * Confirm all sessions and leases now instead of when it is due. Serial context only.
	 */
	public void confirm() {
		if (this.closed) {
			return;
		}
		long now = this.engine.now();
		this.confirmedAt = now;
		for (ServerSession session : this.sessions.open()) {
			session.leases().forEach((lease) -> lease.hurry(now));
		}
		beat(now, Integer.MAX_VALUE);
		this.sessions.open().forEach((session) -> session.confirmAtOnce(now));
		this.surroundings.attention().all().forEach(NameClaim::endHoldIfOver);
	}

	/**
	 * A connection was closed by the other side: the server may be another one now, or
	 * the same with another database.
	 */
	private void disconnected() {
		if (this.engine.now() - this.confirmedAt >= LeaseTimings.CONFIRM_AGAIN.toNanos()) {
			confirm();
		}
	}

	/**
	 * Accept that fencing tokens went back, once the resources accept smaller ones.
	 * Serial context only.
	 */
	public void acknowledgeFencingRegression() {
		this.fencing.acknowledge();
	}

	/**
	 * End the sessions under which no lease is lent, leave the others to expire, and keep
	 * nothing alive any more. Serial context only.
	 * @param done run in the serial context when the server has answered: within two
	 * attempts of {@link LeaseTimings#END_SESSION_TIMEOUT}, later if a session is being
	 * created, which is awaited first
	 */
	public void shutdown(Runnable done) {
		this.closed = true;
		this.sessions.shutdown(done);
	}

	/**
	 * End all sessions and forget them and what hangs on them, as if none had been
	 * created yet; the next request creates one. Only while no lease is lent and none is
	 * asked for; all claims are to be {@linkplain #startOver replaced} after it. Serial
	 * context only.
	 * @param done run in the serial context when the server has answered, within two
	 * attempts of {@link LeaseTimings#END_SESSION_TIMEOUT}; none of the sessions is used
	 * after that
	 */
	@Safeguard("no-session-outlives-a-checkpoint")
	public void forgetSessions(Runnable done) {
		if (this.closed) {
			done.run();
			return;
		}
		stopTicking();
		this.sessions.shutdown(done);
		this.sessions = new Sessions(this.engine);
		this.surroundings = surroundings();
	}

	private void startTicking() {
		if (this.nextTick == null && !this.closed) {
			long dueAt = this.engine.now() + LeaseTimings.TICK.toNanos();
			this.nextTick = this.scheduler.schedule(() -> {
				reportStall(dueAt);
				this.serial.execute(this::tick);
			}, LeaseTimings.TICK);
		}
	}

	private void stopTicking() {
		if (this.nextTick != null) {
			this.nextTick.cancel();
			this.nextTick = null;
		}
	}

	private void reportStall(long dueAt) {
		long late = this.engine.now() - dueAt;
		if (late > LeaseTimings.STALL_THRESHOLD.toNanos()) {
			logger.warn("The process, or its timer thread, stood still for {} ms", late / 1_000_000);
		}
	}

	private void tick() {
		// Another one may be scheduled if this one was on its way when ticking stopped
		stopTicking();
		if (this.closed) {
			return;
		}
		try {
			this.engine.clock().tick();
			this.engine.events().ticked();
			long now = this.engine.now();
			int leases = this.sessions.open().stream().mapToInt((session) -> session.leases().size()).sum();
			beat(now, LeaseTimings.renewalsPerTick(leases));
			this.sessions.tick(now);
			this.surroundings.audits().tick(now);
			this.surroundings.attention().all().forEach((claim) -> claim.tick(now));
			if (isAtRest()) {
				this.sessions.endIfIdle(now);
			}
		}
		finally {
			if (!this.sessions.isEmpty() || !isAtRest()) {
				startTicking();
			}
		}
	}

	/**
	 * Latch what has expired, and renew what is due.
	 * @param renewals how many renewals may start that can wait a little longer
	 */
	private void beat(long now, int renewals) {
		int left = renewals;
		for (ServerSession session : this.sessions.open()) {
			for (Lease lease : session.leases()) {
				if (lease.tick(now, left <= 0)) {
					left--;
				}
			}
		}
	}

	private boolean isAtRest() {
		return this.surroundings.attention().isEmpty() && this.surroundings.audits().isEmpty();
	}

	/**
	 * The number of locks that may have left something on the server. Serial context
	 * only.
	 */
	int unsettled() {
		return (int) this.surroundings.attention().all().stream().filter(NameClaim::isUnsettled).count();
	}

	/**
	 * Sessions that exist on the server as far as is known. Serial context only.
	 */
	int openSessions() {
		return this.sessions.open().size();
	}

}
