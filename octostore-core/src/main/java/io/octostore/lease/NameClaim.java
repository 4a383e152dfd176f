package io.octostore.lease;

import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.octostore.OctoStoreException;
import io.octostore.lease.LeaseAuthority.AcquireAnswer;
import io.octostore.lease.LeaseAuthority.Attempt;
import io.octostore.lease.LeaseAuthority.EndAnswer;

/**
 * All that this process does about one lock on the server: at most one exchange at a
 * time, at most one lent lease, and the obligation to settle what may have been left
 * behind. Serial context only.
 */
final class NameClaim {

	private static final Logger logger = LoggerFactory.getLogger(NameClaim.class);

	/** How often one request starts over for reasons that are not the caller's. */
	private static final int MAX_RESTARTS = 3;

	/** Longer than callers pause between attempts. */
	private static final long SPARE_TIME = Duration.ofSeconds(20).toNanos();

	private final NameClaims claims;

	private final Engine engine;

	private final SessionPool sessions;

	private final String name;

	private final Memory memory;

	private final Obligation obligation = new Obligation();

	private boolean busy;

	private @Nullable Request request;

	private @Nullable Lease lent;

	/**
	 * A dedicated session without a lease, for the next attempt of a caller that waits.
	 */
	private @Nullable SessionGeneration spare;

	private long spareUntil;

	NameClaim(NameClaims claims, Engine engine, SessionPool sessions, String name, Memory memory) {
		this.claims = claims;
		this.engine = engine;
		this.sessions = sessions;
		this.name = name;
		this.memory = memory;
	}

	/**
	 * Ask for a lease. One request at a time, and none while a lease is lent.
	 */
	void request(LeaseTerms terms, Duration timeout, Consumer<? super GrantOutcome> outcome) {
		if (this.request != null || this.lent != null) {
			throw new IllegalStateException("Lock '" + this.name + "' is asked for twice");
		}
		this.request = new Request(terms, this.engine.now() + timeout.toNanos(), outcome);
		advance();
	}

	private void advance() {
		Request wanted = this.request;
		if (this.busy) {
			return;
		}
		if (wanted == null) {
			this.claims.changed(this);
			return;
		}
		this.busy = true;
		Sessions.Use use = new Sessions.Use() {

			@Override
			public void with(SessionGeneration generation) {
				acquire(generation, wanted.terms.ttl(), wanted, false);
			}

			@Override
			public void failed(OctoStoreException error, boolean refused) {
				finish(refused ? new GrantOutcome.Refused(error) : new GrantOutcome.Failed(error));
			}

		};
		Sessions kind = this.sessions.of(wanted.terms);
		if (!wanted.terms.isDedicated()) {
			kind.use(wanted.expiresAt, use);
		}
		else if (this.spare != null && this.spare.phase() == SessionGeneration.Phase.ALIVE) {
			use.with(this.spare);
		}
		else {
			kind.useDedicated(wanted.expiresAt, use);
		}
	}

	private void acquire(SessionGeneration generation, Duration ttl, @Nullable Request wanted, boolean fresh) {
		long sentAt = this.engine.now();
		Duration timeout = (wanted != null) ? LeaseTimings.budget(wanted.expiresAt, sentAt)
				: LeaseTimings.ACQUIRE_TIMEOUT;
		generation.exchangeBegins();
		this.engine.authority()
			.acquire(this.name, ttl, generation.id(), new Attempt(timeout, fresh),
					(answer) -> this.engine.serial().execute(() -> answered(generation, ttl, sentAt, timeout, answer)));
	}

	private void answered(SessionGeneration generation, Duration ttl, long sentAt, Duration timeout,
			AcquireAnswer answer) {
		generation.exchangeEnds();
		keepSpare(generation);
		if (answer instanceof AcquireAnswer.Granted granted) {
			this.obligation.acquireSettled(generation);
			granted(generation, ttl, sentAt, granted);
		}
		else if (answer instanceof AcquireAnswer.Unavailable unavailable) {
			this.obligation.acquireSettled(generation);
			finish(new GrantOutcome.Unavailable(unavailable.detail(), unavailable.retryAfter(), unavailable.cooling()));
		}
		else if (answer instanceof AcquireAnswer.SessionGone gone) {
			this.obligation.acquireSettled(generation);
			generation.owner().died(generation, Loss.confirmed(gone.reason()));
			restart("its session is gone (" + gone.reason() + ")");
		}
		else if (answer instanceof AcquireAnswer.LimitReached limit) {
			// The limit is not checked for who has the lock already: so it was not left
			// behind
			this.obligation.acquireSettled(generation);
			finish(new GrantOutcome.LimitReached(limit.error()));
		}
		else if (answer instanceof AcquireAnswer.Refused refused) {
			finish(new GrantOutcome.Refused(refused.error()));
		}
		else if (answer instanceof AcquireAnswer.Failed failed) {
			failed(generation, ttl, sentAt, timeout, failed);
		}
	}

	private void keepSpare(SessionGeneration generation) {
		Request wanted = this.request;
		if (wanted != null && wanted.terms.isDedicated()) {
			this.spare = generation;
			this.spareUntil = this.engine.now() + SPARE_TIME;
		}
	}

	/**
	 * End a dedicated session for which no other attempt came.
	 */
	private void endSpare(long now) {
		SessionGeneration unused = this.spare;
		if (unused != null && !this.busy && this.request == null && now >= this.spareUntil) {
			this.spare = null;
			unused.owner().leaseEnded(unused);
			this.claims.changed(this);
		}
	}

	private void granted(SessionGeneration generation, Duration ttl, long sentAt, AcquireAnswer.Granted granted) {
		Request wanted = this.request;
		boolean known = granted.lease().equals(this.memory.lastLease);
		if (known || wanted == null) {
			// A lease that was lent or given back once is never lent again: its token
			// would
			// no longer tell two borrowers apart, and its release may be on its way
			giveBack(generation, ttl, granted.lease(),
					() -> restart("a lease was granted again that had been given back"));
			return;
		}
		if (granted.fencingToken() <= this.memory.highestToken) {
			long highest = this.memory.highestToken;
			giveBack(generation, ttl, granted.lease(), () -> finish(new GrantOutcome.Refused(
					new FencingRegressionException(this.name, granted.fencingToken(), highest))));
			return;
		}
		if (generation.phase() != SessionGeneration.Phase.ALIVE) {
			giveBack(generation, ttl, granted.lease(), () -> restart("its session ended meanwhile"));
			return;
		}
		Duration sessionTtl = generation.ttl();
		long needed = LeaseTimings.minimumAtHandOut(ttl, (sessionTtl != null) ? sessionTtl : ttl);
		long deadline = Math.min(sentAt + LeaseTimings.authority(ttl), generation.deadline());
		if (deadline - this.engine.now() < needed) {
			giveBack(generation, ttl, granted.lease(), () -> finish(new GrantOutcome.Failed(new LateGrantException(
					"Lock '" + this.name + "' was granted too late and given back: too little time was left"))));
			return;
		}
		this.spare = null;
		this.memory.highestToken = granted.fencingToken();
		this.memory.lastLease = granted.lease();
		Lease lease = this.claims.newLease(generation, this.name, granted, ttl, sentAt);
		generation.leases().add(lease);
		this.lent = lease;
		finish(new GrantOutcome.Granted(lease));
	}

	private void failed(SessionGeneration generation, Duration ttl, long sentAt, Duration timeout,
			AcquireAnswer.Failed failed) {
		long now = this.engine.now();
		if (failed.effectPossible()) {
			this.obligation.acquireUnknown(generation, ttl, sentAt + timeout.toNanos(), now);
			this.claims.audits().suspect(generation, this.name, ttl, now);
		}
		Request wanted = this.request;
		if (failed.connectionLost() && wanted != null && !wanted.repeated
				&& generation.phase() == SessionGeneration.Phase.ALIVE && now < wanted.expiresAt) {
			wanted.repeated = true;
			acquire(generation, ttl, wanted, true);
			return;
		}
		finish(new GrantOutcome.Failed(failed.error()));
	}

	private void restart(String why) {
		this.busy = false;
		Request wanted = this.request;
		if (wanted == null) {
			advance();
		}
		else if (++wanted.restarts > MAX_RESTARTS || this.engine.now() >= wanted.expiresAt) {
			finish(new GrantOutcome.Failed(new LateGrantException(
					"Lock '" + this.name + "' was not acquired, the attempt had to start over: " + why)));
		}
		else {
			advance();
		}
	}

	private void finish(GrantOutcome outcome) {
		this.busy = false;
		Request wanted = this.request;
		this.request = null;
		if (wanted != null) {
			wanted.outcome.accept(outcome);
		}
		advance();
	}

	/**
	 * Release a lease that is not lent, and from now on never is: its release may arrive
	 * at any time, also after the server has granted the lease again.
	 */
	private void giveBack(SessionGeneration generation, Duration ttl, UUID lease, Runnable next) {
		this.memory.lastLease = lease;
		generation.exchangeBegins();
		this.engine.authority()
			.release(this.name, lease, new Attempt(LeaseTimings.RELEASE_TIMEOUT, false),
					(answer) -> this.engine.serial().execute(() -> {
						generation.exchangeEnds();
						if (answer instanceof EndAnswer.Unknown) {
							this.obligation.releaseUnknown(generation, lease, ttl, this.engine.now());
						}
						else {
							this.obligation.releaseSettled();
						}
						next.run();
					}));
	}

	/**
	 * Release the lent lease.
	 */
	void release(Lease lease, Consumer<? super Lease.ReleaseOutcome> outcome) {
		if (lease != this.lent) {
			outcome.accept(Lease.ReleaseOutcome.ALREADY_GONE);
			return;
		}
		this.lent = null;
		this.busy = true;
		boolean live = lease.startRelease();
		Loss loss = lease.loss().orElse(null);
		if (!live && (loss == null || loss.certainty() == LossCertainty.CONFIRMED)) {
			released(lease, Lease.ReleaseOutcome.ALREADY_GONE, outcome);
			return;
		}
		sendRelease(lease, outcome, LeaseTimings.RELEASE_TIMEOUT, false);
	}

	private void sendRelease(Lease lease, Consumer<? super Lease.ReleaseOutcome> outcome, Duration timeout,
			boolean repeat) {
		long sentAt = this.engine.now();
		lease.generation().exchangeBegins();
		this.engine.authority()
			.release(this.name, lease.id(), new Attempt(timeout, repeat),
					(answer) -> this.engine.serial().execute(() -> {
						lease.generation().exchangeEnds();
						long now = this.engine.now();
						if (!(answer instanceof EndAnswer.Unknown)) {
							boolean ended = answer instanceof EndAnswer.Ended;
							lease.endRelease(true);
							released(lease, ended ? Lease.ReleaseOutcome.RELEASED : Lease.ReleaseOutcome.ALREADY_GONE,
									outcome);
						}
						else if (!repeat && now - sentAt < LeaseTimings.RELEASE_TIMEOUT.toNanos() / 4) {
							sendRelease(lease, outcome, timeout.minusNanos(now - sentAt), true);
						}
						else {
							this.obligation.releaseUnknown(lease.generation(), lease.id(), lease.ttl(), now);
							lease.endRelease(false);
							released(lease, Lease.ReleaseOutcome.UNCONFIRMED, outcome);
						}
					}));
	}

	private void released(Lease lease, Lease.ReleaseOutcome result, Consumer<? super Lease.ReleaseOutcome> outcome) {
		this.busy = false;
		lease.generation().leases().remove(lease);
		outcome.accept(result);
		lease.generation().owner().leaseEnded(lease.generation());
		advance();
	}

	/**
	 * Do what is due to settle what may have been left behind.
	 */
	void tick(long now) {
		endSpare(now);
		settle(now);
	}

	private void settle(long now) {
		if (this.busy || this.request != null || this.lent != null || !this.obligation.isDue(now)) {
			return;
		}
		SessionGeneration expired = this.obligation.expire(now);
		if (expired != null) {
			logger.warn("What an unanswered request for lock '{}' did could not be found out in time; "
					+ "its session takes no more locks", this.name);
			expired.owner().retire(expired);
		}
		SessionGeneration generation = this.obligation.generation();
		UUID lease = this.obligation.unreleased();
		if (generation == null || !generation.isKept()) {
			// Deleting the session, or its end, frees what was left
			this.obligation.settled();
			this.claims.changed(this);
			return;
		}
		this.obligation.attempted(now);
		this.busy = true;
		if (lease != null) {
			giveBack(generation, this.obligation.ttl(), lease, () -> restart("settling"));
		}
		else {
			acquire(generation, this.obligation.ttl(), null, this.obligation.attempts() > 1);
		}
	}

	/**
	 * Find out whether the session has the lock without that anybody here has, and undo
	 * it.
	 */
	void probe(SessionGeneration generation, Duration ttl, long now) {
		if (this.lent == null) {
			this.obligation.acquireUnknown(generation, ttl, now, now);
			advance();
		}
	}

	String name() {
		return this.name;
	}

	boolean isUnsettled() {
		return this.obligation.isOpen() || this.spare != null;
	}

	boolean isIdle() {
		return !this.busy && this.request == null && this.lent == null && !isUnsettled();
	}

	/**
	 * What is remembered about a lock beyond its use.
	 */
	static final class Memory {

		private long highestToken;

		private @Nullable UUID lastLease;

	}

	private static final class Request {

		private final LeaseTerms terms;

		private final long expiresAt;

		private final Consumer<? super GrantOutcome> outcome;

		private boolean repeated;

		private int restarts;

		Request(LeaseTerms terms, long expiresAt, Consumer<? super GrantOutcome> outcome) {
			this.terms = terms;
			this.expiresAt = expiresAt;
			this.outcome = outcome;
		}

	}

}
