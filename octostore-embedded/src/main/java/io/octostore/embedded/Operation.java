package io.octostore.embedded;

/**
 * What a request can ask of the server: one constant per method and path.
 *
 * @since 0.1.0
 */
public enum Operation {

	/** Acquires a lock. */
	ACQUIRE("POST", "/locks/{name}/acquire", true),

	/** Replaces the access list of a lock. */
	SET_ACL("PUT", "/locks/{name}/acl", true),

	/** Gives a lock back. */
	RELEASE("POST", "/locks/{name}/release", true),

	/** Prolongs a lease. */
	RENEW("POST", "/locks/{name}/renew", true),

	/** Streams what happens to a lock. */
	WATCH("GET", "/locks/{name}/watch", false),

	/** Reads a lock. */
	STATUS("GET", "/locks/{name}", false),

	/** Lists the locks that are held. */
	LIST("GET", "/locks", false),

	/** Creates a session. */
	CREATE_SESSION("POST", "/sessions", true),

	/** Prolongs a session. */
	KEEP_ALIVE("POST", "/sessions/{id}/keepalive", false),

	/** Reads a session. */
	SESSION_STATUS("GET", "/sessions/{id}", false),

	/** Ends a session. */
	TERMINATE_SESSION("DELETE", "/sessions/{id}", false),

	/** Creates an election. */
	CREATE_ELECTION("POST", "/elections", false),

	/** Reads an election. */
	ELECTION_STATUS("GET", "/elections/{id}", false),

	/** Streams what happens to an election. */
	WATCH_ELECTION("GET", "/elections/{id}/watch", false),

	/** Tries to become the leader. */
	CAMPAIGN("POST", "/elections/{id}/campaign", true),

	/** Prolongs a term. */
	RENEW_TERM("POST", "/elections/{id}/renew", true),

	/** Ends a term. */
	RESIGN("POST", "/elections/{id}/resign", true),

	/** Creates a webhook. */
	CREATE_WEBHOOK("POST", "/webhooks", true),

	/** Lists the caller's webhooks. */
	LIST_WEBHOOKS("GET", "/webhooks", false),

	/** Deletes a webhook. */
	DELETE_WEBHOOK("DELETE", "/webhooks/{id}", false),

	/** Replaces the caller's bearer token. */
	ROTATE_TOKEN("POST", "/auth/token/rotate", false),

	/** Registers a user. */
	REGISTER("POST", "/auth/register", true),

	/** Says that the server is alive. */
	HEALTH("GET", "/health", false),

	/** Counts locks, users and requests. */
	SERVER_STATUS("GET", "/status", false),

	/** Describes the API. */
	OPENAPI("GET", "/openapi.yaml", false),

	/** The documentation page. */
	DOCS("GET", "/docs", false),

	/** The front page. */
	HOME("GET", "/", false),

	/** Measures requests. */
	METRICS("GET", "/metrics", false),

	/** Lists all locks and users for the administrator. */
	ADMIN_STATUS("GET", "/admin/status", false),

	/** The history of the measurements for the administrator. */
	METRICS_HISTORY("GET", "/admin/metrics/timeseries", false);

	private final String method;

	private final String path;

	private final boolean body;

	Operation(String method, String path, boolean body) {
		this.method = method;
		this.path = path;
		this.body = body;
	}

	/**
	 * The HTTP method.
	 * @return the method in capital letters; {@code HEAD} works wherever it is
	 * {@code GET}
	 */
	public String method() {
		return this.method;
	}

	/**
	 * The path with a placeholder for the segment that varies.
	 * @return the path, for example <code>/locks/{name}/acquire</code>
	 */
	public String path() {
		return this.path;
	}

	boolean readsBody() {
		return this.body;
	}

}
