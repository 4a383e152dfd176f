package io.octostore.faults;

/**
 * A mutant that does not fit the product any more, which proves nothing about a test.
 */
final class MutantMisfitException extends RuntimeException {

	MutantMisfitException(String message) {
		super(message);
	}

	MutantMisfitException(String message, Throwable cause) {
		super(message, cause);
	}

}
