package io.octostore.lease;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.octostore.LossReason;
import io.octostore.authority.Attempt;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.authority.LockAuthority;
import io.octostore.lease.LeaseScheduler.Cancellable;

/**
 * The engine: obtains leases under one session, keeps the session and the leases alive,
 * knows when they are lost, and settles what lost answers may have left behind.
 * <p>
 * It is an {@link Executor} of its serial context: everything that uses {@link #request}
 * must run in it. {@code docs/internals/concurrency.md} describes threads and states.
 *
 * @since 0.1.0
 */
public final class LeaseKeeper implements Executor {

	private static final Logger logger = LoggerFactory.getLogger(LeaseKeeper.class);

	private final Engine engine;

	private final LeaseScheduler scheduler;

	private final SerialContext serial = new SerialContext();

	private volatile SessionPool sessions;

	// Serial context only

	private NameClaims claims;

	private @Nullable Cancellable nextTick;

	private boolean closed;

	/**
	 * Create an engine. Starts nothing.
	 * @param authority the service
	 * @param clock the time
	 * @param scheduler the timers; closed by whoever created it
	 * @param random source of jitter
	 * @param events listener
	 */
	public LeaseKeeper(LockAuthority authority, LeaseClock clock, LeaseScheduler scheduler, RandomGenerator random,
			LeaseEvents events) {
		this.engine = new Engine(authority, clock, this.serial, random, events);
		this.scheduler = scheduler;
		this.sessions = new SessionPool(this.engine);
		this.claims = new NameClaims(this, this.engine, this.sessions);
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
	 * Ask for a lease; one request at a time for a name, and none while a lease of the
	 * name is lent. Serial context only.
	 * @param name name of the lock
	 * @param terms TTL of the lease, and the session under it
	 * @param timeout for everything that this one attempt needs
	 * @param outcome takes the outcome, in the serial context
	 */
	public void request(String name, LeaseTerms terms, Duration timeout, Consumer<? super GrantOutcome> outcome) {
		startTicking();
		this.claims.claim(name).request(terms, timeout, outcome);
	}

	/**
	 * State of the current session; with sessions of several TTLs the one that deserves
	 * most attention.
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
		for (SessionGeneration generation : this.sessions.generations()) {
			Confirmation keepAlive = generation.keepAlive();
			if (keepAlive != null) {
				keepAlive.hurry(now);
			}
			generation.leases().forEach((lease) -> lease.renewal().hurry(now));
		}
		checkLeases(now, Integer.MAX_VALUE);
		this.sessions.tick(now);
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
	 * End all sessions and forget them and whatever hangs on them, as if none had been
	 * created yet; the next request creates one. Only while no lease is lent and none is
	 * asked for. What is known of fencing tokens stays known. Serial context only.
	 * @param done run in the serial context when the server has answered, within two
	 * attempts of {@link LeaseTimings#END_SESSION_TIMEOUT}; none of the sessions is used
	 * after that
	 */
	public void forgetSessions(Runnable done) {
		if (this.closed) {
			done.run();
			return;
		}
		stopTicking();
		this.sessions.shutdown(done);
		this.sessions = new SessionPool(this.engine);
		this.claims = this.claims.startOver(this.sessions);
	}

	LeaseClock clock() {
		return this.engine.clock();
	}

	RandomGenerator random() {
		return this.engine.random();
	}

	void release(Lease lease, Consumer<? super Lease.ReleaseOutcome> outcome) {
		this.claims.claim(lease.name()).release(lease, outcome);
	}

	void lost(Lease lease, Loss loss) {
		if (loss.reason() == LossReason.MAX_HOLD) {
			// Decided here, and said by whoever decided: the session is as good as before
			return;
		}
		logger.warn("Lock '{}' (fencing token {}) was lost: {}, {}", lease.name(), lease.fencingToken(), loss.reason(),
				loss.certainty());
		lease.generation().owner().retire(lease.generation());
	}

	private void startTicking() {
		if (this.nextTick == null && !this.closed) {
			scheduleTick();
		}
	}

	private void scheduleTick() {
		long dueAt = this.engine.now() + LeaseTimings.TICK.toNanos();
		this.nextTick = this.scheduler.schedule(() -> {
			reportStall(dueAt);
			this.serial.execute(this::tick);
		}, LeaseTimings.TICK);
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
			checkLeases(now, LeaseTimings.renewalsPerTick(leaseCount()));
			this.sessions.tick(now);
			this.claims.tick(now);
			if (this.claims.isEmpty()) {
				this.sessions.endIfIdle(now);
			}
		}
		finally {
			if (!this.sessions.isEmpty() || !this.claims.isEmpty()) {
				startTicking();
			}
		}
	}

	private int leaseCount() {
		return this.sessions.generations().stream().mapToInt((generation) -> generation.leases().size()).sum();
	}

	/**
	 * Latch what has expired, and renew what is due.
	 * @param renewals how many renewals may start that can wait a little longer
	 */
	private void checkLeases(long now, int renewals) {
		int left = renewals;
		for (SessionGeneration generation : this.sessions.generations()) {
			for (Lease lease : generation.leases()) {
				lease.checkDeadline(now);
				lease.checkRisk(now);
				if (lease.state().isLive() && lease.renewal().isDue(now) && (left > 0 || !lease.canWait(now))) {
					left--;
					renew(lease, now);
				}
			}
		}
	}

	private void renew(Lease lease, long now) {
		boolean repeat = lease.renewal().failures() > 0;
		Duration timeout = LeaseTimings.attemptTimeout(lease.state().deadline() - now);
		long number = lease.renewal().sent(now, timeout);
		this.engine.authority()
			.renew(lease.name(), lease.id(), lease.ttl(), new Attempt(timeout, repeat),
					(answer) -> this.serial.execute(() -> renewed(lease, number, now, answer)));
	}

	private void renewed(Lease lease, long number, long sentAt, ConfirmAnswer answer) {
		long now = this.engine.now();
		this.engine.events().renewed(LeaseEvents.Outcome.of(answer), Duration.ofNanos(now - sentAt));
		if (answer instanceof ConfirmAnswer.Confirmed) {
			lease.renewal().confirmed(number, sentAt + LeaseTimings.confirmAfter(lease.ttl(), this.engine.random()));
			lease.lockConfirmed(sentAt, now);
		}
		else if (answer instanceof ConfirmAnswer.Gone gone) {
			if (gone.reason() == LossReason.SESSION_EXPIRED && lease.state().isLive()) {
				lease.generation().owner().died(lease.generation(), Loss.confirmed(gone.reason()));
			}
			lease.transitionTo(Loss.confirmed(gone.reason()));
		}
		else if (answer instanceof ConfirmAnswer.Uncertain uncertain) {
			lease.renewal().failed(number, now, this.engine.random());
			Sessions.postpone(lease.renewal(), uncertain.retryAfter(), now, lease.state().deadline());
			lease.attemptFailed();
			if (lease.state().isLive()) {
				logger.warn("A renewal of lock '{}' failed ({}); {} ms of authority are left", lease.name(),
						uncertain.error().getMessage(), lease.remaining().toMillis());
			}
		}
	}

	/**
	 * Names that are not settled. Serial context only.
	 */
	int unsettled() {
		return this.claims.unsettled();
	}

	/**
	 * Sessions that exist on the server as far as is known. Serial context only.
	 */
	int openSessions() {
		return this.sessions.generations().size();
	}

}
