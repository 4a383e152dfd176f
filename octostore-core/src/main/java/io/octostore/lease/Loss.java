package io.octostore.lease;

import io.octostore.LossCertainty;
import io.octostore.LossReason;

/**
 * How a lease was lost.
 *
 * @param reason why
 * @param certainty whether the server said so
 * @since 0.1.0
 */
public record Loss(LossReason reason, LossCertainty certainty) {

	String describe() {
		return "because " + this.reason.inWords();
	}

	static Loss confirmed(LossReason reason) {
		return new Loss(reason, LossCertainty.CONFIRMED);
	}

	static Loss uncertain(LossReason reason) {
		return new Loss(reason, LossCertainty.UNCERTAIN);
	}

}
