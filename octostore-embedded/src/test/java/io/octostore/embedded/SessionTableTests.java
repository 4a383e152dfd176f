package io.octostore.embedded;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long sessions last.
 */
class SessionTableTests {

	private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

	private final Principal alice = new Principal(UUID.randomUUID(), "alice", null, "tok-a");

	private static ServerState state(ServerGeneration generation) {
		return new ServerState(new ServerClock(() -> START), Duration.ofSeconds(5), generation);
	}

	private Session session(ServerState state, long ttl) {
		return state.sessions().create(this.alice, ttl, state.now());
	}

	@Test
	void aKeepaliveProlongsASessionByItsTtlFromNow() {
		ServerState state = state(ServerGeneration.V0_14);
		Session session = session(state, 20);
		state.timeline().advance(Duration.ofSeconds(15));
		state.sessions().keepAlive(this.alice, session.id(), state.now());
		assertThat(session.expiresAt()).isEqualTo(START.plusSeconds(35));
	}

	@Test
	void aSessionIsAliveUntilItsEnd() {
		ServerState state = state(ServerGeneration.V0_14);
		Session session = session(state, 11);
		state.timeline().advance(Duration.ofSeconds(11));
		assertThat(state.sessions().aliveAt(state.now())).containsExactly(session);
		state.timeline().advance(Duration.ofSeconds(1));
		assertThat(state.sessions().aliveAt(state.now())).isEmpty();
		assertThat(state.sessions().find(session.id())).as("until a sweep").isSameAs(session);
	}

	@Test
	void aRestartForgetsSessionsThatEndedAndKeepsTheirLocksBefore14() {
		ServerState state = state(ServerGeneration.V0_13);
		Session over = session(state, 11);
		Session alive = session(state, 60);
		AcquireRequest request = new AcquireRequest(60L, null, over.id(), true, null, null);
		state.lockService().acquire(this.alice, "report", request, state.now());
		state.timeline().advance(Duration.ofSeconds(12));
		state.restart();
		assertThat(state.sessions().find(over.id())).isNull();
		assertThat(state.sessions().find(alive.id())).isSameAs(alive);
		assertThat(state.locks().find("report")).isNotNull();
	}

}
