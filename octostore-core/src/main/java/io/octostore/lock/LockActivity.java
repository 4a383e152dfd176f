package io.octostore.lock;

import java.time.Duration;
import java.util.List;

/**
 * Locks that an instance holds and waits for, without secrets.
 *
 * @param held locks that are lent to code of this instance
 * @param waiting how many callers wait for a lock
 * @param session state of the current session
 * @param limitUsed the most locks that are held with one credential; the server allows
 * 100 for each user, over all instances
 * @param waiters callers that are ready to wait for a lock, and have none yet
 * @since 0.1.0
 */
public record LockActivity(List<Held> held, int waiting, Session session, int limitUsed, List<Waiter> waiters) {

	/**
	 * Copies the lists.
	 * @param held locks that are lent to code of this instance
	 * @param waiting how many callers wait for a lock
	 * @param session state of the current session
	 * @param limitUsed the most locks that are held with one credential
	 * @param waiters callers that are ready to wait for a lock
	 */
	public LockActivity {
		held = List.copyOf(held);
		waiters = List.copyOf(waiters);
	}

	/**
	 * One lent lock.
	 *
	 * @param name full name
	 * @param label name in metrics
	 * @param fencingToken fencing token
	 * @param heldFor time since it was handed out
	 * @param remaining time until authority ends without another confirmation, zero when
	 * lost
	 */
	public record Held(String name, String label, long fencingToken, Duration heldFor, Duration remaining) {
	}

	/**
	 * One caller that waits.
	 *
	 * @param name full name of the lock
	 * @param caller name of the thread that asked
	 * @param waitedFor time since it asked
	 * @param givesUpIn how long it goes on waiting
	 */
	public record Waiter(String name, String caller, Duration waitedFor, Duration givesUpIn) {
	}

	/**
	 * State of the session under the locks.
	 */
	public enum Session {

		/** No session: none was needed yet, or it ended after being idle. */
		NONE,

		/** The session is being created. */
		CREATING,

		/** The session is alive and confirmed. */
		ALIVE,

		/** A keepalive failed or is overdue; the deadline has not passed yet. */
		AT_RISK,

		/** The session was lost; the next acquire creates a new one. */
		LOST,

		/** Sessions are not used: each lock belongs to the user behind the token. */
		UNUSED,

		/** The locks are closed. */
		CLOSED

	}

}
