package io.octostore.spring.integration;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.integration.leader.Context;
import org.springframework.integration.leader.DefaultCandidate;
import org.springframework.integration.support.leader.LockRegistryLeaderInitiator;

import io.octostore.client.OctoStoreClient;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring Integration's election of a leader, on OctoStore locks.
 */
abstract class LeaderInitiatorContract {

	private Instances instances;

	private OctoStoreClient client;

	private Member one;

	private Member other;

	abstract TestServer startServer();

	@BeforeEach
	void start() {
		this.instances = new Instances(startServer());
		this.client = this.instances.newClient();
		this.one = new Member("one", this.instances.newLocks());
		this.other = new Member("other", this.instances.newLocks());
	}

	@AfterEach
	void stop() throws Exception {
		this.one.initiator.destroy();
		this.other.initiator.destroy();
		this.instances.close();
	}

	@Test
	void oneMemberLeadsUntilItStopsAndThenTheOther() throws Exception {
		this.one.initiator.start();
		this.one.awaitsEvent("granted");
		this.other.initiator.start();
		assertThat(this.one.initiator.getContext().isLeader()).isTrue();
		assertThat(this.client.getLockStatus("leaders.cluster").isHeld()).isTrue();
		this.one.initiator.stop();
		this.one.awaitsEvent("revoked");
		this.other.awaitsEvent("granted");
		assertThat(this.one.initiator.getContext().isLeader()).isFalse();
		assertThat(this.one.events).isEmpty();
	}

	@Test
	void aLeaderThatYieldsLetsTheOtherLead() throws Exception {
		this.one.initiator.start();
		this.one.awaitsEvent("granted");
		this.one.initiator.setBusyWaitMillis(TimeUnit.SECONDS.toMillis(10));
		this.other.initiator.start();
		this.one.initiator.getContext().yield();
		this.one.awaitsEvent("revoked");
		this.other.awaitsEvent("granted");
		assertThat(this.other.initiator.getContext().isLeader()).isTrue();
	}

	Member member() {
		return this.one;
	}

	OctoStoreClient client() {
		return this.client;
	}

	Instances instances() {
		return this.instances;
	}

	/**
	 * One member of the cluster, and what it was told.
	 */
	static final class Member extends DefaultCandidate {

		private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

		private final OctoStoreLocks locks;

		private final LockRegistryLeaderInitiator initiator;

		Member(String id, OctoStoreLocks locks) {
			super(id, "cluster");
			this.locks = locks;
			this.initiator = new LockRegistryLeaderInitiator(new OctoStoreLockRegistry(locks, "leaders"), this);
			this.initiator.setApplicationEventPublisher((event) -> {
			});
			this.initiator.setHeartBeatMillis(50);
		}

		LockRegistryLeaderInitiator initiator() {
			return this.initiator;
		}

		OctoStoreLocks locks() {
			return this.locks;
		}

		@Override
		public void onGranted(Context context) {
			this.events.add("granted");
		}

		@Override
		public void onRevoked(Context context) {
			this.events.add("revoked");
		}

		void awaitsEvent(String event) throws InterruptedException {
			assertThat(this.events.poll(30, TimeUnit.SECONDS)).isEqualTo(event);
		}

	}

}
