package io.octostore.lease;

import java.time.Duration;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.octostore.OctoStoreException;
import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.Attempt;
import io.octostore.authority.LeaseId;
import io.octostore.internal.Safeguard;
import io.octostore.lease.ClaimState.Acquiring;
import io.octostore.lease.ClaimState.Choosing;
import io.octostore.lease.ClaimState.GivingBack;
import io.octostore.lease.ClaimState.HeldBack;
import io.octostore.lease.ClaimState.Idle;
import io.octostore.lease.ClaimState.Lent;
import io.octostore.lease.ClaimState.Returning;
import io.octostore.lease.ClaimState.Securing;

/**
 * All that this process does about one lock on the server, and what it remembers of its
 * grants. Made by {@link LeaseKeeper#claim}, and kept by the queue of the lock's callers.
 * Serial context only.
 *
 * @since 0.1.0
 */
public final class NameClaim {

	private static final ClaimState IDLE = new Idle();

	private final String name;

	private final Surroundings around;

	private final Engine engine;

	private final Obligation obligation;

	private final Releases releases;

	private final ClaimSessions sessions;

	private final FencingGuard.Mark mark;

	private ClaimState state = IDLE;

	/** What is asked for, until its outcome is told. */
	private @Nullable ClaimRequest request;

	/** A lease that was lent or given back once is never lent again. */
	private @Nullable LeaseId lastLease;

	NameClaim(String name, Surroundings around, FencingGuard.Mark mark) {
		this.name = name;
		this.around = around;
		this.engine = around.engine();
		this.mark = mark;
		this.obligation = new Obligation(this.engine.authority().traits().freesByLockTtl());
		this.releases = new Releases(this.engine, name, this.obligation);
		this.sessions = new ClaimSessions(around.sessions(), this.engine);
	}

	/**
	 * A claim that knows no more than which tokens were seen.
	 */
	NameClaim startOver(Surroundings newSurroundings) {
		NameClaim claim = new NameClaim(this.name, newSurroundings, this.mark);
		claim.lastLease = this.lastLease;
		return claim;
	}

	/**
	 * Ask for a lease. One request at a time, and none while a lease is lent.
	 * @param terms TTL of the lease, and the session under it
	 * @param timeout for everything that this one request needs
	 * @param claimant takes the outcome
	 */
	public void request(LeaseTerms terms, Duration timeout, Claimant claimant) {
		if (this.request != null || this.state instanceof Lent || this.state instanceof HeldBack) {
			throw new IllegalStateException("Lock '" + this.name + "' is asked for twice");
		}
		this.request = new ClaimRequest(this.engine.kind(), terms, this.engine.now() + timeout.toNanos(), claimant);
		attend();
		advance();
	}

	private void become(ClaimState next) {
		if (!this.state.leadsTo(next)) {
			throw new IllegalStateException("Lock '" + this.name + "': " + this.state + " does not lead to " + next);
		}
		this.state = next;
	}

	/**
	 * Nothing is under way any more: begin what is asked for, or rest.
	 */
	private void rest() {
		become(IDLE);
		advance();
	}

	private void advance() {
		ClaimRequest wanted = this.request;
		if (this.state != IDLE) {
			return;
		}
		if (wanted == null) {
			attend();
			return;
		}
		become(new Choosing(wanted));
		this.sessions.take(wanted, new SessionTakers.Taker() {

			@Override
			public void with(ServerSession session) {
				chosen(session, wanted);
			}

			@Override
			public void failed(OctoStoreException error, boolean refused) {
				finish(wanted,
						refused ? new AcquireAnswer.Refused(error) : new AcquireAnswer.Failed(error, false, false));
			}

		});
	}

	private void chosen(ServerSession session, ClaimRequest wanted) {
		if (wanted.isOpen()) {
			acquire(session, wanted.terms().ttl(), wanted, false);
			return;
		}
		this.sessions.keep(session, wanted);
		rest();
	}

	private void acquire(ServerSession session, Duration ttl, @Nullable ClaimRequest served, boolean fresh) {
		long sentAt = this.engine.now();
		Duration timeout = (served != null) ? this.engine.attemptTimeout(served.expiresAt(), sentAt)
				: this.engine.acquireTimeout();
		Acquiring exchange = new Acquiring(session, ttl, served, sentAt, timeout);
		become(exchange);
		this.engine.authority()
			.acquire(this.name, ttl, session.id(), new Attempt(timeout, fresh, note(served)),
					session.exchanges().begin((answer) -> answered(exchange, answer)));
	}

	private static @Nullable String note(@Nullable ClaimRequest served) {
		return (served != null) ? served.terms().note() : null;
	}

	private void answered(Acquiring exchange, AcquireAnswer answer) {
		this.sessions.keep(exchange.session(), exchange.served());
		if (answer instanceof AcquireAnswer.Granted granted) {
			this.obligation.acquireSettled(exchange.session());
			granted(exchange, granted, false);
		}
		else if (answer instanceof AcquireAnswer.SessionGone gone) {
			// No proof for what hangs on the session: that is asked for
			this.obligation.acquireSettled(exchange.session());
			exchange.session().doubt();
			restart(exchange.served(), "its session is said to be gone (" + gone.reason() + ")");
		}
		else if (answer instanceof AcquireAnswer.Failed failed) {
			failed(exchange, failed);
		}
		else if (answer instanceof AcquireAnswer.Denied denied) {
			if (!(denied instanceof AcquireAnswer.Refused)) {
				// A limit is not checked for a holder that has the lock: none was left
				this.obligation.acquireSettled(exchange.session());
			}
			finish(exchange.served(), denied);
		}
	}

	private void granted(Acquiring exchange, AcquireAnswer.Granted granted, boolean secured) {
		ClaimRequest served = exchange.served();
		FencingGuard guard = this.around.fencing();
		if (served == null || wasLent(granted.lease())) {
			// Its token would no longer tell two borrowers apart, and its release may be
			// on its way
			giveBack(exchange, granted, () -> restart(served, "a lease was granted again that had been given back"));
		}
		else if (granted.fencingToken() <= this.mark.highest(guard)) {
			giveBack(exchange, granted, () -> finish(served, new AcquireAnswer.Refused(
					guard.regressed(this.name, granted.fencingToken(), this.mark.highest(guard)))));
		}
		else if (!exchange.hasLiveSession()) {
			giveBack(exchange, granted, () -> restart(served, "its session ended meanwhile"));
		}
		else if (!exchange.isLongEnough(this.engine.now()) || !served.isOpen()) {
			giveBack(exchange, granted, () -> finish(served, ClaimRequest.outlived(this.engine.kind(), this.name)));
		}
		else if (!secured && exchange.needsSecuring(served.terms(), this.engine.now())) {
			secure(exchange, served, granted);
		}
		else {
			lend(exchange, served, granted);
		}
	}

	private void secure(Acquiring exchange, ClaimRequest served, AcquireAnswer.Granted granted) {
		become(new Securing(served));
		String marker = served.terms().marker();
		if (marker == null) {
			exchange.session().keepAliveFirst(() -> granted(exchange, granted, true));
			return;
		}
		new HoldMarker(this.engine, marker, served.terms().hold(), served.expiresAt()).set(granted.fencingToken(),
				(denied) -> {
					if (denied == null) {
						granted(exchange, granted, true);
					}
					else {
						giveBack(exchange, granted, () -> finish(served, denied));
					}
				});
	}

	@Safeguard("lend-no-lease-twice")
	private boolean wasLent(LeaseId lease) {
		return lease.equals(this.lastLease);
	}

	private void lend(Acquiring exchange, ClaimRequest served, AcquireAnswer.Granted granted) {
		this.sessions.used();
		this.mark.seen(granted.fencingToken(), this.around.fencing());
		this.lastLease = granted.lease();
		Lease lease = new Lease(this.engine, exchange.session(), this.name, granted, exchange.ttl(), exchange.sentAt(),
				this.engine.now() + served.terms().heldBack().toNanos(), this::release);
		exchange.session().lent(lease);
		become(new Lent(lease));
		this.request = null;
		attend();
		served.granted(lease);
	}

	private void failed(Acquiring exchange, AcquireAnswer.Failed failed) {
		long now = this.engine.now();
		ClaimRequest served = exchange.served();
		if (failed.effectPossible()) {
			this.obligation.acquireUnknown(exchange.session(), exchange.ttl(),
					exchange.sentAt() + exchange.timeout().toNanos(), now);
			this.around.audits().suspect(exchange.session(), this, exchange.ttl(), now);
		}
		if (failed.connectionBroken() && served != null && exchange.session().phase() == ServerSession.Phase.ALIVE
				&& served.repeat(now)) {
			acquire(exchange.session(), exchange.ttl(), served, true);
		}
		else {
			finish(served, failed);
		}
	}

	/**
	 * Begin again with what is asked for now.
	 */
	private void restart(@Nullable ClaimRequest served, String why) {
		if (served != null && served.isOpen() && !served.restart(this.engine.now())) {
			finish(served,
					ClaimRequest.tooLate(this.engine.kind(), this.name, "the attempt had to start over: " + why));
		}
		else {
			rest();
		}
	}

	private void finish(@Nullable ClaimRequest served, AcquireAnswer.Denied why) {
		become(IDLE);
		if (served != null && served.isOpen()) {
			this.request = null;
			served.denied(why);
		}
		advance();
	}

	/**
	 * Release a lease that is not lent, and from now on never is: its release may arrive
	 * at any time, also after the server has granted the lease again.
	 */
	private void giveBack(Acquiring exchange, AcquireAnswer.Granted granted, Runnable next) {
		become(new GivingBack(exchange.served()));
		this.lastLease = granted.lease();
		this.releases.giveBack(exchange.session(), exchange.ttl(), granted.lease(), next);
	}

	/**
	 * Release the lent lease.
	 */
	private void release(Lease lease, Consumer<? super Lease.ReleaseOutcome> outcome) {
		if (!isLent(lease)) {
			outcome.accept(Lease.ReleaseOutcome.ALREADY_GONE);
			return;
		}
		become(new Returning(lease));
		this.releases.release(lease, (result) -> {
			become(IDLE);
			lease.returned();
			outcome.accept(result);
			advance();
		});
	}

	/**
	 * Take the lent lease back without releasing it, until the time of its hold is over.
	 * Authority ends at once.
	 * @param lease the lease
	 * @param outcome takes what its borrower is told, within
	 * {@link LeaseTimings#RELEASE_TIMEOUT}
	 * @param over run when the lock may be asked for again
	 */
	public void holdBack(Lease lease, Consumer<? super Lease.ReleaseOutcome> outcome, Runnable over) {
		if (!isLent(lease) || !lease.startRelease()) {
			release(lease, (result) -> {
				outcome.accept(result);
				over.run();
			});
			return;
		}
		long now = this.engine.now();
		HeldBack held = new HeldBack(lease, new Shortening(this.engine, lease, outcome, () -> {
			lease.endRelease(true);
			endHold(lease, over);
		}), over);
		become(held);
		attend();
		held.shortening().begin(now);
	}

	/**
	 * Release what is held back if its time is over.
	 * @return whether it is
	 */
	public boolean endHoldIfOver() {
		if (!(this.state instanceof HeldBack held) || this.engine.now() < held.lease().heldUntil()) {
			return false;
		}
		become(new Returning(held.lease()));
		this.releases.releaseHeldBack(held.lease(), (result) -> {
			held.shortening().tell(result);
			endHold(held.lease(), held.over());
		});
		return true;
	}

	private void endHold(Lease lease, Runnable over) {
		boolean held = this.state instanceof HeldBack back && back.lease() == lease;
		if (!held && !(this.state instanceof Returning returning && returning.lease() == lease)) {
			return;
		}
		become(IDLE);
		lease.returned();
		over.run();
		advance();
	}

	@Safeguard("release-only-what-is-lent")
	boolean isLent(Lease lease) {
		return this.state instanceof Lent lent && lent.lease() == lease;
	}

	/**
	 * Tell a claimant that its time is over, and do what is due to settle what may have
	 * been left behind.
	 */
	void tick(long now) {
		ClaimRequest overdue = this.request;
		if (overdue != null && overdue.isOverdue(now)) {
			this.request = null;
			overdue.expired(this.name);
		}
		if (this.state instanceof HeldBack held && !endHoldIfOver()) {
			held.shortening().tick(now);
		}
		if (this.state == IDLE && this.request == null && this.sessions.endIfUnused(now)) {
			attend();
		}
		settle(now);
	}

	private void settle(long now) {
		if (this.state != IDLE || this.request != null || !this.obligation.isDue(now)) {
			return;
		}
		ServerSession session = this.obligation.attempt(now, this.engine.kind().describe(this.name));
		LeaseId lease = this.obligation.unreleased();
		if (session == null) {
			attend();
		}
		else if (lease != null) {
			become(new GivingBack(null));
			this.lastLease = lease;
			this.releases.giveBack(session, this.obligation.ttl(), lease, this::rest);
		}
		else {
			acquire(session, this.obligation.ttl(), null, this.obligation.attempts() > 1);
		}
	}

	/**
	 * Check whether the session still holds the lock although no caller in this JVM does,
	 * and release it.
	 */
	void probe(ServerSession session, Duration ttl, long now) {
		if (!(this.state instanceof Lent)) {
			this.obligation.acquireUnknown(session, ttl, now, now);
			attend();
		}
	}

	/**
	 * Be told of the time while there is something to do as it passes.
	 */
	private void attend() {
		if (this.request != null || isUnsettled() || this.state instanceof HeldBack) {
			this.around.attention().payTo(this);
		}
		else {
			this.around.attention().noMoreTo(this);
		}
	}

	/**
	 * Name of the lock.
	 * @return the name
	 */
	public String name() {
		return this.name;
	}

	boolean isUnsettled() {
		return this.obligation.isOpen() || this.sessions.exist();
	}

	/**
	 * Whether nothing but the memory of tokens would be lost with this claim.
	 * @return whether it is at rest
	 */
	public boolean isAtRest() {
		return this.state == IDLE && this.request == null && !isUnsettled() && !this.around.audits().suspects(this);
	}

	@Override
	public String toString() {
		return "NameClaim[" + this.name + ", " + this.state.getClass().getSimpleName() + "]";
	}

	/**
	 * What claims need.
	 *
	 * @param engine the engine's parts
	 * @param sessions where leases get their sessions
	 * @param audits counts locks after acquires without an answer
	 * @param fencing notices that tokens went back
	 * @param attention claims that have something to do as time passes
	 */
	record Surroundings(Engine engine, Sessions sessions, Audits audits, FencingGuard fencing, Attention attention) {
	}

}
