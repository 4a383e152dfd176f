package io.octostore.spring.boot.pause;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/**
 * Renews pauses while the application runs, so that they outlast the instance at which a
 * job was paused, and the longest TTL of the server.
 *
 * @since 0.1.0
 */
public final class PauseKeeper implements SmartLifecycle {

	/** Several chances before the server forgets a pause. */
	static final Duration PERIOD = Duration.ofMinutes(15);

	private final Pauses pauses;

	private @Nullable Disposable renewals;

	/**
	 * Create a keeper.
	 * @param pauses what is renewed
	 */
	public PauseKeeper(Pauses pauses) {
		this.pauses = pauses;
	}

	@Override
	public synchronized void start() {
		if (this.renewals == null) {
			this.renewals = Flux.interval(PERIOD)
				.onBackpressureDrop()
				.concatMap((tick) -> this.pauses.renew())
				.subscribe();
		}
	}

	@Override
	public synchronized void stop() {
		if (this.renewals != null) {
			this.renewals.dispose();
			this.renewals = null;
		}
	}

	@Override
	public synchronized boolean isRunning() {
		return this.renewals != null;
	}

}
