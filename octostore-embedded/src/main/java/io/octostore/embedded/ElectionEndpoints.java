package io.octostore.embedded;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * The operations on elections as HTTP knows them. They need no account.
 */
final class ElectionEndpoints {

	private static final BodyShape CAMPAIGN = BodyShape.of(BodyShape.required("candidate_id", BodyShape.Type.TEXT),
			BodyShape.optional("ttl_seconds", BodyShape.Type.UNSIGNED),
			BodyShape.optional("metadata", BodyShape.Type.TEXT));

	private static final BodyShape TOKEN = BodyShape.of(BodyShape.required("leader_token", BodyShape.Type.TEXT),
			BodyShape.optional("ttl_seconds", BodyShape.Type.UNSIGNED));

	private static final int REQUESTS_PER_MINUTE = 600;

	private static final int ID_BYTES = 24;

	private final SecureRandom random = new SecureRandom();

	private final ClientWindows windows = new ClientWindows(REQUESTS_PER_MINUTE);

	private final Elections elections;

	private final ElectionWatches watches;

	private final boolean enabled;

	private final ServerGeneration generation;

	ElectionEndpoints(ServerState state, boolean enabled, ServerGeneration generation) {
		this.generation = generation;
		this.elections = state.elections();
		this.watches = new ElectionWatches(state);
		this.enabled = enabled;
	}

	void addTo(Map<Operation, Endpoint> endpoints) {
		if (!this.generation.hasElections()) {
			return;
		}
		endpoints.put(Operation.CREATE_ELECTION, this::create);
		endpoints.put(Operation.CAMPAIGN, this::campaign);
		endpoints.put(Operation.RENEW_TERM, this::renew);
		endpoints.put(Operation.RESIGN, this::resign);
		endpoints.put(Operation.ELECTION_STATUS, this::status);
		if (this.generation.hasElectionWatches()) {
			endpoints.put(Operation.WATCH_ELECTION, this::watch);
		}
	}

	private void checkEnabled() {
		if (!this.enabled) {
			throw new RefusedException(Refusal.FORBIDDEN, "Forbidden: elections are switched off");
		}
	}

	private Answer create(ApiRequest request, Instant now) {
		checkEnabled();
		this.windows.count(request.client(), now);
		byte[] bytes = new byte[ID_BYTES];
		this.random.nextBytes(bytes);
		String id = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
		Json created = Json.object()
			.put("election_id", id)
			.put("campaign_path", "/elections/" + id + "/campaign")
			.put("status_path", "/elections/" + id);
		if (this.generation.hasElectionWatches()) {
			created.put("watch_path", "/elections/" + id + "/watch");
		}
		return Answer.json(201, created);
	}

	private Answer campaign(ApiRequest request, Instant now) {
		String id = request.pathText();
		Body body = request.json(CAMPAIGN);
		checkEnabled();
		this.windows.count(request.client(), now);
		Elections.Candidate candidate = new Elections.Candidate(body.requiredText("candidate_id"),
				body.text("metadata"));
		Elections.Campaign campaign = this.elections.campaign(id, candidate, body.number("ttl_seconds"), now);
		return Answer
			.json(campaign.won() ? leader(id, campaign) : state(id, campaign.lease(), now).put("status", "follower"));
	}

	private Answer renew(ApiRequest request, Instant now) {
		String id = request.pathText();
		Body body = request.json(TOKEN);
		checkEnabled();
		return Answer.json(leader(id,
				this.elections.renew(id, body.requiredText("leader_token"), body.number("ttl_seconds"), now)));
	}

	private Answer resign(ApiRequest request, Instant now) {
		String id = request.pathText();
		Body body = request.json(TOKEN);
		checkEnabled();
		Lease ended = this.elections.resign(id, body.requiredText("leader_token"), now);
		return Answer.json(Json.object()
			.put("election_id", id)
			.put("status", "vacant")
			.put("previous_term", ended.fencingToken()));
	}

	private Answer status(ApiRequest request, Instant now) {
		String id = request.pathText();
		checkEnabled();
		Elections.checkId(id);
		return Answer.json(state(id, this.elections.leader(id, now), now));
	}

	private Answer watch(ApiRequest request, Instant now) {
		String id = request.pathText();
		checkEnabled();
		Elections.checkId(id);
		return Answer.events(this.watches.watch(id, request.client()));
	}

	private Json leader(String id, Elections.Campaign campaign) {
		return Json.object()
			.put("status", "leader")
			.put("election_id", id)
			.put("leader", ElectionFrames.leader(this.elections, campaign.lease()))
			.put("leader_token", LeaderToken.of(campaign.lease()).encoded())
			.put("renew_after_ms", campaign.ttlSeconds() * 500L);
	}

	private Json state(String id, @Nullable Lease lease, Instant now) {
		Json state = Json.object().put("election_id", id).put("status", (lease != null) ? "leader" : "vacant");
		if (lease != null) {
			state.put("leader", ElectionFrames.leader(this.elections, lease));
		}
		return state.put("retry_after_ms", (lease != null) ? lease.remainingMillis(now) : 0);
	}

}
