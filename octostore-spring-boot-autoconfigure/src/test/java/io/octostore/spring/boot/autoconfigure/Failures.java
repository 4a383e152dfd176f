package io.octostore.spring.boot.autoconfigure;

import org.jspecify.annotations.Nullable;

/**
 * Finds our exception behind the failure of a context.
 */
final class Failures {

	private Failures() {
	}

	static InvalidPropertyException invalidProperty(@Nullable Throwable failure) {
		return find(failure, InvalidPropertyException.class);
	}

	static <T extends Throwable> T find(@Nullable Throwable failure, Class<T> type) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (type.isInstance(cause)) {
				return type.cast(cause);
			}
		}
		throw new AssertionError("No " + type.getSimpleName() + " behind the failure", failure);
	}

}
