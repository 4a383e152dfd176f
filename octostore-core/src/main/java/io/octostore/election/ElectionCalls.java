package io.octostore.election;

import java.time.Duration;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.octostore.authority.Attempt;
import io.octostore.client.CampaignRequest;
import io.octostore.client.CampaignResult;
import io.octostore.client.ElectionStatus;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.client.Resignation;
import io.octostore.client.RetrySettings;
import io.octostore.client.http.BackgroundRequests;

/**
 * The calls of the client that elections need, each one exchange.
 */
interface ElectionCalls {

	/**
	 * Campaign, once. Like all calls but watches it is repeated on behalf of no caller,
	 * and so is no part of a trace.
	 * @throws io.octostore.OctoStoreValidationException if an argument breaks its rule
	 */
	Mono<CampaignResult> campaign(String room, CampaignRequest request, Attempt attempt);

	Mono<CampaignResult.Elected> renew(String room, String leaderToken, Duration ttl, Attempt attempt);

	Mono<Resignation> resign(String room, String leaderToken, Attempt attempt);

	Flux<ElectionStatus> watch(String room);

	static ElectionCalls through(ReactiveOctoStoreClient client) {
		ReactiveOctoStoreClient pooled = client.withoutAuthentication()
			.withRetry(RetrySettings.none().withRecovery(true));
		ReactiveOctoStoreClient fresh = pooled.withFreshConnection();
		return new ElectionCalls() {

			private ReactiveOctoStoreClient client(Attempt attempt) {
				return (attempt.freshConnection() ? fresh : pooled).withTimeout(attempt.timeout());
			}

			@Override
			public Mono<CampaignResult> campaign(String room, CampaignRequest request, Attempt attempt) {
				return client(attempt).campaign(room, request).contextWrite(BackgroundRequests::mark);
			}

			@Override
			public Mono<CampaignResult.Elected> renew(String room, String leaderToken, Duration ttl, Attempt attempt) {
				return client(attempt).renewLeadership(room, leaderToken, ttl).contextWrite(BackgroundRequests::mark);
			}

			@Override
			public Mono<Resignation> resign(String room, String leaderToken, Attempt attempt) {
				return client(attempt).resignLeadership(room, leaderToken).contextWrite(BackgroundRequests::mark);
			}

			@Override
			public Flux<ElectionStatus> watch(String room) {
				return pooled.watchElection(room);
			}

		};
	}

}
