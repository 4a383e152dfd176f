package io.octostore.spring.integration;

import org.junit.jupiter.api.Test;

import io.octostore.embedded.OctoStoreServer;
import io.octostore.testsupport.Control;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

class EmbeddedServerLeaderInitiatorTests extends LeaderInitiatorContract {

	@Override
	TestServer startServer() {
		return TestServer.embedded();
	}

	@Test
	void aLeaderThatLosesItsLockIsRevokedAndRunsAgain() throws Exception {
		Member member = member();
		member.initiator().start();
		member.awaitsEvent("granted");
		OctoStoreServer server = instances().server().control();
		server.expire("leaders.cluster");
		server.sweep();
		Control.of(member.locks()).confirm();
		member.awaitsEvent("revoked");
		member.awaitsEvent("granted");
		assertThat(member.initiator().getContext().isLeader()).isTrue();
		assertThat(client().getLockStatus("leaders.cluster").isHeld()).isTrue();
		member.initiator().stop();
		member.awaitsEvent("revoked");
		assertThat(client().getLockStatus("leaders.cluster").isHeld()).isFalse();
	}

}
