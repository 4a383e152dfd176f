package io.octostore.election;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.lock.LocksControl;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Leaders by a lock that the server takes from them.
 */
class LostLeaderTests {

	private final TestServer server = TestServer.embedded();

	private final ReactiveOctoStoreClient client = ReactiveOctoStoreClient.create(this.server.baseUrl(),
			TestServer.ALICE);

	private final OctoStoreLocks locks = OctoStoreLocks.builder(this.client).build();

	private final CountDownLatch mayEnd = new CountDownLatch(1);

	private final CountDownLatch told = new CountDownLatch(1);

	private final LeaderElection election = LeaderElection.byLock(this.locks, "leader")
		.listener(new LeadershipListener() {

			@Override
			public void revoked(Leadership leadership) {
				told.countDown();
				pass(mayEnd);
			}

		})
		.build();

	private final LeaderElection next = LeaderElection.byLock(this.locks, "leader").name("next").build();

	@AfterEach
	void stop() {
		this.mayEnd.countDown();
		this.next.close();
		this.election.close();
		this.locks.close();
		this.client.close();
		this.server.close();
	}

	private static void pass(CountDownLatch latch) {
		try {
			assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void aLostLeaderKeepsItsPlaceInItsInstanceUntilItsCodeHasEnded() {
		this.election.start();
		await().until(this.election::isLeader);
		this.next.start();
		this.server.control().expireSessions("alice");
		((LocksControl) this.locks).confirm();
		pass(this.told);
		assertThat(this.election.isLeader()).isFalse();
		await().during(Duration.ofSeconds(1)).until(() -> !this.next.isLeader());
		this.mayEnd.countDown();
		await().atMost(Duration.ofSeconds(20)).until(this.next::isLeader);
	}

}
