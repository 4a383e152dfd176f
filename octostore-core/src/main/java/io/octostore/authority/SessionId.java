package io.octostore.authority;

import java.util.Objects;

/**
 * Names one session to the authority that created it. A secret: it gives power over the
 * session's locks, and {@link #toString()} does not show it.
 *
 * @param value the id as the authority wrote it; opaque to everything else
 * @since 0.1.0
 */
public record SessionId(String value) {

	/**
	 * Checks that there is a value.
	 * @param value the id as the authority wrote it
	 */
	public SessionId {
		Objects.requireNonNull(value, "value");
	}

	@Override
	public String toString() {
		return "SessionId[***]";
	}

}
