package io.octostore.client;

import java.net.URI;

import org.springframework.http.HttpMethod;

import io.octostore.client.http.Lane;
import io.octostore.client.http.Route;
import io.octostore.internal.Safeguard;

/**
 * The endpoints that this client knows, and what it may assume about each.
 */
enum Endpoint {

	HEALTH("GET", "/health", "Health check", Credential.NONE, true, Lane.GENERAL, "v0.1.0"),

	STATUS("GET", "/status", "Server status", Credential.NONE, true, Lane.GENERAL, "v0.2.5"),

	OPENAPI("GET", "/openapi.yaml", "Release of the server", Credential.NONE, true, Lane.GENERAL, "v0.1.0"),

	ACQUIRE("POST", "/locks/{name}/acquire", "Acquire", Credential.TOKEN, false, Lane.GENERAL, "v0.1.0"),

	RELEASE("POST", "/locks/{name}/release", "Release", Credential.TOKEN, true, Lane.GENERAL, "v0.1.0"),

	RENEW("POST", "/locks/{name}/renew", "Renewal", Credential.TOKEN, true, Lane.RENEWAL, "v0.1.0"),

	LOCK_STATUS("GET", "/locks/{name}", "Status", Credential.TOKEN, true, Lane.GENERAL, "v0.1.0"),

	SET_ACL("PUT", "/locks/{name}/acl", "Change of the access list", Credential.TOKEN, true, Lane.GENERAL, "v0.14.0"),

	ADMIN_SET_ACL("PUT", "/locks/{name}/acl", "Change of the access list", Credential.ADMIN_KEY, true, Lane.GENERAL,
			"v0.14.0"),

	WATCH("GET", "/locks/{name}/watch", "Watch", Credential.TOKEN, true, Lane.WATCH, "v0.4.0"),

	LIST("GET", "/locks", "List of locks", Credential.TOKEN, true, Lane.GENERAL, "v0.1.0"),

	ROTATE("POST", "/auth/token/rotate", "Rotation of the token", Credential.TOKEN, false, Lane.GENERAL, "v0.1.0"),

	REGISTER("POST", "/auth/register", "Registration", Credential.NONE, false, Lane.GENERAL, "v0.2.2"),

	CREATE_SESSION("POST", "/sessions", "Creation of a session", Credential.TOKEN, false, Lane.GENERAL, "v0.5.0"),

	KEEPALIVE("POST", "/sessions/{id}/keepalive", "Keepalive of a session", Credential.TOKEN, true, Lane.KEEPALIVE,
			"v0.5.0"),

	SESSION_INFO("GET", "/sessions/{id}", "Status of a session", Credential.TOKEN, true, Lane.GENERAL, "v0.5.0"),

	PROOF("GET", "/sessions/{id}", "Check of the server's release", Credential.TOKEN, true, Lane.GENERAL, "v0.5.0"),

	DELETE_SESSION("DELETE", "/sessions/{id}", "Deletion of a session", Credential.TOKEN, true, Lane.GENERAL, "v0.5.0"),

	CREATE_ELECTION("POST", "/elections", "Creation of an election", Credential.NONE, true, Lane.GENERAL, "v0.12.0"),

	CAMPAIGN("POST", "/elections/{id}/campaign", "Campaign", Credential.NONE, false, Lane.GENERAL, "v0.12.0"),

	ELECTION_STATUS("GET", "/elections/{id}", "Status", Credential.NONE, true, Lane.GENERAL, "v0.12.0"),

	RENEW_TERM("POST", "/elections/{id}/renew", "Renewal", Credential.NONE, true, Lane.RENEWAL, "v0.12.0"),

	RESIGN("POST", "/elections/{id}/resign", "Resignation", Credential.NONE, true, Lane.GENERAL, "v0.12.0"),

	WATCH_ELECTION("GET", "/elections/{id}/watch", "Watch", Credential.NONE, true, Lane.WATCH, "v0.14.0"),

	CREATE_WEBHOOK("POST", "/webhooks", "Creation of a webhook", Credential.TOKEN, false, Lane.GENERAL, "v0.7.0"),

	LIST_WEBHOOKS("GET", "/webhooks", "List of webhooks", Credential.TOKEN, true, Lane.GENERAL, "v0.7.0"),

	DELETE_WEBHOOK("DELETE", "/webhooks/{id}", "Deletion of a webhook", Credential.TOKEN, true, Lane.GENERAL, "v0.7.0"),

	ADMIN_STATUS("GET", "/admin/status", "Admin status", Credential.ADMIN_KEY, true, Lane.GENERAL, "v0.2.2"),

	METRICS("GET", "/metrics", "Metrics", Credential.ADMIN_KEY, true, Lane.GENERAL, "v0.2.2"),

	TIME_SERIES("GET", "/admin/metrics/timeseries", "Time series", Credential.ADMIN_KEY, true, Lane.GENERAL, "v0.2.6");

	private final String method;

	private final String template;

	private final String title;

	private final Credential credential;

	private final boolean repeatable;

	private final Lane lane;

	private final String since;

	Endpoint(String method, String template, String title, Credential credential, boolean repeatable, Lane lane,
			String since) {
		this.method = method;
		this.template = template;
		this.title = title;
		this.credential = credential;
		this.repeatable = repeatable;
		this.lane = lane;
		this.since = since;
	}

	HttpMethod method() {
		return HttpMethod.valueOf(this.method);
	}

	/**
	 * Return what all requests to this endpoint of a server have in common.
	 * @param baseUrl the server
	 * @return the route
	 */
	Route route(BaseUrl baseUrl) {
		URI shown = baseUrl.resolve(this.template.replaceAll("\\{[a-z]+}", "-"));
		return new Route(method(), this.template, shown, accept(), lane());
	}

	/**
	 * Return the path with its variables, as it may appear in metrics.
	 * @return the template
	 */
	String template() {
		return this.template;
	}

	String title() {
		return this.title;
	}

	Credential credential() {
		return this.credential;
	}

	/**
	 * Say whether a second request does no harm if the first one was carried out.
	 * @return whether the endpoint is idempotent
	 */
	boolean isRepeatable() {
		return this.repeatable;
	}

	@Safeguard("keepalives-have-lanes-of-their-own")
	Lane lane() {
		return this.lane;
	}

	private String accept() {
		if (this == OPENAPI) {
			return "application/yaml";
		}
		return (this.lane == Lane.WATCH) ? "text/event-stream" : "application/json";
	}

	String since() {
		return this.since;
	}

	/**
	 * Say whether there are servers without this endpoint.
	 * @return whether a later release than the first one brought it
	 */
	boolean isNewerThanFirst() {
		return !this.since.equals("v0.1.0");
	}

	/**
	 * Say whether the age of the server helps to understand an answer: it may be too old
	 * for the endpoint, or its success says nothing by itself.
	 * @return whether to find out the age
	 */
	boolean dependsOnAge() {
		return this != PROOF && (isNewerThanFirst() || this == RELEASE);
	}

	boolean isConfirmation() {
		return this.lane == Lane.RENEWAL || this.lane == Lane.KEEPALIVE;
	}

	boolean isAboutLease() {
		return this == RELEASE || this == RENEW || this == RENEW_TERM || this == RESIGN;
	}

	/**
	 * Say whether the server may answer that the session is gone.
	 * @return whether the endpoint is about a session, or about a lock that hangs on one
	 */
	boolean dependsOnSession() {
		return this.template.startsWith("/sessions/{id}") || this == ACQUIRE || this == RELEASE || this == RENEW;
	}

	boolean isAboutElection() {
		return this.template.startsWith("/elections");
	}

	boolean isAboutLock() {
		return this.template.startsWith("/locks/{name}");
	}

	/**
	 * Say whether the server lets users of a namespace use the endpoint for locks of that
	 * namespace only.
	 * @return whether a refusal may be due to the namespace
	 */
	boolean dependsOnNamespace() {
		return isAboutLock() && !setsAcl();
	}

	boolean setsAcl() {
		return this == SET_ACL || this == ADMIN_SET_ACL;
	}

	/**
	 * What a request proves with who sends it.
	 */
	enum Credential {

		/** Nothing. */
		NONE,

		/** The bearer token of a user. */
		TOKEN,

		/** The key of the administrator. */
		ADMIN_KEY

	}

}
