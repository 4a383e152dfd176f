package io.octostore.lease;

import java.time.Duration;
import java.util.function.Consumer;

import io.octostore.authority.Attempt;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.internal.Safeguard;

/**
 * Gives a lease that is held back the rest of its hold as its TTL, so that the lock is
 * free at the right time even if this process is gone by then. Tries until the server has
 * answered. Serial context only.
 */
final class Shortening {

	private final Engine engine;

	private final Lease lease;

	private final Consumer<? super Lease.ReleaseOutcome> outcome;

	private final Runnable gone;

	private boolean told;

	private boolean settled;

	private boolean inFlight;

	private int attempts;

	private long nextAt;

	/**
	 * Prepare to shorten a lease.
	 * @param outcome takes the outcome for the borrower, who does not wait for repeats
	 * @param gone run if the server does not know the lease any more
	 */
	Shortening(Engine engine, Lease lease, Consumer<? super Lease.ReleaseOutcome> outcome, Runnable gone) {
		this.engine = engine;
		this.lease = lease;
		this.outcome = outcome;
		this.gone = gone;
	}

	/**
	 * Make the first attempt.
	 */
	void begin(long now) {
		send(now);
	}

	void tick(long now) {
		if (!this.settled && !this.inFlight && now >= this.nextAt) {
			send(now);
		}
	}

	private void send(long now) {
		this.inFlight = true;
		Duration ttl = this.engine.authority().traits().lockTtl().closest(wholeSeconds(this.lease.heldUntil() - now));
		Attempt attempt = new Attempt(LeaseTimings.RELEASE_TIMEOUT, this.attempts > 0);
		this.engine.authority()
			.shorten(this.lease.name(), this.lease.id(), ttl, attempt,
					this.lease.session().exchanges().begin(this::answered));
	}

	/**
	 * Rounded up: the lock must not be free too early.
	 */
	@Safeguard("round-holds-up")
	static Duration wholeSeconds(long nanos) {
		return Duration.ofSeconds(Math.max(1, (nanos + 999_999_999) / 1_000_000_000));
	}

	private void answered(ConfirmAnswer answer) {
		this.inFlight = false;
		if (answer instanceof ConfirmAnswer.Confirmed) {
			settled(Lease.ReleaseOutcome.RELEASED);
		}
		else if (answer instanceof ConfirmAnswer.Gone) {
			settled(Lease.ReleaseOutcome.ALREADY_GONE);
			this.gone.run();
		}
		else {
			this.nextAt = this.engine.now() + LeaseTimings.settleAfter(this.attempts);
			this.attempts++;
			tell(Lease.ReleaseOutcome.UNCONFIRMED);
		}
	}

	private void settled(Lease.ReleaseOutcome how) {
		this.settled = true;
		tell(how);
	}

	/**
	 * The borrower is told once, at the latest when its hold is over.
	 */
	void tell(Lease.ReleaseOutcome how) {
		if (!this.told) {
			this.told = true;
			this.outcome.accept(how);
		}
	}

}
