package io.octostore.election;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.octostore.OctoStoreValidationException;
import io.octostore.client.CampaignRequest;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.lease.LeaseTimings;

/**
 * Takes part in elections of rooms that need no account, and keeps what was won: at most
 * one candidate of all that know a room leads it at a time.
 * <p>
 * A room is known by its id only. Every client that has the id can campaign, and the
 * server treats each campaign as a new candidate; so if the answer to a campaign that was
 * won is lost, no candidate leads until that term has run out. Where an account is at
 * hand, a lock is the better choice.
 * <p>
 * Thread safe. No thread, connection or request exists before the first campaign.
 *
 * <pre class="code">
 * rooms.campaign("build-leader", CampaignRequest.of("node-1", Duration.ofSeconds(30)))
 *     .thenAccept((leadership) -&gt; lead(leadership));
 * </pre>
 */
interface LeaderRooms extends AutoCloseable {

	/**
	 * Create rooms on a client. Its token is not sent, its retries are not used.
	 * @param client the client, which is not closed with the rooms
	 * @return the rooms
	 */
	static LeaderRooms of(ReactiveOctoStoreClient client) {
		return of(client, LeaseTimings.ACQUIRE_TIMEOUT);
	}

	/**
	 * Create rooms on a client.
	 * @param client the client, which is not closed with the rooms
	 * @param acquireTimeout limit for one campaign's answer, from 100 ms to 1 minute
	 * @return the rooms
	 */
	static LeaderRooms of(ReactiveOctoStoreClient client, Duration acquireTimeout) {
		return new DefaultLeaderRooms(ElectionCalls.through(client), acquireTimeout);
	}

	/**
	 * Check the arguments of a campaign.
	 * @throws OctoStoreValidationException if one breaks its rule
	 */
	void check(String room, CampaignRequest candidate);

	/**
	 * Campaign until this candidate leads. While another candidate leads, the room is
	 * watched where the server allows it, and asked every few seconds otherwise; failures
	 * of the network and the server are outlasted.
	 * <p>
	 * To give up, cancel the future, or limit it with
	 * {@link CompletableFuture#orTimeout}: the campaign ends, and a term that is won all
	 * the same is resigned. The future is completed on a thread on which its dependents
	 * may block; cancelling a <em>dependent</em> does not end the campaign.
	 * @param room id of the room: 8 to 64 letters, digits, {@code _} and {@code -}
	 * @param candidate who campaigns, and for how long a term lasts without renewal: 15
	 * to 30 s are good choices, since a leader that crashed is replaced after its TTL.
	 * Its id may have up to {@value DefaultLeaderRooms#MAX_CANDIDATE_ID} characters, to
	 * which each attempt adds others that make it unique
	 * @return completes with the leadership; fails with
	 * {@link io.octostore.UnsupportedServerException} or
	 * {@link io.octostore.OctoStoreServerException} if the server has no elections or
	 * refuses the campaign for good, and with {@link IllegalStateException} if this
	 * object campaigns for the room already, leads it, has not
	 * {@linkplain HeldLeadership#close() closed} a lost leadership, or is closed
	 * @throws OctoStoreValidationException if an argument breaks its rule
	 */
	CompletableFuture<HeldLeadership> campaign(String room, CampaignRequest candidate);

	/**
	 * End all campaigns, and tell the leaders that they lead no more. Terms that they
	 * have not given back by then are left to run out, so that no other candidate leads
	 * while they still act as leaders: close a {@link HeldLeadership} first to hand over
	 * at once. Waits up to two seconds for answers, except on a thread that must not
	 * block.
	 */
	@Override
	void close();

}
