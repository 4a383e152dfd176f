package io.octostore.embedded;

/**
 * A generation of the OctoStore server, for clients that must work with all of them. What
 * differs between them is told in section 10 of the protocol's description.
 *
 * @since 0.1.0
 */
public enum ServerGeneration {

	/**
	 * Like release 0.8.0: ephemeral locks belong to the user, so that two clients with
	 * one bearer token do not exclude each other; no hints, no error codes, no elections,
	 * no access lists.
	 */
	V0_8("0.8.0"),

	/**
	 * Like release 0.9.0: as 0.8, but every lock operation of a user without a namespace
	 * fails with status 500.
	 */
	V0_9("0.9.0"),

	/**
	 * Like release 0.13.2: elections and a durable fencing counter, otherwise as 0.8.
	 */
	V0_13("0.13.2"),

	/**
	 * Like release 0.14.4, the default: ephemeral locks belong to their session.
	 */
	V0_14("0.14.4");

	private final String version;

	ServerGeneration(String version) {
		this.version = version;
	}

	/**
	 * The release that is imitated.
	 * @return the version, for example {@code 0.14.4}
	 */
	public String version() {
		return this.version;
	}

	/** Whether the health is told as JSON, or as the text OK. */
	boolean hasJsonHealth() {
		return compareTo(V0_13) >= 0;
	}

	/** Whether errors have a code, and every answer a request id. */
	boolean hasErrorCodes() {
		return this == V0_14;
	}

}
