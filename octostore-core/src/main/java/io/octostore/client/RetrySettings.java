package io.octostore.client;

import java.time.Duration;

import io.octostore.OctoStoreValidationException;

/**
 * How often, and after which pauses, a client repeats a request that failed.
 * <p>
 * Only what is safe to repeat is repeated: reads, renewal, release, keepalive and the end
 * of a session after network errors and statuses 500, 502, 503 and 504; acquire and
 * creation of a session only if the request was certainly not carried out, except that an
 * acquire through an ephemeral session counts as safe because the server gives the same
 * lease again; rotation of the token never. Advice of the server when to repeat
 * ({@code Retry-After}) is the least pause. All attempts and pauses together end with the
 * request timeout; a pause that does not fit any more is not begun.
 * <p>
 * Besides, and not counted as attempts: a request that is safe to repeat is sent once
 * more, on a new connection, when its connection was closed meanwhile or does not react
 * after it was idle; and a request whose token was replaced meanwhile is sent once more
 * with the new one. This is the <em>recovery</em>.
 * <p>
 * Immutable.
 *
 * @since 0.1.0
 */
public final class RetrySettings {

	private static final RetrySettings DEFAULTS = new RetrySettings(3, Duration.ofMillis(250), 2.0,
			Duration.ofSeconds(2), 0.2, true);

	private static final RetrySettings NONE = DEFAULTS.withMaxAttempts(1).withRecovery(false);

	private final int maxAttempts;

	private final Duration initialDelay;

	private final double multiplier;

	private final Duration maxDelay;

	private final double jitter;

	private final boolean recovery;

	private RetrySettings(int maxAttempts, Duration initialDelay, double multiplier, Duration maxDelay, double jitter,
			boolean recovery) {
		this.maxAttempts = maxAttempts;
		this.initialDelay = initialDelay;
		this.multiplier = multiplier;
		this.maxDelay = maxDelay;
		this.jitter = jitter;
		this.recovery = recovery;
	}

	/**
	 * Return the defaults: 3 attempts, a pause of 250 ms that doubles up to 2 s, and 20 %
	 * jitter.
	 * @return the defaults
	 */
	public static RetrySettings defaults() {
		return DEFAULTS;
	}

	/**
	 * Return settings that never repeat: each call is one request.
	 * @return settings with one attempt and without recovery
	 */
	public static RetrySettings none() {
		return NONE;
	}

	/**
	 * Return a copy with another number of attempts.
	 * @param maxAttempts attempts in all, the first one included, 1 or more
	 * @return the copy
	 * @throws OctoStoreValidationException if the number is below 1
	 */
	public RetrySettings withMaxAttempts(int maxAttempts) {
		if (maxAttempts < 1) {
			throw new OctoStoreValidationException("maxAttempts is " + maxAttempts + " but must be 1 or more");
		}
		return new RetrySettings(maxAttempts, this.initialDelay, this.multiplier, this.maxDelay, this.jitter,
				this.recovery);
	}

	/**
	 * Return a copy with another first pause.
	 * @param initialDelay pause before the second attempt, positive
	 * @return the copy
	 * @throws OctoStoreValidationException if the pause is not positive
	 */
	public RetrySettings withInitialDelay(Duration initialDelay) {
		return new RetrySettings(this.maxAttempts, Arguments.positive("initialDelay", initialDelay), this.multiplier,
				this.maxDelay, this.jitter, this.recovery);
	}

	/**
	 * Return a copy with another factor between a pause and the next.
	 * @param multiplier the factor, 1 to 10
	 * @return the copy
	 * @throws OctoStoreValidationException if the factor is outside the range
	 */
	public RetrySettings withMultiplier(double multiplier) {
		if (!(multiplier >= 1 && multiplier <= 10)) {
			throw new OctoStoreValidationException("multiplier is " + multiplier + " but must be from 1 to 10");
		}
		return new RetrySettings(this.maxAttempts, this.initialDelay, multiplier, this.maxDelay, this.jitter,
				this.recovery);
	}

	/**
	 * Return a copy with another longest pause.
	 * @param maxDelay longest pause without advice of the server, positive
	 * @return the copy
	 * @throws OctoStoreValidationException if the pause is not positive
	 */
	public RetrySettings withMaxDelay(Duration maxDelay) {
		return new RetrySettings(this.maxAttempts, this.initialDelay, this.multiplier,
				Arguments.positive("maxDelay", maxDelay), this.jitter, this.recovery);
	}

	/**
	 * Return a copy with another jitter.
	 * @param jitter part of a pause by which it is made longer or shorter at random, 0 to
	 * 1
	 * @return the copy
	 * @throws OctoStoreValidationException if the part is outside the range
	 */
	public RetrySettings withJitter(double jitter) {
		if (!(jitter >= 0 && jitter <= 1)) {
			throw new OctoStoreValidationException("jitter is " + jitter + " but must be from 0 to 1");
		}
		return new RetrySettings(this.maxAttempts, this.initialDelay, this.multiplier, this.maxDelay, jitter,
				this.recovery);
	}

	/**
	 * Return a copy that makes up for dead connections and replaced tokens, or does not.
	 * @param recovery whether it does
	 * @return the copy
	 */
	public RetrySettings withRecovery(boolean recovery) {
		return new RetrySettings(this.maxAttempts, this.initialDelay, this.multiplier, this.maxDelay, this.jitter,
				recovery);
	}

	/**
	 * Return the number of attempts, the first one included.
	 * @return 1 or more
	 */
	public int maxAttempts() {
		return this.maxAttempts;
	}

	/**
	 * Return the pause before the second attempt.
	 * @return a positive time
	 */
	public Duration initialDelay() {
		return this.initialDelay;
	}

	/**
	 * Return the factor between a pause and the next.
	 * @return 1 to 10
	 */
	public double multiplier() {
		return this.multiplier;
	}

	/**
	 * Return the longest pause without advice of the server.
	 * @return a positive time
	 */
	public Duration maxDelay() {
		return this.maxDelay;
	}

	/**
	 * Return the part of a pause by which it is made longer or shorter at random.
	 * @return 0 to 1
	 */
	public double jitter() {
		return this.jitter;
	}

	/**
	 * Say whether a request is sent once more at once when its connection turns out to be
	 * dead or its token was replaced.
	 * @return whether it is
	 */
	public boolean recovery() {
		return this.recovery;
	}

	/**
	 * Return the pause after a failed attempt.
	 * @param failedAttempts attempts so far, 1 or more
	 * @param random a number from 0 (inclusive) to 1 (exclusive)
	 * @return the pause
	 */
	Duration delayAfter(int failedAttempts, double random) {
		double grown = (double) this.initialDelay.toNanos() * Math.pow(this.multiplier, failedAttempts - 1.0);
		double nanos = Math.min(grown, (double) this.maxDelay.toNanos());
		return Duration.ofNanos((long) (nanos * (1 + this.jitter * (2 * random - 1))));
	}

	@Override
	public String toString() {
		return "RetrySettings[maxAttempts=" + this.maxAttempts + ", initialDelay=" + this.initialDelay + ", multiplier="
				+ this.multiplier + ", maxDelay=" + this.maxDelay + ", jitter=" + this.jitter + ", recovery="
				+ this.recovery + "]";
	}

}
