package io.octostore.embedded;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The server's time: a source plus an offset that only grows. A frozen source gives a
 * time that moves by {@link #moveTo} alone. Outlives restarts. Thread safe.
 */
final class ServerClock {

	private final InstantSource source;

	private volatile Duration offset = Duration.ZERO;

	ServerClock(InstantSource source) {
		this.source = source;
	}

	Instant now() {
		return this.source.instant().plus(this.offset);
	}

	/**
	 * Moves forward to this time, unless it is over already.
	 */
	synchronized void moveTo(Instant instant) {
		Duration ahead = Duration.between(now(), instant);
		if (!ahead.isNegative()) {
			this.offset = this.offset.plus(ahead);
		}
	}

}
