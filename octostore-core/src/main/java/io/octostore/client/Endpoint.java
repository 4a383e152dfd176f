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

	HEALTH("GET", "/health", "Health check", false, true, Lane.GENERAL, "v0.1.0"),

	STATUS("GET", "/status", "Server status", false, true, Lane.GENERAL, "v0.2.5"),

	OPENAPI("GET", "/openapi.yaml", "Release of the server", false, true, Lane.GENERAL, "v0.1.0"),

	ACQUIRE("POST", "/locks/{name}/acquire", "Acquire", true, false, Lane.GENERAL, "v0.1.0"),

	RELEASE("POST", "/locks/{name}/release", "Release", true, true, Lane.GENERAL, "v0.1.0"),

	RENEW("POST", "/locks/{name}/renew", "Renewal", true, true, Lane.RENEWAL, "v0.1.0"),

	LOCK_STATUS("GET", "/locks/{name}", "Status", true, true, Lane.GENERAL, "v0.1.0"),

	WATCH("GET", "/locks/{name}/watch", "Watch", true, true, Lane.WATCH, "v0.4.0"),

	LIST("GET", "/locks", "List of locks", true, true, Lane.GENERAL, "v0.1.0"),

	ROTATE("POST", "/auth/token/rotate", "Rotation of the token", true, false, Lane.GENERAL, "v0.1.0"),

	CREATE_SESSION("POST", "/sessions", "Creation of a session", true, false, Lane.GENERAL, "v0.5.0"),

	KEEPALIVE("POST", "/sessions/{id}/keepalive", "Keepalive of a session", true, true, Lane.KEEPALIVE, "v0.5.0"),

	SESSION_INFO("GET", "/sessions/{id}", "Status of a session", true, true, Lane.GENERAL, "v0.5.0"),

	PROOF("GET", "/sessions/{id}", "Check of the server's release", true, true, Lane.GENERAL, "v0.5.0"),

	DELETE_SESSION("DELETE", "/sessions/{id}", "Deletion of a session", true, true, Lane.GENERAL, "v0.5.0"),

	CREATE_ELECTION("POST", "/elections", "Creation of an election", false, true, Lane.GENERAL, "v0.12.0"),

	CAMPAIGN("POST", "/elections/{id}/campaign", "Campaign", false, false, Lane.GENERAL, "v0.12.0"),

	ELECTION_STATUS("GET", "/elections/{id}", "Status", false, true, Lane.GENERAL, "v0.12.0"),

	RENEW_TERM("POST", "/elections/{id}/renew", "Renewal", false, true, Lane.RENEWAL, "v0.12.0"),

	RESIGN("POST", "/elections/{id}/resign", "Resignation", false, true, Lane.GENERAL, "v0.12.0"),

	WATCH_ELECTION("GET", "/elections/{id}/watch", "Watch", false, true, Lane.WATCH, "v0.14.0");

	private final String method;

	private final String template;

	private final String title;

	private final boolean authenticated;

	private final boolean repeatable;

	private final Lane lane;

	private final String since;

	Endpoint(String method, String template, String title, boolean authenticated, boolean repeatable, Lane lane,
			String since) {
		this.method = method;
		this.template = template;
		this.title = title;
		this.authenticated = authenticated;
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

	boolean isAuthenticated() {
		return this.authenticated;
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

}
