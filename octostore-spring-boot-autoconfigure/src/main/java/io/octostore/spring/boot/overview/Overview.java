package io.octostore.spring.boot.overview;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.octostore.lock.LockActivity;
import io.octostore.spring.lock.JobPause;

/**
 * State of the locks at one time, as an instance sees it. Holds no secret.
 *
 * @param time when it was looked at, by the clock of this instance
 * @param server the server
 * @param instance this instance
 * @param held locks that code of this instance has
 * @param locks locks of this application, held or free, by name
 * @param waiters callers of this instance that wait for a lock, by name of the lock
 * @param elections elections that this instance takes part in, by name
 * @since 0.1.0
 */
public record Overview(Instant time, Server server, Instance instance, List<Held> held, List<Lock> locks,
		List<Waiter> waiters, List<Election> elections) {

	/**
	 * Copies the lists.
	 * @param time when it was looked at
	 * @param server the server
	 * @param instance this instance
	 * @param held locks that code of this instance has
	 * @param locks locks of this application
	 * @param waiters callers of this instance that wait for a lock
	 * @param elections elections that this instance takes part in
	 */
	public Overview {
		held = List.copyOf(held);
		locks = List.copyOf(locks);
		waiters = List.copyOf(waiters);
		elections = List.copyOf(elections);
	}

	/**
	 * The server.
	 *
	 * @param address its address, without credentials
	 * @param version its release, {@code null} until it has said
	 * @param status whether it answers
	 * @param latency how long its latest answer took, {@code null} without one
	 * @param problem why there is no answer, {@code null} if there is one
	 */
	public record Server(String address, @Nullable String version, ServerStatus status, @Nullable Duration latency,
			@Nullable String problem) {
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
	 * @param pause the pause of its job, {@code null} unless the job is paused
	 */
	public record Lock(String name, LockState state, boolean here, @Nullable String holder, @Nullable String holderId,
			@Nullable Long fencingToken, @Nullable Instant since, @Nullable Instant until,
			@Nullable Instant nextFireTime, @Nullable JobPause pause) {
	}

	/**
	 * A caller of this instance that waits for a lock.
	 *
	 * @param lock full name
	 * @param caller name of the thread that asked
	 * @param waitedFor time since it asked
	 * @param givesUpIn how long it goes on waiting
	 */
	public record Waiter(String lock, String caller, Duration waitedFor, Duration givesUpIn) {
	}

	/**
	 * An election that this instance takes part in.
	 *
	 * @param name its name
	 * @param leader what the leader says about itself, {@code null} if nothing is known
	 * @param here whether this instance leads
	 * @param fencingToken fencing token of this instance's leadership, {@code null}
	 * unless it leads
	 * @param remaining time until the leadership ends unless it is confirmed again,
	 * {@code null} if unknown
	 */
	public record Election(String name, @Nullable String leader, boolean here, @Nullable Long fencingToken,
			@Nullable Duration remaining) {
	}

	/**
	 * Whether a lock is held.
	 */
	public enum LockState {

		/** A holder has it. */
		HELD,

		/** No holder has it. */
		FREE,

		/** No holder has it, and no instance runs its job until the pause ends. */
		PAUSED,

		/** The server has not said. */
		UNKNOWN

	}

}
