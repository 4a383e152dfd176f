package io.octostore.lease;

import java.time.Duration;
import java.util.function.Consumer;

import io.octostore.LossCertainty;
import io.octostore.authority.Attempt;
import io.octostore.authority.EndAnswer;
import io.octostore.authority.LeaseId;
import io.octostore.internal.Safeguard;

/**
 * Gives leases of one lock back to the server, and writes down what was not confirmed.
 * Serial context only.
 */
final class Releases {

	private final Engine engine;

	private final String name;

	private final Obligation obligation;

	Releases(Engine engine, String name, Obligation obligation) {
		this.engine = engine;
		this.name = name;
		this.obligation = obligation;
	}

	/**
	 * Release a lease that was lent.
	 * @param outcome takes the outcome within {@link LeaseTimings#RELEASE_TIMEOUT}
	 */
	void release(Lease lease, Consumer<? super Lease.ReleaseOutcome> outcome) {
		boolean live = lease.startRelease();
		Loss loss = lease.loss().orElse(null);
		if (!live && (loss == null || loss.certainty() == LossCertainty.CONFIRMED)) {
			outcome.accept(Lease.ReleaseOutcome.ALREADY_GONE);
			return;
		}
		sendRelease(lease, outcome, LeaseTimings.RELEASE_TIMEOUT, false);
	}

	/**
	 * Release a lease that was held back after it had been lent.
	 * @param outcome takes the outcome within {@link LeaseTimings#RELEASE_TIMEOUT}
	 */
	void releaseHeldBack(Lease lease, Consumer<? super Lease.ReleaseOutcome> outcome) {
		if (lease.isHeldBack()) {
			sendRelease(lease, outcome, LeaseTimings.RELEASE_TIMEOUT, false);
		}
		else {
			// Its session has ended meanwhile
			outcome.accept(Lease.ReleaseOutcome.ALREADY_GONE);
		}
	}

	private void sendRelease(Lease lease, Consumer<? super Lease.ReleaseOutcome> outcome, Duration timeout,
			boolean repeat) {
		long sentAt = this.engine.now();
		send(lease.session(), named(lease), new Attempt(timeout, repeat), (answer) -> {
			long now = this.engine.now();
			if (!(answer instanceof EndAnswer.Unknown)) {
				lease.endRelease(true);
				outcome.accept((answer instanceof EndAnswer.Ended) ? Lease.ReleaseOutcome.RELEASED
						: Lease.ReleaseOutcome.ALREADY_GONE);
			}
			else if (!repeat && now - sentAt < LeaseTimings.RELEASE_TIMEOUT.toNanos() / 4) {
				sendRelease(lease, outcome, timeout.minusNanos(now - sentAt), true);
			}
			else {
				this.obligation.releaseUnknown(lease.session(), lease.id(), lease.ttl(), now);
				lease.endRelease(false);
				outcome.accept(Lease.ReleaseOutcome.UNCONFIRMED);
			}
		});
	}

	@Safeguard("a-release-names-its-lease")
	private static LeaseId named(Lease lease) {
		return lease.id();
	}

	/**
	 * Release a lease that was not lent.
	 */
	void giveBack(ServerSession session, Duration ttl, LeaseId lease, Runnable next) {
		send(session, lease, new Attempt(LeaseTimings.RELEASE_TIMEOUT, false), (answer) -> {
			if (answer instanceof EndAnswer.Unknown) {
				this.obligation.releaseUnknown(session, lease, ttl, this.engine.now());
			}
			else {
				this.obligation.releaseSettled();
			}
			next.run();
		});
	}

	private void send(ServerSession session, LeaseId lease, Attempt attempt, Consumer<EndAnswer> answered) {
		this.engine.authority().release(this.name, lease, attempt, session.exchanges().begin(answered));
	}

}
