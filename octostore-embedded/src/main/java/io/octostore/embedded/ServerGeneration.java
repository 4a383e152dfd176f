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
		return since(V0_13);
	}

	/** Whether errors have a code, and every answer a request id. */
	boolean hasErrorCodes() {
		return since(V0_14);
	}

	/** The headers that scripts of other origins may read. */
	String exposedHeaders() {
		return switch (this) {
			case V0_8, V0_9 -> "";
			case V0_13 -> "retry-after";
			case V0_14 -> "retry-after,x-request-id";
		};
	}

	/** Whether unknown paths are answered with the documentation page. */
	boolean hasPageForUnknownPaths() {
		return !since(V0_14);
	}

	/** Whether errors of HTTP itself look like all others. */
	boolean hasUniformErrors() {
		return since(V0_14);
	}

	/** Whether answers say when to renew or to retry. */
	boolean hasHints() {
		return since(V0_14);
	}

	/** Whether sessions hold ephemeral locks, and are their user's own business. */
	boolean hasSessionHolders() {
		return since(V0_14);
	}

	/** Whether holders are shown under a pseudonym. */
	boolean hasPseudonyms() {
		return since(V0_14);
	}

	/** Whether acquiring again extends a lease and is an event. */
	boolean extendsWhenReacquired() {
		return since(V0_14);
	}

	/** Whether the delay of a lease that ran out counts before a sweep and a restart. */
	boolean remembersDelays() {
		return since(V0_14);
	}

	/** Whether the delay of a lock is looked at before the session of the request. */
	boolean judgesDelayBeforeSession() {
		return since(V0_14);
	}

	/** Whether a lock delay that is too long is refused, or cut. */
	boolean refusesLongDelays() {
		return since(V0_14);
	}

	/** Whether the holder's own lease that has run out can no longer be released. */
	boolean refusesToReleaseLate() {
		return since(V0_14);
	}

	/** Whether the holder's own lease that has run out can no longer be renewed. */
	boolean refusesToRenewLate() {
		return since(V0_13);
	}

	/** Whether only grants take a fencing token, or every attempt. */
	boolean countsGrantsOnly() {
		return since(V0_13);
	}

	/** Whether metadata is measured in code points, or in bytes. */
	boolean measuresCodePoints() {
		return since(V0_13);
	}

	boolean hasAccessLists() {
		return since(V0_14);
	}

	/** Whether a watch begins with the present state and shows no secrets. */
	boolean hasCleanWatches() {
		return since(V0_14);
	}

	boolean hasElections() {
		return since(V0_13);
	}

	boolean hasElectionWatches() {
		return since(V0_14);
	}

	boolean hasNamespaces() {
		return since(V0_9);
	}

	/** Whether a list without a prefix is confined to the caller's namespace. */
	boolean confinesLists() {
		return since(V0_14);
	}

	/** Whether the lock operations of users without a namespace fail. */
	boolean failsWithoutNamespace() {
		return this == V0_9;
	}

	/** Whether anyone may register, and register again under the same name. */
	boolean hasOpenRegistration() {
		return !since(V0_14);
	}

	/** Whether the administrator's key is a bearer token, except on admin paths. */
	boolean takesAdminKeyAsToken() {
		return !since(V0_14);
	}

	/** Whether the administrator becomes a user by using locks and the like. */
	boolean makesAdminAUser() {
		return !since(V0_14);
	}

	/** Whether webhooks hear of their owner's locks only, in signed order. */
	boolean hasPrivateWebhooks() {
		return since(V0_14);
	}

	/** Whether webhooks may ask for events that there are. */
	boolean checksWebhookEvents() {
		return since(V0_14);
	}

	/** Whether caches are told not to keep answers with tokens. */
	boolean forbidsToCacheTokens() {
		return since(V0_14);
	}

	private boolean since(ServerGeneration first) {
		return compareTo(first) >= 0;
	}

}
