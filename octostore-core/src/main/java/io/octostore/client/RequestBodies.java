package io.octostore.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.UUID;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.io.JsonStringEncoder;

/**
 * Bodies of requests. Put together from fixed text and values that need no escaping; free
 * text goes through Jackson's encoder.
 */
final class RequestBodies {

	private RequestBodies() {
	}

	static byte[] acquire(AcquireRequest request) {
		StringBuilder json = new StringBuilder(96).append("{\"ttl_seconds\":").append(request.ttl().toSeconds());
		request.metadata().ifPresent((metadata) -> appendMetadata(json, metadata));
		request.session().ifPresent((session) -> {
			json.append(",\"session_id\":\"").append(session).append('"');
			if (request.isEphemeral()) {
				json.append(",\"ephemeral\":true");
			}
		});
		if (!request.lockDelay().isZero()) {
			json.append(",\"lock_delay_seconds\":").append(request.lockDelay().toSeconds());
		}
		request.acl().ifPresent((acl) -> appendAcl(json.append(','), acl));
		return utf8(json.append('}'));
	}

	private static void appendAcl(StringBuilder json, LockAcl acl) {
		json.append("\"acl\":{\"acquire\":").append(array(acl.entries())).append('}');
	}

	static byte[] acl(LockAcl acl) {
		StringBuilder json = new StringBuilder(96).append('{');
		appendAcl(json, acl);
		return utf8(json.append('}'));
	}

	static byte[] webhook(WebhookRequest request) {
		StringBuilder json = new StringBuilder(192).append("{\"url\":").append(quoted(request.url().toString()));
		request.secret().ifPresent((secret) -> json.append(",\"secret\":").append(quoted(secret)));
		json.append(",\"events\":").append(array(request.eventNames()));
		request.lockPattern().ifPresent((pattern) -> json.append(",\"lock_pattern\":").append(quoted(pattern)));
		return utf8(json.append('}'));
	}

	static byte[] register(String username, @Nullable String namespace) {
		String scope = (namespace != null) ? ",\"namespace\":\"" + namespace + "\"" : "";
		return ascii("{\"username\":\"" + username + "\"" + scope + "}");
	}

	private static String array(Collection<String> texts) {
		return texts.stream().map(RequestBodies::quoted).collect(Collectors.joining(",", "[", "]"));
	}

	private static String quoted(String text) {
		return "\"" + String.valueOf(JsonStringEncoder.getInstance().quoteAsCharArray(text)) + "\"";
	}

	private static byte[] utf8(StringBuilder json) {
		return json.toString().getBytes(StandardCharsets.UTF_8);
	}

	static byte[] release(UUID leaseId) {
		return ascii("{\"lease_id\":\"" + leaseId + "\"}");
	}

	static byte[] renew(UUID leaseId, Duration ttl) {
		return ascii("{\"lease_id\":\"" + leaseId + "\",\"ttl_seconds\":" + ttl.toSeconds() + "}");
	}

	static byte[] createSession(Duration ttl) {
		return ascii("{\"ttl_seconds\":" + ttl.toSeconds() + "}");
	}

	static byte[] campaign(CampaignRequest request) {
		StringBuilder json = new StringBuilder(96).append("{\"candidate_id\":\"")
			.append(request.candidateId())
			.append("\",\"ttl_seconds\":")
			.append(request.ttl().toSeconds());
		request.metadata().ifPresent((metadata) -> appendMetadata(json, metadata));
		return utf8(json.append('}'));
	}

	static byte[] renewTerm(String leaderToken, Duration ttl) {
		return ascii("{\"leader_token\":\"" + leaderToken + "\",\"ttl_seconds\":" + ttl.toSeconds() + "}");
	}

	static byte[] resign(String leaderToken) {
		return ascii("{\"leader_token\":\"" + leaderToken + "\"}");
	}

	private static void appendMetadata(StringBuilder json, String metadata) {
		json.append(",\"metadata\":").append(quoted(metadata));
	}

	private static byte[] ascii(String json) {
		return json.getBytes(StandardCharsets.ISO_8859_1);
	}

}
