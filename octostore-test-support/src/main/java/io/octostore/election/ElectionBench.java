package io.octostore.election;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import io.octostore.client.CampaignRequest;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Instances that campaign for a room in virtual time. TTL 30 s.
 */
abstract class ElectionBench {

	static final String ROOM = "build-leader";

	static final Duration TTL = Duration.ofSeconds(30);

	final SimulatedTime time = new SimulatedTime();

	final SimulatedElections server = new SimulatedElections(this.time);

	final LeaderRooms rooms = instance(1);

	/**
	 * An instance whose callbacks run when time advances.
	 */
	final LeaderRooms instance(int seed) {
		return instance(seed, (task) -> this.time.schedule(task, Duration.ZERO));
	}

	final LeaderRooms instance(int seed, Executor callbacks) {
		return new DefaultLeaderRooms(this.server, this.time, this.time, new Random(seed), callbacks);
	}

	static CampaignRequest candidate(String id) {
		return CampaignRequest.of(id, TTL);
	}

	final void seconds(double seconds) {
		this.time.advance(Duration.ofMillis(Math.round(seconds * 1000)));
	}

	final CompletableFuture<HeldLeadership> campaign() {
		return this.rooms.campaign(ROOM, candidate("node-1"));
	}

	final HeldLeadership lead() {
		CompletableFuture<HeldLeadership> campaign = campaign();
		seconds(0.1);
		assertThat(campaign).isCompleted();
		return campaign.join();
	}

}
