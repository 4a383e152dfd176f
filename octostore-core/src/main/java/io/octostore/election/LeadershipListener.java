package io.octostore.election;

/**
 * Receives the beginning and the end of this instance's leadership.
 * <p>
 * Calls come one after the other, on a thread of the election's own, on which they may
 * block. A listener that was told of the beginning is told of the end, also if it failed;
 * what it throws is logged. If the leadership ends while {@link #granted} runs, that
 * thread is interrupted, and {@link #revoked} is called when it has returned.
 * <p>
 * Leadership that is given up goes to another instance when all listeners have returned.
 * One that is lost does not wait for them: return fast, and check
 * {@link Leadership#isLeader()} before each step that needs it.
 *
 * @since 0.1.0
 */
public interface LeadershipListener {

	/**
	 * This instance leads from now on.
	 * @param leadership the term; it may have ended again by the time of this call
	 */
	default void granted(Leadership leadership) {
	}

	/**
	 * This instance leads no more. Listeners are called in the reverse order of their
	 * registration.
	 * @param leadership the term, with its {@linkplain Leadership#loss() loss} if it was
	 * lost
	 */
	default void revoked(Leadership leadership) {
	}

}
