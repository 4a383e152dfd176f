package io.octostore.election;

import java.time.Duration;
import java.util.Optional;

import io.octostore.Loss;
import io.octostore.NotLeaderException;

/**
 * One term of this instance as the leader of an election.
 * <p>
 * Thread safe. No method does I/O.
 *
 * @since 0.1.0
 * @see LeaderElection
 */
public interface Leadership {

	/**
	 * Name of the election.
	 * @return the name
	 */
	String name();

	/**
	 * Number that grows with each new leader. Hand it to what the leader writes to and
	 * let that refuse smaller numbers: nothing else protects against a pause between the
	 * last check and the write. Stays readable after the end.
	 * @return the fencing token
	 */
	long fencingToken();

	/**
	 * Whether this instance leads at this instant. Says {@code false} at the latest when
	 * 80 % of the time that the server granted has passed since the last confirmed
	 * request was sent, however long this process was paused: before another instance can
	 * be elected. Once {@code false} it never becomes {@code true} again.
	 * @return whether this instance leads
	 */
	boolean isLeader();

	/**
	 * How long this instance leads without another confirmation by the server.
	 * @return the remaining time, zero after the end
	 */
	Duration remaining();

	/**
	 * Check that this instance leads.
	 * @throws NotLeaderException if it does not
	 */
	void ensureLeader();

	/**
	 * The loss, if the leadership was lost rather than given up.
	 * @return the loss
	 */
	Optional<Loss> loss();

}
