package io.octostore;

import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * Reason that a server gives when it refuses a request.
 * <p>
 * Servers older than v0.14.0 send no codes; there the code is derived from the status,
 * the endpoint and the label of the answer.
 *
 * @since 0.1.0
 */
public enum ErrorCode {

	/**
	 * No usable credentials were sent.
	 */
	AUTHENTICATION_REQUIRED,

	/**
	 * The token is unknown, or was rotated away.
	 */
	AUTHENTICATION_FAILED,

	/**
	 * The caller may not do this: foreign namespace, reserved name, access list.
	 */
	FORBIDDEN,

	/**
	 * The user has as many active locks as the server allows.
	 */
	LOCK_LIMIT_EXCEEDED,

	/**
	 * The request breaks a rule of the server.
	 */
	INVALID_INPUT,

	/**
	 * The TTL is outside the server's range.
	 */
	INVALID_TTL,

	/**
	 * The lock name breaks the server's rule.
	 */
	INVALID_LOCK_NAME,

	/**
	 * The lease is not the current one of the lock: proof that it is not held.
	 */
	LEASE_NOT_CURRENT,

	/**
	 * The session, or another resource, does not exist for this caller.
	 */
	NOT_FOUND,

	/**
	 * The session is past its end: proof that its locks are not held.
	 */
	SESSION_EXPIRED,

	/**
	 * The request contradicts what the server has stored, for instance an access list.
	 */
	CONFLICT,

	/**
	 * A bounded resource of the server is used up for the moment.
	 */
	CAPACITY_EXCEEDED,

	/**
	 * Too many requests.
	 */
	RATE_LIMITED,

	/**
	 * A service behind the server cannot be reached.
	 */
	UPSTREAM_UNAVAILABLE,

	/**
	 * The server failed.
	 */
	INTERNAL_ERROR,

	/**
	 * A code that this client does not know, or none at all.
	 */
	UNKNOWN;

	private static final Map<String, ErrorCode> BY_WIRE_FORM = Stream.of(values())
		.filter((code) -> code != UNKNOWN)
		.collect(Collectors.toUnmodifiableMap((code) -> code.name().toLowerCase(Locale.ROOT), Function.identity()));

	/**
	 * Find the code for the text in a server's error answer.
	 * @param text the code as the server writes it, or {@code null}
	 * @return the code, {@link #UNKNOWN} if there is none of that name
	 */
	public static ErrorCode ofWireForm(@Nullable String text) {
		return (text != null) ? BY_WIRE_FORM.getOrDefault(text, UNKNOWN) : UNKNOWN;
	}

}
