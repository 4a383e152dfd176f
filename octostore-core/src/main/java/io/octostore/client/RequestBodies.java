package io.octostore.client;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;

import tools.jackson.core.io.JsonStringEncoder;

/**
 * Bodies of requests. Put together from fixed text and values that need no escaping;
 * metadata alone goes through Jackson's encoder.
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
		return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
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
		return json.append('}').toString().getBytes(StandardCharsets.UTF_8);
	}

	static byte[] renewTerm(String leaderToken, Duration ttl) {
		return ascii("{\"leader_token\":\"" + leaderToken + "\",\"ttl_seconds\":" + ttl.toSeconds() + "}");
	}

	static byte[] resign(String leaderToken) {
		return ascii("{\"leader_token\":\"" + leaderToken + "\"}");
	}

	private static void appendMetadata(StringBuilder json, String metadata) {
		json.append(",\"metadata\":\"").append(JsonStringEncoder.getInstance().quoteAsCharArray(metadata)).append('"');
	}

	private static byte[] ascii(String json) {
		return json.getBytes(StandardCharsets.ISO_8859_1);
	}

}
