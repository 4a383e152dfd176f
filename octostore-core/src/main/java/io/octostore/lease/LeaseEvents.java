package io.octostore.lease;

import java.time.Duration;

import io.octostore.authority.ConfirmAnswer;

/**
 * Is told how confirmations ended, and of the passing of time; does nothing about it
 * unless overridden. Called in the serial context: must not block or run user code.
 *
 * @since 0.1.0
 */
public interface LeaseEvents {

	/**
	 * A renewal ended.
	 * @param outcome how
	 * @param duration from the send to the answer
	 */
	default void renewed(Outcome outcome, Duration duration) {
	}

	/**
	 * A keepalive ended.
	 * @param outcome how
	 * @param duration from the send to the answer
	 */
	default void keptAlive(Outcome outcome, Duration duration) {
	}

	/**
	 * Some time has passed: called on each tick of the engine, and so about every 100 ms
	 * while a lease is lent.
	 */
	default void ticked() {
	}

	/**
	 * How a confirmation ended.
	 */
	enum Outcome {

		/** Confirmed. */
		CONFIRMED,

		/** Proven to be gone. */
		GONE,

		/** No proof in either direction. */
		UNCERTAIN;

		static Outcome of(ConfirmAnswer answer) {
			if (answer instanceof ConfirmAnswer.Confirmed) {
				return CONFIRMED;
			}
			return (answer instanceof ConfirmAnswer.Gone) ? GONE : UNCERTAIN;
		}

	}

}
