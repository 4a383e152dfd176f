package io.octostore.spring.lock;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * The pause of a job: no instance of the application runs it.
 *
 * @param until when the pause ends unless it is renewed or ended earlier
 * @param by the instance at which an operator paused the job, {@code null} if unknown
 * @param reason what the operator wrote, {@code null} if nothing
 * @since 0.1.0
 */
public record JobPause(Instant until, @Nullable String by, @Nullable String reason) {

	/**
	 * Describe the pause.
	 * @return {@code paused until ... by ...: reason}
	 */
	public String describe() {
		return "paused until " + this.until + ((this.by != null) ? " by " + this.by : "")
				+ ((this.reason != null) ? ": " + this.reason : "");
	}

}
