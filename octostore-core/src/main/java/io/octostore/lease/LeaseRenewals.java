package io.octostore.lease;

import java.time.Duration;
import java.util.function.Consumer;

import io.octostore.LossReason;
import io.octostore.OctoStoreException;
import io.octostore.authority.Attempt;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.internal.Safeguard;

/**
 * The renewals of one lease, and what their answers mean for it. Serial context only.
 */
final class LeaseRenewals implements Heartbeat.Pulse {

	private final Engine engine;

	private final Lease lease;

	LeaseRenewals(Engine engine, Lease lease) {
		this.engine = engine;
		this.lease = lease;
	}

	@Override
	public Duration ttl() {
		return this.lease.ttl();
	}

	@Override
	public long deadline() {
		return this.lease.state().deadline();
	}

	@Override
	public void send(Attempt attempt, Consumer<? super ConfirmAnswer> answer) {
		this.engine.authority().renew(this.lease.name(), this.lease.id(), asked(), attempt, answer);
	}

	@Safeguard("renew-for-the-same-time")
	private Duration asked() {
		return this.lease.ttl();
	}

	@Override
	public void answered(LeaseEvents.Outcome outcome, Duration duration) {
		this.engine.events().renewed(outcome, duration);
	}

	@Override
	public void confirmed(long sentAt, long now) {
		this.lease.lockConfirmed(sentAt, now);
	}

	@Override
	public void gone(LossReason reason) {
		if (reason == LossReason.SESSION_EXPIRED) {
			this.lease.session().doubt();
		}
		this.lease.transitionTo(Loss.confirmed(reason));
	}

	@Override
	public void failed(OctoStoreException error, long now) {
		overdue();
		if (this.lease.state().isLive()) {
			this.engine.troubles()
				.failed("A renewal of " + this.engine.kind().describeInText(this.lease.name()), error, deadline() - now,
						now);
		}
	}

	@Override
	public void overdue() {
		this.lease.attemptFailed();
	}

}
