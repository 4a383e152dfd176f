package io.octostore.lease;

import java.time.Duration;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.octostore.FencingRegressionException;
import io.octostore.HolderInfo;
import io.octostore.LateGrantException;
import io.octostore.LockHeldException;
import io.octostore.OctoStoreException;
import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.Attempt;
import io.octostore.authority.LeaseId;

/**
 * All that this process does about one lock on the server: at most one exchange at a
 * time, at most one lent lease, and the obligation to settle what may have been left
 * behind. Serial context only.
 */
final class NameClaim {

	private static final Logger logger = LoggerFactory.getLogger(NameClaim.class);

	private final NameClaims claims;

	private final Engine engine;

	private final SessionPool sessions;

	private final String name;

	private final Memory memory;

	private final Obligation obligation = new Obligation();

	private final Releases releases;

	private final SpareSession spare = new SpareSession();

	private boolean busy;

	/** What is asked for, until its outcome is told. */
	private @Nullable ClaimRequest request;

	/**
	 * What the exchange that is under way is done for; nobody waits for it any more if
	 * its time is over.
	 */
	private @Nullable ClaimRequest served;

	private @Nullable Lease lent;

	NameClaim(NameClaims claims, Engine engine, SessionPool sessions, String name, Memory memory) {
		this.claims = claims;
		this.engine = engine;
		this.sessions = sessions;
		this.name = name;
		this.memory = memory;
		this.releases = new Releases(engine, name, this.obligation);
	}

	/**
	 * Ask for a lease. One request at a time, and none while a lease is lent.
	 */
	void request(LeaseTerms terms, Duration timeout, Consumer<? super GrantOutcome> outcome) {
		if (this.request != null || this.lent != null) {
			throw new IllegalStateException("Lock '" + this.name + "' is asked for twice");
		}
		this.request = new ClaimRequest(terms, this.engine.now() + timeout.toNanos(), outcome);
		this.claims.asked(this);
		advance();
	}

	private void advance() {
		ClaimRequest wanted = this.request;
		if (this.busy) {
			return;
		}
		if (wanted == null) {
			this.claims.changed(this);
			return;
		}
		this.busy = true;
		this.served = wanted;
		Sessions.Use use = new Sessions.Use() {

			@Override
			public void with(SessionGeneration generation) {
				if (wanted.isOpen()) {
					acquire(generation, wanted.terms().ttl(), wanted, false);
				}
				else {
					keepSpare(generation);
					finish(expired());
				}
			}

			@Override
			public void failed(OctoStoreException error, boolean refused) {
				finish(refused ? new GrantOutcome.Refused(error) : new GrantOutcome.Failed(error));
			}

		};
		Sessions kind = this.sessions.of(wanted.terms());
		SessionGeneration left = this.spare.usable();
		if (!wanted.terms().dedicated()) {
			kind.use(wanted.expiresAt(), use);
		}
		else if (left != null) {
			use.with(left);
		}
		else {
			kind.useDedicated(wanted.expiresAt(), use);
		}
	}

	private void acquire(SessionGeneration generation, Duration ttl, @Nullable ClaimRequest wanted, boolean fresh) {
		long sentAt = this.engine.now();
		Duration timeout = (wanted != null) ? LeaseTimings.budget(wanted.expiresAt(), sentAt)
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
		else if (answer instanceof AcquireAnswer.Held held) {
			this.obligation.acquireSettled(generation);
			HolderInfo holder = HolderInfo.unknown()
				.withHolder(held.holder())
				.withExpiresAt(held.expiresAt())
				.withMetadata(held.metadata())
				.withRetryAfter(held.retryAfter());
			finish(new GrantOutcome.Unavailable(new LockHeldException(this.name, holder), held.retryAfter(), false));
		}
		else if (answer instanceof AcquireAnswer.Cooling cooling) {
			this.obligation.acquireSettled(generation);
			HolderInfo none = HolderInfo.coolingUntil(cooling.availableAt()).withRetryAfter(cooling.retryAfter());
			finish(new GrantOutcome.Unavailable(new LockHeldException(this.name, none), cooling.retryAfter(), true));
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
		if (this.served != null && this.served.terms().dedicated()) {
			this.spare.keep(generation, this.engine.now());
		}
	}

	private void granted(SessionGeneration generation, Duration ttl, long sentAt, AcquireAnswer.Granted granted) {
		boolean known = granted.lease().equals(this.memory.lastLease);
		if (known || this.served == null) {
			// A lease that was lent or given back once is never lent again: its token
			// would no longer tell two borrowers apart, and its release may be on its way
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
		if (deadline - this.engine.now() < needed || !this.served.isOpen()) {
			giveBack(generation, ttl, granted.lease(), () -> finish(new GrantOutcome.Failed(new LateGrantException(
					"Lock '" + this.name + "' was granted too late and given back: too little time was left"))));
			return;
		}
		this.spare.used();
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
		ClaimRequest wanted = this.served;
		if (failed.connectionLost() && wanted != null && generation.phase() == SessionGeneration.Phase.ALIVE
				&& wanted.repeat(now)) {
			acquire(generation, ttl, wanted, true);
			return;
		}
		finish(new GrantOutcome.Failed(failed.error()));
	}

	/**
	 * Begin again with what is asked for now.
	 */
	private void restart(String why) {
		ClaimRequest wanted = this.served;
		if (wanted != null && wanted.isOpen() && !wanted.restart(this.engine.now())) {
			finish(new GrantOutcome.Failed(new LateGrantException(
					"Lock '" + this.name + "' was not acquired, the attempt had to start over: " + why)));
			return;
		}
		this.busy = false;
		this.served = null;
		advance();
	}

	private void finish(GrantOutcome outcome) {
		ClaimRequest done = this.served;
		this.busy = false;
		this.served = null;
		if (done != null && done.isOpen()) {
			this.request = null;
			done.tell(outcome);
		}
		advance();
	}

	/**
	 * Release a lease that is not lent, and from now on never is: its release may arrive
	 * at any time, also after the server has granted the lease again.
	 */
	private void giveBack(SessionGeneration generation, Duration ttl, LeaseId lease, Runnable next) {
		this.memory.lastLease = lease;
		this.releases.giveBack(generation, ttl, lease, next);
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
		this.releases.release(lease, (result) -> released(lease, result, outcome));
	}

	private void released(Lease lease, Lease.ReleaseOutcome result, Consumer<? super Lease.ReleaseOutcome> outcome) {
		this.busy = false;
		lease.generation().leases().remove(lease);
		outcome.accept(result);
		lease.generation().owner().leaseEnded(lease.generation());
		advance();
	}

	/**
	 * Tell a caller that its time is over, and do what is due to settle what may have
	 * been left behind.
	 */
	void tick(long now) {
		ClaimRequest overdue = this.request;
		if (overdue != null && overdue.isOverdue(now)) {
			this.request = null;
			overdue.tell(expired());
		}
		if (!this.busy && this.request == null && this.spare.endIfUnused(now)) {
			this.claims.changed(this);
		}
		settle(now);
	}

	private GrantOutcome expired() {
		return new GrantOutcome.Failed(new LateGrantException(
				"Lock '" + this.name + "' was not acquired in time: what it had to wait for took too long"));
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
		LeaseId lease = this.obligation.unreleased();
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
		return this.obligation.isOpen() || this.spare.exists();
	}

	boolean isIdle() {
		return !this.busy && this.request == null && this.lent == null && !isUnsettled();
	}

	/**
	 * What is remembered about a lock beyond its use.
	 */
	static final class Memory {

		private long highestToken;

		private @Nullable LeaseId lastLease;

	}

}
