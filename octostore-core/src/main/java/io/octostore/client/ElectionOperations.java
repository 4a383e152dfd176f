package io.octostore.client;

import java.time.Duration;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

/**
 * Makes an {@link Operation} of each call of the API that is about elections.
 */
final class ElectionOperations {

	private final Targets targets;

	ElectionOperations(Targets targets) {
		this.targets = targets;
	}

	Operation<Election> create() {
		return Operation.of(Endpoint.CREATE_ELECTION, this.targets.of(Endpoint.CREATE_ELECTION, "/elections", null),
				null, Operations.json(ElectionAnswers::election));
	}

	Operation<CampaignResult> campaign(String id, CampaignRequest request) {
		Arguments.required("The request", request);
		return operation(Endpoint.CAMPAIGN, id, "/campaign", RequestBodies.campaign(request),
				(body) -> ElectionAnswers.campaign(id, request, body));
	}

	Operation<ElectionStatus> status(String id) {
		return operation(Endpoint.ELECTION_STATUS, id, "", null, (body) -> ElectionAnswers.status(id, body));
	}

	Operation<CampaignResult.Elected> renew(String id, String leaderToken, Duration ttl) {
		return operation(Endpoint.RENEW_TERM, id, "/renew",
				RequestBodies.renewTerm(ElectionRules.leaderToken(leaderToken), ElectionRules.ttl(ttl)),
				(body) -> ElectionAnswers.renewal(id, leaderToken, body));
	}

	Operation<Resignation> resign(String id, String leaderToken) {
		return operation(Endpoint.RESIGN, id, "/resign", RequestBodies.resign(ElectionRules.leaderToken(leaderToken)),
				(body) -> ElectionAnswers.resignation(id, body));
	}

	Operation<Object> watch(String id) {
		return operation(Endpoint.WATCH_ELECTION, id, "/watch", null, (body) -> Operations.DONE);
	}

	private <T> Operation<T> operation(Endpoint endpoint, String id, String action, byte @Nullable [] body,
			Function<JsonObject, T> reader) {
		String path = "/elections/" + ElectionRules.id(id) + action;
		return Operation.of(endpoint, this.targets.of(endpoint, path, id), body, Operations.json(reader));
	}

}
