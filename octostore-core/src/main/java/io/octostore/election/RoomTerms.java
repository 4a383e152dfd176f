package io.octostore.election;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import io.octostore.client.CampaignRequest;
import io.octostore.client.ReactiveOctoStoreClient;

/**
 * Terms of a room.
 */
final class RoomTerms implements TermSource {

	private final LeaderRooms rooms;

	private final String room;

	private final CampaignRequest candidate;

	RoomTerms(LeaderRooms rooms, String room, CampaignRequest candidate) {
		this.rooms = rooms;
		this.room = room;
		this.candidate = candidate;
		rooms.check(room, candidate);
	}

	static RoomTerms of(ReactiveOctoStoreClient client, String room, CampaignRequest candidate,
			Duration acquireTimeout) {
		return new RoomTerms(LeaderRooms.of(client, acquireTimeout), room, candidate);
	}

	@Override
	public CompletableFuture<HeldLeadership> campaign() {
		return this.rooms.campaign(this.room, this.candidate);
	}

	@Override
	public void close() {
		this.rooms.close();
	}

}
