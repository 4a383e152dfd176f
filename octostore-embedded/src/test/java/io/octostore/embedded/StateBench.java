package io.octostore.embedded;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

import org.junit.jupiter.api.function.Executable;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * The state of a server, without its wire, in simulated time.
 */
abstract class StateBench {

	static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

	final Principal alice = new Principal(UUID.randomUUID(), "alice", null, "tok-a");

	ServerState state = state(ServerGeneration.V0_14);

	static ServerState state(ServerGeneration generation) {
		return new ServerState(new ServerClock(() -> START), Duration.ofSeconds(5), generation);
	}

	final void pass(long seconds) {
		this.state.timeline().advance(Duration.ofSeconds(seconds));
	}

	final Session session(Principal user, long ttl) {
		return this.state.sessions().create(user, ttl, this.state.now());
	}

	static Refusal refusal(Executable request) {
		return catchThrowableOfType(RefusedException.class, request::execute).refusal();
	}

}
