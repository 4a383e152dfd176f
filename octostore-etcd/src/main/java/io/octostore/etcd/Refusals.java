package io.octostore.etcd;

import java.util.Set;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

import io.octostore.OctoStoreAuthenticationException;
import io.octostore.OctoStoreProtocolException;
import io.octostore.OctoStoreServerException;
import io.octostore.ServerRefusal;
import io.octostore.client.http.WireAnswer;
import io.octostore.etcd.EtcdFailure.Kind;

/**
 * What answers other than a success prove. Only etcd's own words prove something: an
 * error of its gateway has a code of gRPC and a message that begins with "etcdserver:".
 */
final class Refusals {

	private static final String OWN = "etcdserver: ";

	private static final int RESOURCE_EXHAUSTED = 8;

	private static final int PERMISSION_DENIED = 7;

	private static final int UNAVAILABLE = 14;

	/** Not carried out, and never will be. */
	private static final Set<String> WITHOUT_EFFECT = Set.of("too many requests", "mvcc: database space exceeded",
			"rpc not supported for learner", "not capable");

	private Refusals() {
	}

	/**
	 * Read an answer.
	 * @param call what was asked
	 * @param endpoint the endpoint that has answered
	 * @param answer the answer
	 * @return the JSON of a success
	 * @throws EtcdFailure if it is none
	 */
	static JsonNode read(Call call, String endpoint, WireAnswer answer) {
		JsonNode json = parse(answer.body());
		if (json == null || !json.isObject()) {
			throw foreign(call, endpoint, answer.status());
		}
		// Within a stream the error has an object of its own
		JsonNode wrapped = json.path("error");
		if (answer.status() == 200 && !wrapped.isObject() && !json.has("code")) {
			return json;
		}
		throw refused(call, endpoint, answer.status(), wrapped.isObject() ? wrapped : json);
	}

	private static @Nullable JsonNode parse(byte[] body) {
		try {
			return Requests.JSON.readTree(body);
		}
		catch (JacksonException ex) {
			return null;
		}
	}

	static EtcdFailure foreign(Call call, String endpoint, int status) {
		String hint = (status == 404 && call.operation() != Operation.VERSION)
				? ", or its gateway is switched off (--enable-grpc-gateway)" : "";
		return new EtcdFailure(Kind.UNREACHABLE,
				OctoStoreProtocolException.foreign(call.subject() + " was answered with status " + status
						+ " by something other than etcd at " + endpoint + hint, status, null),
				true);
	}

	/**
	 * The gateway is a client of its own member. It shows the certificate of the member,
	 * which must be allowed for clients where these have to show one.
	 */
	private static EtcdFailure cutOff(Call call, String endpoint) {
		return new EtcdFailure(Kind.UNREACHABLE, OctoStoreProtocolException.foreign(call.subject()
				+ " was not passed on by the gateway of etcd at " + endpoint
				+ ", which does not reach its own member. With --client-cert-auth the certificate of a member needs "
				+ "the extended key usage clientAuth, too", 503, null), true);
	}

	/**
	 * The cluster that has answered first keeps the locks; another one knows nothing of
	 * them.
	 */
	static EtcdFailure ofAnotherCluster(Call call, String endpoint) {
		return new EtcdFailure(Kind.UNREACHABLE, OctoStoreProtocolException
			.foreign(call.subject() + " was answered by etcd at " + endpoint
					+ ", which belongs to another cluster than the member that has answered first: name members of one "
					+ "cluster only, and start the instances anew after a backup was restored", 200, null),
				true);
	}

	private static EtcdFailure refused(Call call, String endpoint, int status, JsonNode error) {
		String message = error.path("message").asString("");
		int code = (int) Reply.number(error.has("code") ? error.path("code") : error.path("grpc_code"));
		if (!message.startsWith(OWN)) {
			return (status == 503 && code == UNAVAILABLE) ? cutOff(call, endpoint) : foreign(call, endpoint, status);
		}
		String reason = message.substring(OWN.length());
		String shown = call.subject() + " was refused by etcd at " + endpoint + ": " + reason;
		if (reason.equals("requested lease not found")) {
			return refusal(Kind.NO_LEASE, shown, status, "session_expired");
		}
		if (reason.startsWith("invalid auth token") || reason.startsWith("revision of auth store is old")) {
			return authentication(Kind.TOKEN, shown, status);
		}
		if (reason.equals("authentication is not enabled")) {
			return refusal(Kind.NO_AUTHENTICATION, shown, status, "conflict");
		}
		if (reason.startsWith("user name is empty")) {
			return authentication(Kind.NO_USER,
					shown + ". Set user name and password (octostore.etcd.username, octostore.etcd.password)", status);
		}
		if (reason.startsWith("authentication failed")) {
			return authentication(Kind.FINAL, shown, status);
		}
		if (code == PERMISSION_DENIED) {
			return authentication(Kind.FINAL,
					shown + ". The user needs to read and write all keys under octostore.etcd.key-prefix", status);
		}
		if (WITHOUT_EFFECT.contains(reason)) {
			return temporary(shown, status, (code == RESOURCE_EXHAUSTED) ? "capacity_exceeded" : "upstream_unavailable",
					false);
		}
		if (status >= 500 || status == 429) {
			return temporary(shown, status, "upstream_unavailable", true);
		}
		return refusal(Kind.FINAL, shown, status, "invalid_input");
	}

	private static EtcdFailure refusal(Kind kind, String message, int status, String code) {
		return new EtcdFailure(kind, new OctoStoreServerException(message, ServerRefusal.of(error(status), code)),
				false);
	}

	private static EtcdFailure temporary(String message, int status, String code, boolean effectPossible) {
		return new EtcdFailure(Kind.TEMPORARY,
				new OctoStoreServerException(message, ServerRefusal.of(Math.max(500, status), code)), effectPossible);
	}

	private static EtcdFailure authentication(Kind kind, String message, int status) {
		return new EtcdFailure(kind,
				new OctoStoreAuthenticationException(message, ServerRefusal.of(error(status), "authentication_failed")),
				false);
	}

	private static int error(int status) {
		return (status >= 400) ? status : 400;
	}

}
