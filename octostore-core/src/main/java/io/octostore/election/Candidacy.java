package io.octostore.election;

import java.util.concurrent.CompletableFuture;

import io.octostore.client.CampaignRequest;

/**
 * Somebody who wants to lead a room.
 *
 * @param request who campaigns
 * @param result completed once, by whoever comes first: the leadership, a failure, or
 * whoever gives up
 */
record Candidacy(CampaignRequest request, CompletableFuture<Leadership> result) {
}
