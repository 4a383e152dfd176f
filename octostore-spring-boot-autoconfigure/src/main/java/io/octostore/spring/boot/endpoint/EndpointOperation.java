package io.octostore.spring.boot.endpoint;

import java.util.Locale;

import io.octostore.OctoStoreValidationException;

/**
 * Operations of the endpoint, beside showing the locks; none is allowed by default.
 *
 * @since 0.1.0
 */
public enum EndpointOperation {

	/** Take a lock away from the code of this instance that has it. */
	RELEASE,

	/** Pause a job in all instances. */
	PAUSE,

	/** End the pause of a job. */
	RESUME,

	/** Accept that fencing tokens went back. */
	ACKNOWLEDGE_FENCING_REGRESSION;

	/**
	 * Find an operation by its name in a request.
	 * @param text the name, with dashes
	 * @return the operation
	 * @throws OctoStoreValidationException if there is none of that name
	 */
	static EndpointOperation of(String text) {
		for (EndpointOperation operation : values()) {
			if (operation.text().equals(text.strip().toLowerCase(Locale.ROOT))) {
				return operation;
			}
		}
		throw new OctoStoreValidationException("operation must be release, pause or resume for a lock, or "
				+ "acknowledge-fencing-regression without one, but is '" + text + "'");
	}

	/**
	 * The name in requests and properties.
	 * @return the name, with dashes
	 */
	String text() {
		return name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
