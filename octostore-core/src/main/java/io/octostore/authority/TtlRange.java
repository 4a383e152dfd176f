package io.octostore.authority;

import java.time.Duration;
import java.util.Objects;

import io.octostore.OctoStoreValidationException;

/**
 * TTLs that an authority takes: whole seconds from the smallest to the largest.
 *
 * @param min the smallest
 * @param max the largest
 * @since 0.1.0
 */
public record TtlRange(Duration min, Duration max) {

	/**
	 * Checks the bounds.
	 * @param min the smallest, at least one second
	 * @param max the largest, not smaller than the smallest
	 */
	public TtlRange {
		Objects.requireNonNull(min, "min");
		Objects.requireNonNull(max, "max");
		if (min.compareTo(Duration.ofSeconds(1)) < 0 || max.compareTo(min) < 0) {
			throw new OctoStoreValidationException(
					"A range of TTLs must begin at 1 s or later and end later, but is " + min + " to " + max);
		}
	}

	/**
	 * A range.
	 * @param minSeconds the smallest TTL in seconds
	 * @param maxSeconds the largest TTL in seconds
	 * @return the range
	 */
	public static TtlRange ofSeconds(long minSeconds, long maxSeconds) {
		return new TtlRange(Duration.ofSeconds(minSeconds), Duration.ofSeconds(maxSeconds));
	}

	/**
	 * The TTL in this range that is closest to another one.
	 * @param ttl the TTL
	 * @return the TTL, or the bound that it passes
	 */
	public Duration closest(Duration ttl) {
		if (ttl.compareTo(this.min) < 0) {
			return this.min;
		}
		return (ttl.compareTo(this.max) > 0) ? this.max : ttl;
	}

	/**
	 * Check a TTL.
	 * @param argument what the caller calls it, for the message
	 * @param ttl the TTL
	 * @return the TTL
	 * @throws OctoStoreValidationException if it is out of range or not in whole seconds
	 */
	public Duration check(String argument, Duration ttl) {
		Objects.requireNonNull(ttl, argument);
		boolean wholeSeconds = ttl.equals(Duration.ofSeconds(ttl.toSeconds()));
		if (!wholeSeconds || ttl.compareTo(this.min) < 0 || ttl.compareTo(this.max) > 0) {
			throw new OctoStoreValidationException(argument + " must be " + this.min.toSeconds() + " to "
					+ this.max.toSeconds() + " whole seconds, but is " + ttl);
		}
		return ttl;
	}

}
