package io.octostore;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * The answer is not one of the OctoStore protocol: not JSON, a member missing or of the
 * wrong type, too large, a redirect, or about something other than what was asked.
 * <p>
 * It never proves that nothing happened.
 *
 * @since 0.1.0
 */
public final class OctoStoreProtocolException extends OctoStoreException {

	private final int statusCode;

	private final @Nullable String requestId;

	private final Kind kind;

	/**
	 * Create an exception.
	 * @param message what is wrong with the answer, without secrets
	 * @param statusCode HTTP status of the answer
	 * @param requestId id under which the server logged the request, or {@code null}
	 */
	public OctoStoreProtocolException(String message, int statusCode, @Nullable String requestId) {
		this(message, statusCode, requestId, Kind.MALFORMED);
	}

	private OctoStoreProtocolException(String message, int statusCode, @Nullable String requestId, Kind kind) {
		super(message);
		this.statusCode = statusCode;
		this.requestId = requestId;
		this.kind = kind;
	}

	/**
	 * Create an exception for an answer that is about another lease, session or term than
	 * the one that was asked for.
	 * @param message what is wrong with the answer, without secrets
	 * @param statusCode HTTP status of the answer
	 * @param requestId id under which the server logged the request, or {@code null}
	 * @return the exception
	 */
	public static OctoStoreProtocolException identityMismatch(String message, int statusCode,
			@Nullable String requestId) {
		return new OctoStoreProtocolException(message, statusCode, requestId, Kind.IDENTITY);
	}

	/**
	 * Create an exception for an answer that did not come from an OctoStore server but
	 * from something else, such as a gateway on the way to it.
	 * @param message what is known about the answer, without secrets
	 * @param statusCode HTTP status of the answer
	 * @param requestId id under which the server logged the request, or {@code null}
	 * @return the exception
	 */
	public static OctoStoreProtocolException foreign(String message, int statusCode, @Nullable String requestId) {
		return new OctoStoreProtocolException(message, statusCode, requestId, Kind.FOREIGN);
	}

	/**
	 * Return the same failure in other words.
	 * @param message what is wrong with the answer, without secrets
	 * @return the exception
	 */
	public OctoStoreProtocolException withMessage(String message) {
		return new OctoStoreProtocolException(message, this.statusCode, this.requestId, this.kind);
	}

	/**
	 * Return the HTTP status of the answer.
	 * @return the status
	 */
	public int statusCode() {
		return this.statusCode;
	}

	/**
	 * Return the id under which the server logged the request.
	 * @return the id, empty on servers older than v0.14.0
	 */
	public Optional<String> requestId() {
		return Optional.ofNullable(this.requestId);
	}

	/**
	 * Say whether the answer is about another lease or session than the one that was
	 * asked for.
	 * @return whether the identity differs
	 */
	public boolean isIdentityMismatch() {
		return this.kind == Kind.IDENTITY;
	}

	/**
	 * Say whether the answer did not come from an OctoStore server: a gateway on the way
	 * may have answered in its place, and the same request may succeed later.
	 * @return whether it is foreign
	 */
	public boolean isForeign() {
		return this.kind == Kind.FOREIGN;
	}

	/**
	 * Say whether the server may have carried out the request.
	 * @return always {@code true}: an answer that cannot be read proves nothing
	 */
	public boolean mayHaveBeenApplied() {
		return true;
	}

	private enum Kind {

		MALFORMED, IDENTITY, FOREIGN

	}

}
