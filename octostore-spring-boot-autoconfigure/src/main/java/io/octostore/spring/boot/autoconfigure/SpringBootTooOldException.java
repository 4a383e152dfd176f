package io.octostore.spring.boot.autoconfigure;

/**
 * The release of Spring Boot is not one that this library works with.
 */
final class SpringBootTooOldException extends IllegalStateException {

	SpringBootTooOldException(String version) {
		super("OctoStore needs Spring Boot 4.0 or newer, this is " + version);
	}

}
