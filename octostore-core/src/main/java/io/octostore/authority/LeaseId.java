package io.octostore.authority;

import java.util.Objects;

/**
 * Names one grant of a lock to the authority that made it. A secret: it ends the lease,
 * and {@link #toString()} does not show it.
 *
 * @param value the id as the authority wrote it; opaque to everything else
 * @since 0.1.0
 */
public record LeaseId(String value) {

	/**
	 * Checks that there is a value.
	 * @param value the id as the authority wrote it
	 */
	public LeaseId {
		Objects.requireNonNull(value, "value");
	}

	@Override
	public String toString() {
		return "LeaseId[***]";
	}

}
