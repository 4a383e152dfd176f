package io.octostore.election;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.octostore.Loss;

/**
 * A term, renewed until it is given back or lost: of a lock or of a room.
 * <p>
 * Safe for use by several threads. Nothing but the end does I/O.
 */
interface HeldTerm {

	/**
	 * Number that grows with each new leader. Stays readable after a loss.
	 */
	long term();

	/**
	 * Whether this is the leader at this instant. Local, without I/O: it says
	 * {@code false} at the latest when 80 % of the TTL has passed since the campaign or
	 * the last confirmed renewal was sent, however long this process was paused. Once
	 * {@code false} it never becomes {@code true} again.
	 * @return whether this leads
	 */
	boolean isLeader();

	/**
	 * How long this remains the leader without another confirmation by the server.
	 * @return the remaining time, zero when the term is lost or closed
	 */
	Duration remaining();

	/**
	 * How the term was lost, if it was.
	 * @return the loss
	 */
	Optional<Loss> loss();

	/**
	 * Call a listener when the term is lost: once, on a thread on which it may block, at
	 * once if it is lost already, never after {@link #resign()}. What the listener throws
	 * is logged.
	 * @param listener the listener
	 */
	void onLost(Consumer<Loss> listener);

	/**
	 * Stop leading, and let the server end the term, so that another candidate can win at
	 * once. Any number of calls is one.
	 * @return completes within about two seconds: {@code true} if the server has
	 * confirmed that this ended this term of this room; {@code false} if the term was
	 * over before, or if that is unknown, in which case it is tried again until the term
	 * has run out
	 */
	CompletableFuture<Boolean> resign();

}
