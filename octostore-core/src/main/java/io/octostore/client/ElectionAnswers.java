package io.octostore.client;

import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * Decodes the answers of the election endpoints.
 */
final class ElectionAnswers {

	private ElectionAnswers() {
	}

	static Election election(JsonObject body) {
		return new Election(body.string("election_id"));
	}

	static CampaignResult campaign(String id, CampaignRequest request, JsonObject body) {
		return switch (body.string("status")) {
			case "leader" -> elected(id, request.candidateId(), body);
			case "follower" -> {
				requireElection(id, body);
				yield new CampaignResult.Follower(leader(body.object("leader")),
						Optional.ofNullable(body.optionalMillis("retry_after_ms")));
			}
			default -> throw new MalformedAnswerException("member 'status' is unknown");
		};
	}

	private static CampaignResult.Elected elected(String id, String candidateId, JsonObject body) {
		CampaignResult.Elected elected = term(id, body);
		if (!elected.leader().candidateId().equals(candidateId)) {
			throw new IdentityMismatchException("candidate");
		}
		return elected;
	}

	private static CampaignResult.Elected term(String id, JsonObject body) {
		requireElection(id, body);
		return new CampaignResult.Elected(leader(body.object("leader")), body.string("leader_token"),
				Optional.ofNullable(body.optionalMillis("renew_after_ms")));
	}

	static CampaignResult.Elected renewal(String id, String leaderToken, JsonObject body) {
		if (!body.string("status").equals("leader")) {
			throw new MalformedAnswerException("member 'status' is not 'leader'");
		}
		CampaignResult.Elected renewed = term(id, body);
		if (!renewed.leaderToken().equals(leaderToken)) {
			throw new IdentityMismatchException("leader");
		}
		return renewed;
	}

	static Resignation resignation(String id, JsonObject body) {
		requireElection(id, body);
		if (!body.string("status").equals("vacant")) {
			throw new MalformedAnswerException("member 'status' is not 'vacant'");
		}
		return new Resignation(id, body.count("previous_term"));
	}

	static ElectionStatus status(String id, JsonObject body) {
		requireElection(id, body);
		Optional<ElectionLeader> leader = switch (body.string("status")) {
			case "leader" -> Optional.of(leader(body.object("leader")));
			case "vacant" -> Optional.empty();
			default -> throw new MalformedAnswerException("member 'status' is unknown");
		};
		return new ElectionStatus(id, leader, Optional.ofNullable(body.optionalMillis("retry_after_ms")));
	}

	/**
	 * Decode a frame of a watch. One that is of no use says nothing.
	 */
	static @Nullable ElectionStatus event(String id, JsonObject body) {
		try {
			return status(id, body);
		}
		catch (IdentityMismatchException ex) {
			return null;
		}
	}

	private static ElectionLeader leader(JsonObject leader) {
		return new ElectionLeader(leader.string("candidate_id"), leader.count("term"), leader.instant("expires_at"),
				Optional.ofNullable(leader.optionalString("metadata")));
	}

	private static void requireElection(String id, JsonObject body) {
		if (!body.string("election_id").equals(id)) {
			throw new IdentityMismatchException("election");
		}
	}

}
