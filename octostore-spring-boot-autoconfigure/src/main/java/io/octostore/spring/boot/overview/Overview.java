package io.octostore.spring.boot.overview;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.octostore.lock.LockActivity;

/**
 * How locks are at one time, as an instance sees them. Holds no secret.
 *
 * @param time when it was looked at, by the clock of this instance
 * @param server the server
 * @param instance this instance
 * @param held locks that code of this instance has
 * @param locks locks of this application, held or free, by name
 * @since 0.1.0
 */
public record Overview(Instant time, Server server, Instance instance, List<Held> held, List<Lock> locks) {

	/**
	 * Copies the lists.
	 * @param time when it was looked at
	 * @param server the server
	 * @param instance this instance
	 * @param held locks that code of this instance has
	 * @param locks locks of this application
	 */
	public Overview {
		held = List.copyOf(held);
		locks = List.copyOf(locks);
	}

	/**
	 * The server.
	 *
	 * @param address its address, without credentials
	 * @param status whether it answers
	 * @param latency how long its latest answer took, {@code null} without one
	 * @param problem why there is no answer, {@code null} if there is one
	 */
	public record Server(String address, ServerStatus status, @Nullable Duration latency, @Nullable String problem) {
	}

	/**
	 * Whether the server answers.
	 */
	public enum ServerStatus {

		/** It answers. */
		UP,

		/** It does not answer, or refuses. */
		DOWN,

		/** It has not been asked yet. */
		UNKNOWN

	}

	/**
	 * This instance.
	 *
	 * @param name what other instances see as the holder of its locks
	 * @param session state of its session
	 * @param waiting how many callers wait for a lock
	 * @param limitUsed the most locks that are held with one credential
	 */
	public record Instance(String name, LockActivity.Session session, int waiting, int limitUsed) {
	}

	/**
	 * A lock that code of this instance has.
	 *
	 * @param lock full name
	 * @param fencingToken fencing token
	 * @param since when it was handed out
	 * @param heldFor time since it was handed out
	 * @param remaining time until it is lost unless it is confirmed again, zero when it
	 * is lost
	 */
	public record Held(String lock, long fencingToken, Instant since, Duration heldFor, Duration remaining) {
	}

	/**
	 * A lock of this application.
	 *
	 * @param name full name
	 * @param state whether it is held
	 * @param here whether code of this instance has it
	 * @param holder what the holder says about itself, {@code null} if nothing is known
	 * @param holderId public id of the holder, {@code null} if unknown
	 * @param fencingToken fencing token of the holder, {@code null} if unknown
	 * @param since when it was handed out, {@code null} unless it is held here
	 * @param until when the lease ends unless it is renewed, by the server's clock,
	 * {@code null} if unknown
	 * @param nextFireTime when the scheduler of this instance calls the method next,
	 * {@code null} if it does not
	 */
	public record Lock(String name, LockState state, boolean here, @Nullable String holder, @Nullable String holderId,
			@Nullable Long fencingToken, @Nullable Instant since, @Nullable Instant until,
			@Nullable Instant nextFireTime) {
	}

	/**
	 * Whether a lock is held.
	 */
	public enum LockState {

		/** A holder has it. */
		HELD,

		/** No holder has it. */
		FREE,

		/** The server has not said. */
		UNKNOWN

	}

}
