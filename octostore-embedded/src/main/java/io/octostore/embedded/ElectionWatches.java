package io.octostore.embedded;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;

/**
 * Limits the watches on elections, which need no account. Guarded by the lock of
 * {@link ServerState}.
 */
final class ElectionWatches {

	private static final int MAX_PER_CLIENT = 8;

	private static final int MAX_IN_ALL = 1024;

	private static final Duration MAX_LIFETIME = Duration.ofMinutes(15);

	private final ServerState state;

	private final Map<String, Integer> open = new HashMap<>();

	private int inAll;

	ElectionWatches(ServerState state) {
		this.state = state;
	}

	Publisher<byte[]> watch(String id, String client) {
		if (this.open.getOrDefault(client, 0) >= MAX_PER_CLIENT) {
			throw new RefusedException(Refusal.RATE_LIMITED, "Rate limit exceeded: too many watches of one client", 30);
		}
		if (this.inAll >= MAX_IN_ALL) {
			throw new RefusedException(Refusal.RATE_LIMITED, "Rate limit exceeded: too many watches", 1);
		}
		ElectionFrames frames = new ElectionFrames(this.state.elections(), id);
		Publisher<byte[]> stream = this.state.watches()
			.watch(Elections.lockName(id), "a candidate", ElectionFrames.COMMENT, frames, MAX_LIFETIME);
		return Flux.from(stream)
			.doOnSubscribe((subscription) -> this.state.run(() -> count(client, 1)))
			.doFinally((signal) -> this.state.run(() -> count(client, -1)));
	}

	private void count(String client, int change) {
		this.inAll += change;
		this.open.merge(client, change, (before, added) -> (before + added == 0) ? null : before + added);
	}

}
