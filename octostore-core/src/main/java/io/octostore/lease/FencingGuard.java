package io.octostore.lease;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.octostore.FencingRegressionException;
import io.octostore.internal.Safeguard;

/**
 * Notices that fencing tokens went back, which they do when the server's database was
 * replaced or restored, until an operator acknowledges it. Serial context only.
 */
final class FencingGuard {

	private static final Logger logger = LoggerFactory.getLogger(FencingGuard.class);

	private int acknowledgements;

	private boolean reported;

	/**
	 * Forget all tokens that were seen so far: the resources accept smaller ones again.
	 */
	void acknowledge() {
		this.acknowledgements++;
		if (this.reported) {
			logger.warn("Smaller fencing tokens are accepted from now on: their regression was acknowledged");
			this.reported = false;
		}
	}

	FencingRegressionException regressed(String lock, long token, long highest) {
		FencingRegressionException regression = new FencingRegressionException(lock, token, highest);
		if (!this.reported) {
			this.reported = true;
			logger.error("{}", regression.getMessage());
		}
		return regression;
	}

	/**
	 * The grants of one lock.
	 */
	static final class Mark {

		private long highest;

		private int acknowledged;

		/**
		 * The highest token that was seen, 0 if there was none since the last
		 * acknowledgement.
		 */
		@Safeguard("tokens-only-grow")
		long highest(FencingGuard guard) {
			return (this.acknowledged == guard.acknowledgements) ? this.highest : 0;
		}

		void seen(long token, FencingGuard guard) {
			this.highest = token;
			this.acknowledged = guard.acknowledgements;
		}

	}

}
