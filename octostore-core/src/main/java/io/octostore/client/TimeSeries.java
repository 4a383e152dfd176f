package io.octostore.client;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * Figures of a server, minute by minute.
 *
 * @param window how far back they were asked for
 * @param points the minutes, the oldest one first; a minute without a request may be
 * missing
 * @since 0.1.0
 */
public record TimeSeries(Window window, List<Point> points) {

	/**
	 * The windows that a server knows.
	 */
	public enum Window {

		/** The last hour. */
		HOUR("1h", Duration.ofHours(1)),

		/** The last twelve hours. */
		HALF_DAY("12h", Duration.ofHours(12)),

		/** The last 24 hours. */
		DAY("24h", Duration.ofHours(24)),

		/** The last seven days. */
		WEEK("7d", Duration.ofDays(7));

		private final String wireForm;

		private final Duration length;

		Window(String wireForm, Duration length) {
			this.wireForm = wireForm;
			this.length = length;
		}

		String wireForm() {
			return this.wireForm;
		}

		/**
		 * Return how long the window is.
		 * @return the length
		 */
		public Duration length() {
			return this.length;
		}

	}

	/**
	 * One minute.
	 *
	 * @param time when it began, by the server's clock
	 * @param requests number of requests
	 * @param acquires number of acquires among them
	 * @param releases number of releases among them
	 * @param activeLocks number of locks that were held
	 */
	public record Point(Instant time, long requests, long acquires, long releases, long activeLocks) {
	}

}
