package io.octostore.spring.boot.history;

import java.time.Duration;
import java.time.Instant;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

/**
 * An event about a lock, as this instance saw it. Holds no secret.
 *
 * @param number grows by one with each entry of an instance, from 1
 * @param time when it happened, by the clock of this instance
 * @param instance the instance that saw it
 * @param lock full name of the lock, empty for what concerns all locks
 * @param kind what happened
 * @param fencingToken fencing token of the lease, {@code null} where there is none
 * @param waited how long the caller had waited for the lock, {@code null} if it had not
 * begun to
 * @param held how long the lock was held, or how long the server that answers again had
 * not; {@code null} for all else
 * @param holder the holder of the lock in place of this instance, {@code null} if unknown
 * @param reason why, in plain words, {@code null} where nothing needs a reason
 * @param nextFireTime when the scheduler calls the method again, {@code null} if none
 * @since 0.1.0
 */
public record LockHistoryEntry(long number, Instant time, String instance, String lock, Kind kind,
		@Nullable Long fencingToken, @Nullable Duration waited, @Nullable Duration held, @Nullable String holder,
		@Nullable String reason, @Nullable Instant nextFireTime) {

	/**
	 * Describe the entry in one sentence, without time and name.
	 * @return the sentence
	 */
	public String describe() {
		return Sentences.of(this);
	}

	/**
	 * Begin to describe an event.
	 * @param kind what happened
	 * @param lock full name of the lock, empty for what concerns all locks
	 * @return a draft with nothing but that
	 */
	static Draft draft(Kind kind, String lock) {
		return new Draft(kind, lock);
	}

	/**
	 * Kinds of events.
	 *
	 * @since 0.1.0
	 */
	public enum Kind {

		/** Code ran under the lock to its end. */
		RAN,

		/** Code ran under the lock and ended with an exception. */
		THREW,

		/** A call was left out because the lock was not available. */
		SKIPPED,

		/** A caller stopped waiting, because its time was over. */
		TIMED_OUT,

		/** A caller stopped waiting, because it was interrupted or cancelled. */
		CANCELLED,

		/** The lock could not be asked for: the server did not answer, or refused. */
		FAILED,

		/** A held lock was not confirmed in time, and will be lost if that goes on. */
		AT_RISK,

		/** A held lock was lost while code ran under it. */
		LOST,

		/** An operator paused the job at this instance. */
		PAUSED,

		/** An operator ended the pause of the job at this instance. */
		RESUMED,

		/** The server stopped answering. */
		UNREACHABLE,

		/** The server answers again. */
		RECOVERED

	}

	/**
	 * An entry without number, time and instance.
	 */
	static final class Draft {

		private final Kind kind;

		private final String lock;

		private OptionalLong fencingToken = OptionalLong.empty();

		private @Nullable Duration waited;

		private @Nullable Duration held;

		private @Nullable String holder;

		private @Nullable String reason;

		private @Nullable Instant nextFireTime;

		private Draft(Kind kind, String lock) {
			this.kind = kind;
			this.lock = lock;
		}

		Draft fencingToken(long fencingToken) {
			this.fencingToken = OptionalLong.of(fencingToken);
			return this;
		}

		Draft waited(@Nullable Duration waited) {
			this.waited = waited;
			return this;
		}

		Draft held(@Nullable Duration held) {
			this.held = held;
			return this;
		}

		Draft holder(@Nullable String holder) {
			this.holder = holder;
			return this;
		}

		Draft reason(@Nullable String reason) {
			this.reason = reason;
			return this;
		}

		Draft nextFireTime(@Nullable Instant nextFireTime) {
			this.nextFireTime = nextFireTime;
			return this;
		}

		Kind kind() {
			return this.kind;
		}

		String lock() {
			return this.lock;
		}

		LockHistoryEntry at(long number, Instant time, String instance) {
			return new LockHistoryEntry(number, time, instance, this.lock, this.kind,
					this.fencingToken.isPresent() ? this.fencingToken.getAsLong() : null, this.waited, this.held,
					this.holder, this.reason, this.nextFireTime);
		}

	}

}
