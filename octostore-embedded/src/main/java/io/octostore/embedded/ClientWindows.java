package io.octostore.embedded;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/**
 * Allows each client a number of requests per minute. Guarded by the lock of
 * {@link ServerState}.
 */
final class ClientWindows {

	private static final Duration LENGTH = Duration.ofMinutes(1);

	private final Map<String, Window> windows = new HashMap<>();

	private final int limit;

	ClientWindows(int limit) {
		this.limit = limit;
	}

	/**
	 * Counts a request, and refuses it if it is one too many.
	 */
	void count(String client, Instant now) {
		Window window = this.windows.get(client);
		if (window == null || !now.isBefore(window.end)) {
			this.windows.values().removeIf((other) -> !now.isBefore(other.end));
			window = new Window(now.plus(LENGTH));
			this.windows.put(client, window);
		}
		if (++window.requests > this.limit) {
			long seconds = Duration.between(now, window.end).plusMillis(999).toSeconds();
			throw new RefusedException(Refusal.RATE_LIMITED, "Rate limit exceeded", Math.max(seconds, 1));
		}
	}

	private static final class Window {

		private final Instant end;

		private int requests;

		private Window(Instant end) {
			this.end = end;
		}

	}

}
