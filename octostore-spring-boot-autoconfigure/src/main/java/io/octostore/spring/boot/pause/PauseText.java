package io.octostore.spring.boot.pause;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.octostore.spring.lock.JobPause;

/**
 * What a pause says about itself on the server, in words that others can read there too.
 */
final class PauseText {

	/** The server takes 1024 characters; the rest is left to the reason. */
	private static final int MAX_INSTANCE = 400;

	static final int MAX_REASON = 500;

	private static final Pattern TEXT = Pattern.compile("paused until (\\S+) by (.*?)(?:: (.*))?", Pattern.DOTALL);

	private PauseText() {
	}

	static String of(JobPause pause) {
		String by = (pause.by() != null) ? pause.by().replace(": ", ":") : "unknown";
		return new JobPause(pause.until(), by.substring(0, Math.min(by.length(), MAX_INSTANCE)), pause.reason())
			.describe();
	}

	/**
	 * Read a pause.
	 * @param text what is stored on the server, {@code null} if nothing
	 * @param expiresAt when the pause ends there unless it is renewed
	 */
	static JobPause read(@Nullable String text, Instant expiresAt) {
		Matcher matcher = TEXT.matcher((text != null) ? text : "");
		if (matcher.matches()) {
			try {
				return new JobPause(Instant.parse(matcher.group(1)), matcher.group(2), matcher.group(3));
			}
			catch (DateTimeException ex) {
				// No pause of ours: what holds the lock counts all the same
				return new JobPause(expiresAt, null, text);
			}
		}
		return new JobPause(expiresAt, null, text);
	}

}
