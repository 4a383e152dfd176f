package io.octostore.election;

import java.util.concurrent.CompletableFuture;

import io.octostore.client.CampaignRequest;

/**
 * A candidate that wants to lead a room.
 *
 * @param request the candidate
 * @param result completed once, by what comes first: the leadership, a failure, or the
 * caller that gives up
 */
record Candidacy(CampaignRequest request, CompletableFuture<HeldLeadership> result) {
}
