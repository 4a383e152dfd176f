package io.octostore.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.octostore.LossReason;
import io.octostore.OctoStoreException;
import io.octostore.authority.Attempt;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.authority.SessionAnswer;
import io.octostore.internal.Safeguard;

/**
 * The keepalives of one session that exists on the server, and until when it counts as
 * alive without another one. Serial context only.
 */
final class SessionKeepalives implements Heartbeat.Pulse {

	private final Engine engine;

	private final ServerSession session;

	private final SessionAnswer.Created created;

	private final Heartbeat heartbeat;

	private final List<Runnable> afterwards = new ArrayList<>();

	private long deadline;

	/** An answer has said that it is gone, which only a keepalive can prove. */
	private boolean doubted;

	/**
	 * Begin with a session that was just created.
	 * @param sentAt when the request for it was sent
	 */
	SessionKeepalives(Engine engine, ServerSession session, SessionAnswer.Created created, long sentAt) {
		this.engine = engine;
		this.session = session;
		this.created = created;
		this.deadline = LeaseTimings.deadline(sentAt, created.ttl());
		this.heartbeat = new Heartbeat(engine, this, created.ttl(), sentAt);
	}

	/**
	 * Whether a lease may hang on the session, as far as is known without asking.
	 */
	boolean suffice(long now) {
		return !this.doubted && isLongEnough(now);
	}

	@Safeguard("a-session-ends-at-its-deadline")
	boolean areOver(long now) {
		return now >= this.deadline;
	}

	private boolean isLongEnough(long now) {
		return this.deadline - now >= LeaseTimings.minimumAtHandOut(ttl(), ttl());
	}

	/**
	 * Whether half of the TTL has passed without a confirmation.
	 */
	boolean areLate(long now) {
		return this.deadline - now < LeaseTimings.riskBelow(ttl());
	}

	/**
	 * Whether the last attempt has failed or is overdue.
	 */
	boolean fail() {
		return this.heartbeat.failures() > 0;
	}

	/**
	 * Whether the server keeps the session for some time to come even without another
	 * keepalive. As long as it is unanswered, a keepalive counts for nothing.
	 */
	boolean outlast(long duration, long now) {
		return this.deadline - LeaseTimings.authority(ttl()) + ttl().toNanos() - now >= duration;
	}

	/**
	 * Trust the session no more before the next keepalive is answered.
	 */
	void doubt() {
		this.doubted = true;
	}

	void hurry(long now) {
		this.heartbeat.hurry(now);
	}

	void sendIfDue(long now) {
		if (this.heartbeat.isDue(now)) {
			this.heartbeat.beat(now);
		}
	}

	/**
	 * Run something when the next keepalive is answered, overdue, or of no use any more.
	 */
	void then(Runnable task) {
		this.afterwards.add(task);
	}

	/**
	 * A keepalive was answered, is overdue, or is of no use any more.
	 */
	void ended() {
		List<Runnable> tasks = List.copyOf(this.afterwards);
		this.afterwards.clear();
		tasks.forEach(Runnable::run);
	}

	@Override
	public Duration ttl() {
		return this.session.ttl();
	}

	@Override
	public long deadline() {
		return this.deadline;
	}

	@Override
	public void send(Attempt attempt, Consumer<? super ConfirmAnswer> answer) {
		this.engine.authority().keepAlive(this.created.id(), attempt, answer);
	}

	@Override
	public void answered(LeaseEvents.Outcome outcome, Duration duration) {
		this.engine.events().keptAlive(outcome, duration);
	}

	@Override
	public void confirmed(long sentAt, long now) {
		if (!this.session.isKept()) {
			return;
		}
		if (areOver(now)) {
			this.session.died(Loss.uncertain(LossReason.DEADLINE));
			return;
		}
		this.engine.troubles().over(now);
		this.doubted = false;
		this.deadline = LeaseTimings.later(this.deadline, LeaseTimings.deadline(sentAt, ttl()));
		this.session.keptAlive(now);
		ended();
	}

	@Override
	public void gone(LossReason reason) {
		this.session.died(Loss.confirmed(reason));
	}

	@Override
	public void failed(OctoStoreException error, long now) {
		if (!this.session.isKept()) {
			return;
		}
		overdue();
		this.engine.troubles().failed("A keepalive of the session", error, this.deadline - now, now);
		if (!isLongEnough(now)) {
			this.session.refuseTakers(error);
		}
	}

	@Override
	public void overdue() {
		if (this.session.isKept()) {
			this.session.notKeptAlive();
			ended();
		}
	}

}
