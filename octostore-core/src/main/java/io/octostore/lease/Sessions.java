package io.octostore.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.octostore.LateGrantException;
import io.octostore.LossReason;
import io.octostore.OctoStoreException;
import io.octostore.authority.Attempt;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.authority.SessionAnswer;
import io.octostore.authority.SessionId;

/**
 * Creates, keeps alive and ends sessions. Serial context only, except {@link #status()}.
 */
final class Sessions {

	private static final Logger logger = LoggerFactory.getLogger(Sessions.class);

	private final Engine engine;

	private final @Nullable Duration ttl;

	/** Authority that a session must have left to take another lease. */
	private final long minimumForUse;

	private final Set<SessionGeneration> generations = new LinkedHashSet<>();

	private final SessionEndings endings;

	private @Nullable SessionGeneration current;

	private @Nullable CreationFailure lastFailure;

	private long lastUsedAt;

	private boolean closed;

	private volatile SessionStatus status;

	Sessions(Engine engine, @Nullable Duration ttl) {
		this.engine = engine;
		this.endings = new SessionEndings(engine);
		this.ttl = ttl;
		this.minimumForUse = (this.ttl != null) ? LeaseTimings.minimumAtHandOut(this.ttl, this.ttl) : 0;
		this.status = (this.ttl != null) ? SessionStatus.NONE : SessionStatus.UNUSED;
	}

	SessionStatus status() {
		return this.status;
	}

	Set<SessionGeneration> generations() {
		return this.generations;
	}

	/**
	 * Find or create a session that can take a lease.
	 * @param until when the caller's time is over
	 * @param use takes the session, or says why there is none
	 */
	void use(long until, Use use) {
		if (this.closed) {
			use.failed(new LateGrantException("the locks are closed"), true);
			return;
		}
		long now = this.engine.now();
		this.lastUsedAt = now;
		SessionGeneration generation = this.current;
		if (generation == null) {
			generation = new SessionGeneration(this, this.ttl);
			this.current = generation;
			this.generations.add(generation);
			this.lastFailure = null;
			if (this.ttl != null) {
				create(generation, this.ttl, LeaseTimings.budget(until, now));
			}
		}
		if (generation.phase() == SessionGeneration.Phase.CREATING) {
			await(generation, until, use);
		}
		else if (generation.deadline() - now < this.minimumForUse) {
			await(generation, until, use);
			Confirmation keepAlive = generation.keepAlive();
			if (keepAlive != null) {
				keepAlive.hurry(now);
			}
			tick(now);
		}
		else {
			use.with(generation);
		}
	}

	/**
	 * Create a session that serves one lease only. It ends with that lease, or, if none
	 * comes of it, when {@link #leaseEnded} is called.
	 */
	void useDedicated(long until, Use use) {
		Duration sessionTtl = this.ttl;
		if (this.closed || sessionTtl == null) {
			use.failed(new LateGrantException("the locks are closed"), true);
			return;
		}
		SessionGeneration generation = new SessionGeneration(this, sessionTtl);
		this.generations.add(generation);
		generation.whenDecided(() -> {
			CreationFailure failure = this.lastFailure;
			if (generation.phase() == SessionGeneration.Phase.ALIVE) {
				use.with(generation);
			}
			else if (failure != null) {
				use.failed(failure.error(), failure.refused());
			}
			else {
				use.failed(new LateGrantException("the session ended before it could be used"), false);
			}
		});
		create(generation, sessionTtl, LeaseTimings.budget(until, this.engine.now()));
	}

	private void await(SessionGeneration generation, long until, Use use) {
		generation.whenDecided(() -> {
			CreationFailure failure = this.lastFailure;
			if (generation == this.current && generation.phase() == SessionGeneration.Phase.ALIVE
					&& generation.deadline() - this.engine.now() >= this.minimumForUse) {
				use.with(generation);
			}
			else if (failure != null) {
				use.failed(failure.error(), failure.refused());
			}
			else {
				use(until, use);
			}
		});
	}

	private void create(SessionGeneration generation, Duration ttl, Duration budget) {
		updateStatus();
		long sentAt = this.engine.now();
		this.engine.authority()
			.createSession(ttl, new Attempt(budget, false),
					(answer) -> this.engine.serial().execute(() -> created(generation, sentAt, answer)));
	}

	private void created(SessionGeneration generation, long sentAt, SessionAnswer answer) {
		if (answer instanceof SessionAnswer.Created created) {
			Confirmation keepAlive = new Confirmation(
					sentAt + LeaseTimings.confirmAfter(created.ttl(), this.engine.random()));
			boolean wanted = generation.phase() == SessionGeneration.Phase.CREATING;
			generation.created(created.id(), sentAt + LeaseTimings.authority(created.ttl()), keepAlive);
			if (!wanted) {
				end(generation, () -> {
				});
			}
		}
		else {
			this.lastFailure = (answer instanceof SessionAnswer.Refused refused)
					? new CreationFailure(refused.error(), true)
					: new CreationFailure(((SessionAnswer.Failed) answer).error(), false);
			this.generations.remove(generation);
			generation.end();
			if (this.current == generation) {
				this.current = null;
			}
		}
		updateStatus();
		generation.runWaiting();
	}

	void tick(long now) {
		for (SessionGeneration generation : List.copyOf(this.generations)) {
			if (!generation.isKept()) {
				continue;
			}
			if (now >= generation.deadline()) {
				died(generation, Loss.uncertain(LossReason.DEADLINE));
				continue;
			}
			Confirmation keepAlive = generation.keepAlive();
			if (keepAlive != null && keepAlive.isDue(now)) {
				keepAlive(generation, keepAlive, now);
			}
		}
	}

	private void keepAlive(SessionGeneration generation, Confirmation keepAlive, long now) {
		SessionId id = generation.id();
		if (id == null) {
			return;
		}
		boolean repeat = keepAlive.failures() > 0;
		Duration timeout = LeaseTimings.attemptTimeout(generation.deadline() - now);
		long number = keepAlive.sent(now, timeout);
		this.engine.authority()
			.keepAlive(id, new Attempt(timeout, repeat), (answer) -> this.engine.serial()
				.execute(() -> keptAlive(generation, keepAlive, number, now, answer)));
	}

	private void keptAlive(SessionGeneration generation, Confirmation keepAlive, long number, long sentAt,
			ConfirmAnswer answer) {
		long now = this.engine.now();
		this.engine.events().keptAlive(LeaseEvents.Outcome.of(answer), Duration.ofNanos(now - sentAt));
		if (!generation.isKept()) {
			return;
		}
		Duration sessionTtl = generation.ttl();
		if (answer instanceof ConfirmAnswer.Confirmed && sessionTtl != null) {
			if (now >= generation.deadline()) {
				died(generation, Loss.uncertain(LossReason.DEADLINE));
				return;
			}
			generation.extend(sentAt + LeaseTimings.authority(sessionTtl));
			generation.leases().forEach((lease) -> lease.sessionConfirmed(generation.deadline(), now));
			keepAlive.confirmed(number, sentAt + LeaseTimings.confirmAfter(sessionTtl, this.engine.random()));
			generation.runWaiting();
		}
		else if (answer instanceof ConfirmAnswer.Gone gone) {
			died(generation, Loss.confirmed(gone.reason()));
		}
		else if (answer instanceof ConfirmAnswer.Uncertain uncertain) {
			keepAlive.failed(number, now, this.engine.random());
			postpone(keepAlive, uncertain.retryAfter(), now, generation.deadline());
			generation.leases().forEach(Lease::attemptFailed);
			logger.warn("A keepalive of the session failed ({}); {} ms of authority are left",
					uncertain.error().getMessage(), (generation.deadline() - now) / 1_000_000);
			if (generation.deadline() - now < this.minimumForUse) {
				this.lastFailure = new CreationFailure(uncertain.error(), false);
				generation.runWaiting();
				this.lastFailure = null;
			}
		}
		updateStatus();
	}

	/**
	 * Follow the server's advice only if two more attempts fit after it.
	 */
	static void postpone(Confirmation confirmation, @Nullable Duration retryAfter, long now, long deadline) {
		if (retryAfter != null) {
			long until = now + retryAfter.toNanos();
			if (until + 2 * LeaseTimings.attemptTimeout(deadline - until).toNanos() < deadline) {
				confirmation.postpone(until);
			}
		}
	}

	/**
	 * The session is lost, and with it everything that hangs on it.
	 */
	void died(SessionGeneration generation, Loss loss) {
		if (!generation.isKept()) {
			return;
		}
		logger.warn("The session was lost ({}, {}) with {} locks; the next acquire creates a new one", loss.reason(),
				loss.certainty(), generation.leases().size());
		generation.die();
		List.copyOf(generation.leases()).forEach((lease) -> {
			// Latches as a clock skip where that is the cause
			lease.checkDeadline(this.engine.now());
			lease.transitionTo(loss);
		});
		if (this.current == generation) {
			this.current = null;
		}
		this.status = SessionStatus.LOST;
		generation.runWaiting();
		leaseEnded(generation);
	}

	/**
	 * Give this session no new leases; who waits for it goes to the next one.
	 */
	void retire(SessionGeneration generation) {
		if (this.ttl == null) {
			return;
		}
		generation.retire();
		if (this.current == generation) {
			this.current = null;
			updateStatus();
		}
		generation.runWaiting();
		leaseEnded(generation);
	}

	/**
	 * A lease of the session has been given back.
	 */
	void leaseEnded(SessionGeneration generation) {
		this.lastUsedAt = this.engine.now();
		if (generation != this.current && generation.leases().isEmpty()
				&& generation.phase() != SessionGeneration.Phase.CREATING) {
			end(generation, () -> {
			});
		}
	}

	void endIfIdle(long now) {
		SessionGeneration idle = this.current;
		if (idle != null && idle.phase() == SessionGeneration.Phase.ALIVE && idle.leases().isEmpty()
				&& now - this.lastUsedAt >= LeaseTimings.IDLE_SESSION.toNanos()) {
			this.current = null;
			end(idle, () -> {
			});
			updateStatus();
		}
	}

	/**
	 * End all sessions under which no body runs, and take no more care of the others.
	 * @param done run when the server has answered or two attempts have failed
	 */
	void shutdown(Runnable done) {
		this.closed = true;
		this.current = null;
		List<SessionGeneration> open = new ArrayList<>(this.generations);
		Countdown countdown = new Countdown(open.size() + 1, done);
		this.endings.whenNoneIsUnderWay(countdown::hit);
		for (SessionGeneration generation : open) {
			if (generation.phase() == SessionGeneration.Phase.CREATING) {
				generation.end();
				generation.whenDecided(() -> this.endings.whenNoneIsUnderWay(countdown::hit));
			}
			else if (generation.leases().isEmpty()) {
				end(generation, countdown::hit);
			}
			else {
				logger.warn("{} locks are still in use at shutdown; their session is left to expire on the server",
						generation.leases().size());
				generation.end();
				countdown.hit();
			}
		}
		this.generations.clear();
		updateStatus();
		countdown.hit();
	}

	private void end(SessionGeneration generation, Runnable done) {
		SessionId id = generation.id();
		boolean over = generation.phase() == SessionGeneration.Phase.ENDED;
		generation.end();
		this.generations.remove(generation);
		if (id == null || over) {
			done.run();
			return;
		}
		this.endings.end(id, done);
	}

	private void updateStatus() {
		if (this.ttl == null) {
			return;
		}
		SessionGeneration generation = this.current;
		if (generation == null) {
			if (this.status != SessionStatus.LOST) {
				this.status = SessionStatus.NONE;
			}
			return;
		}
		if (generation.phase() == SessionGeneration.Phase.CREATING) {
			this.status = SessionStatus.CREATING;
			return;
		}
		Confirmation keepAlive = generation.keepAlive();
		this.status = (keepAlive != null && keepAlive.failures() > 0) ? SessionStatus.AT_RISK : SessionStatus.ALIVE;
	}

	private record CreationFailure(OctoStoreException error, boolean refused) {
	}

	/**
	 * Takes a session.
	 */
	interface Use {

		void with(SessionGeneration generation);

		void failed(OctoStoreException error, boolean refused);

	}

}
