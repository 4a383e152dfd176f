package io.octostore.spring.boot.overview;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import io.octostore.OctoStoreException;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.client.ServerVersion;

/**
 * The release of the server, which is asked for rarely because the answer is long. Thread
 * safe.
 */
final class ServerRelease {

	private static final Duration PERIOD = Duration.ofMinutes(10);

	private final @Nullable ReactiveOctoStoreClient client;

	private final InstantSource clock;

	private volatile @Nullable String known;

	private volatile Instant askAgainAt = Instant.MIN;

	ServerRelease(@Nullable ReactiveOctoStoreClient client, InstantSource clock) {
		this.client = client;
		this.clock = clock;
	}

	@Nullable String known() {
		return this.known;
	}

	/**
	 * Ask, unless there was an answer lately. Never fails because of the server.
	 * @return the release, empty if it is not known
	 */
	Mono<String> ask() {
		ReactiveOctoStoreClient asked = this.client;
		if (asked == null) {
			return Mono.empty();
		}
		return Mono.defer(() -> {
			Instant now = this.clock.instant();
			if (now.isBefore(this.askAgainAt)) {
				return Mono.justOrEmpty(this.known);
			}
			this.askAgainAt = now.plus(PERIOD);
			return asked.serverVersion()
				.map(ServerVersion::toString)
				.doOnNext((version) -> this.known = version)
				.onErrorResume(OctoStoreException.class, (failure) -> Mono.justOrEmpty(this.known));
		});
	}

}
