package io.octostore.spring.boot.pause;

import java.util.Collection;

import io.octostore.OctoStoreValidationException;

/**
 * No job of this application has the lock.
 *
 * @since 0.1.0
 */
public final class UnknownJobException extends OctoStoreValidationException {

	UnknownJobException(String lockName, Collection<String> known) {
		super("No job of this application has a lock named '" + lockName + "'. Jobs are scheduled methods, and "
				+ "asynchronous ones without a result; their locks: " + known);
	}

}
