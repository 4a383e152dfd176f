package io.octostore.lease;

/**
 * How long an exchange with the server takes, smoothed: it follows quicker ones at once
 * and slower ones slowly, because those are delayed for reasons of their own. Serial
 * context only.
 */
final class RoundTrip {

	/** A slower exchange moves the estimate by an eighth, and counts fourfold at most. */
	private static final int SLOWNESS = 8;

	private static final int OUTLIER = 4;

	private long nanos;

	void took(long exchange) {
		if (this.nanos == 0 || exchange < this.nanos) {
			this.nanos = exchange;
		}
		else {
			this.nanos += (Math.min(exchange, OUTLIER * this.nanos) - this.nanos) / SLOWNESS;
		}
	}

	/**
	 * The estimate, 0 before the first exchange.
	 */
	long nanos() {
		return this.nanos;
	}

}
