package io.octostore.lease;

import java.time.Duration;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import io.octostore.LossReason;
import io.octostore.OctoStoreException;
import io.octostore.authority.Attempt;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.internal.Safeguard;

/**
 * Keeps one session or one lease confirmed: asks when it is due, asks again after a
 * failure, and asks once more on a fresh connection while an answer is overdue. An answer
 * that comes late counts all the same. Serial context only.
 */
final class Heartbeat {

	private final Engine engine;

	private final Pulse pulse;

	private long nextAt;

	private boolean inFlight;

	/** When an answer that is under way has taken too long to rely on it. */
	private long overdueAt;

	private int failures;

	private long beats;

	/**
	 * Begin with something that a request has just confirmed.
	 * @param sentAt when that request was sent
	 */
	Heartbeat(Engine engine, Pulse pulse, Duration ttl, long sentAt) {
		this.engine = engine;
		this.pulse = pulse;
		this.nextAt = sentAt + LeaseTimings.confirmAfter(ttl, engine.random());
	}

	boolean isDue(long now) {
		return this.inFlight ? isOverdue(now) : now >= this.nextAt;
	}

	@Safeguard("repeat-overdue-confirmations")
	private boolean isOverdue(long now) {
		return now >= this.overdueAt;
	}

	void hurry(long now) {
		this.nextAt = Math.min(this.nextAt, now);
	}

	/**
	 * How many attempts in a row have failed or are overdue.
	 */
	int failures() {
		return this.failures;
	}

	void beat(long now) {
		if (this.inFlight) {
			this.failures++;
			this.pulse.overdue();
		}
		long left = this.pulse.deadline() - now;
		this.inFlight = true;
		this.overdueAt = now + LeaseTimings.patience(left);
		long number = ++this.beats;
		Attempt attempt = new Attempt(LeaseTimings.confirmTimeout(left), this.failures > 0);
		this.pulse.send(attempt, (answer) -> this.engine.serial().execute(() -> answered(number, now, answer)));
	}

	private void answered(long number, long sentAt, ConfirmAnswer answer) {
		long now = this.engine.now();
		this.pulse.answered(LeaseEvents.Outcome.of(answer), Duration.ofNanos(now - sentAt));
		if (answer instanceof ConfirmAnswer.Confirmed) {
			confirmed(number, sentAt);
			this.pulse.confirmed(sentAt, now);
		}
		else if (answer instanceof ConfirmAnswer.Gone gone) {
			this.pulse.gone(gone.reason());
		}
		else if (answer instanceof ConfirmAnswer.Uncertain uncertain) {
			failed(number, now, uncertain.retryAfter());
			this.pulse.failed(uncertain.error(), now);
		}
	}

	private void confirmed(long number, long sentAt) {
		this.failures = 0;
		this.nextAt = Math.max(this.nextAt, sentAt + LeaseTimings.confirmAfter(this.pulse.ttl(), this.engine.random()));
		if (number == this.beats) {
			this.inFlight = false;
		}
	}

	private void failed(long number, long now, @Nullable Duration advice) {
		if (number != this.beats) {
			// A later attempt is under way
			return;
		}
		this.inFlight = false;
		this.failures++;
		this.nextAt = now + LeaseTimings.retryAfter(this.failures, this.engine.random());
		if (advice != null) {
			this.nextAt = Math.max(this.nextAt, LeaseTimings.advised(advice, now, this.pulse.deadline()));
		}
	}

	/**
	 * What is kept confirmed.
	 */
	interface Pulse {

		Duration ttl();

		/**
		 * When authority ends without another confirmation.
		 */
		long deadline();

		void send(Attempt attempt, Consumer<? super ConfirmAnswer> answer);

		/**
		 * An attempt was answered, in one way or another.
		 */
		void answered(LeaseEvents.Outcome outcome, Duration duration);

		void confirmed(long sentAt, long now);

		void gone(LossReason reason);

		void failed(OctoStoreException error, long now);

		/**
		 * An answer has taken so long that another attempt is made.
		 */
		void overdue();

	}

}
