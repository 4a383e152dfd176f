package io.octostore.embedded;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

import org.jspecify.annotations.Nullable;

/**
 * Something that happened to a lock or an election. Immutable.
 *
 * @since 0.1.0
 */
public final class RecordedEvent {

	private final Instant time;

	private final Kind kind;

	private final String lock;

	private final @Nullable String user;

	private final long fencingToken;

	RecordedEvent(Instant time, Kind kind, String lock, @Nullable String user, long fencingToken) {
		this.time = time;
		this.kind = kind;
		this.lock = lock;
		this.user = user;
		this.fencingToken = fencingToken;
	}

	/**
	 * When it happened, in the server's time.
	 * @return the instant
	 */
	public Instant time() {
		return this.time;
	}

	/**
	 * What happened.
	 * @return the kind of the event
	 */
	public Kind kind() {
		return this.kind;
	}

	/**
	 * To which lock it happened.
	 * @return the name of the lock
	 */
	public String lock() {
		return this.lock;
	}

	/**
	 * Whose lease it is, or who was refused.
	 * @return the user name, empty for the administrator, an election, and a
	 * {@linkplain OctoStoreServer#steal(String) stolen} lock
	 */
	public Optional<String> user() {
		return Optional.ofNullable(this.user);
	}

	/**
	 * The fencing token of the lease.
	 * @return the fencing token, empty for a refusal
	 */
	public OptionalLong fencingToken() {
		return (this.kind != Kind.REFUSED) ? OptionalLong.of(this.fencingToken) : OptionalLong.empty();
	}

	/**
	 * A description for messages.
	 */
	@Override
	public String toString() {
		return this.lock + " " + this.kind.label + " by " + Objects.requireNonNullElse(this.user, "an unknown user")
				+ ((this.kind != Kind.REFUSED) ? ", fencing token " + this.fencingToken : "");
	}

	/**
	 * What can happen to a lock. Renewals are not recorded.
	 *
	 * @since 0.1.0
	 */
	public enum Kind {

		/** A user got the lock. */
		ACQUIRED("acquired"),

		/**
		 * A user did not get the lock, because it is held or in its cooling period.
		 */
		REFUSED("refused"),

		/** The holder gave the lock back, or ended the session under it. */
		RELEASED("released"),

		/**
		 * The lease ran out, and a sweep removed it. A lease that is replaced by another
		 * one before does not appear here.
		 */
		EXPIRED("left to expire");

		private final String label;

		Kind(String label) {
			this.label = label;
		}

	}

}
