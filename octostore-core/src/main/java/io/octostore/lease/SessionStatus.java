package io.octostore.lease;

import java.util.Collection;
import java.util.Comparator;

/**
 * State of the engine's current session.
 *
 * @since 0.1.0
 */
public enum SessionStatus {

	/** None was needed yet, or it ended after being idle. */
	NONE,

	/** Being created. */
	CREATING,

	/** Alive and confirmed. */
	ALIVE,

	/** A keepalive failed; the deadline has not passed yet. */
	AT_RISK,

	/** Lost; the next acquire creates a new one. */
	LOST,

	/** Sessions are not used. */
	UNUSED;

	/**
	 * Of several states the one that deserves most attention.
	 * @param all the states
	 * @return the most urgent one, {@link #NONE} if there are none
	 */
	public static SessionStatus mostUrgent(Collection<SessionStatus> all) {
		return all.stream().max(Comparator.comparingInt(SessionStatus::urgency)).orElse(NONE);
	}

	private int urgency() {
		return switch (this) {
			case NONE -> 0;
			case UNUSED -> 1;
			case LOST -> 2;
			case ALIVE -> 3;
			case CREATING -> 4;
			case AT_RISK -> 5;
		};
	}

}
