package io.octostore.embedded;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long sessions last.
 */
class SessionTableTests extends StateBench {

	@Test
	void aKeepaliveProlongsASessionByItsTtlFromNow() {
		Session session = session(this.alice, 20);
		pass(15);
		this.state.sessions().keepAlive(this.alice, session.id(), this.state.now());
		assertThat(session.expiresAt()).isEqualTo(START.plusSeconds(35));
	}

	@Test
	void aSessionIsAliveUntilItsEnd() {
		Session session = session(this.alice, 11);
		pass(11);
		assertThat(this.state.sessions().aliveAt(this.state.now())).containsExactly(session);
		pass(1);
		assertThat(this.state.sessions().aliveAt(this.state.now())).isEmpty();
		assertThat(this.state.sessions().find(session.id())).as("until a sweep").isSameAs(session);
	}

	@Test
	void aRestartForgetsSessionsThatEndedAndKeepsTheirLocksBefore14() {
		this.state = state(ServerGeneration.V0_13);
		Session over = session(this.alice, 11);
		Session alive = session(this.alice, 60);
		AcquireRequest request = new AcquireRequest(60L, null, over.id(), true, null, null);
		this.state.lockService().acquire(this.alice, "report", request, this.state.now());
		pass(12);
		this.state.restart();
		assertThat(this.state.sessions().find(over.id())).isNull();
		assertThat(this.state.sessions().find(alive.id())).isSameAs(alive);
		assertThat(this.state.locks().find("report")).isNotNull();
	}

}
