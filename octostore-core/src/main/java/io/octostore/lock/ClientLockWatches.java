package io.octostore.lock;

import java.util.function.Consumer;

import reactor.core.Disposable;

import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.lease.LeaseScheduler.Cancellable;

/**
 * Watches through the client.
 */
final class ClientLockWatches implements LockWatches {

	private final ReactiveOctoStoreClient client;

	ClientLockWatches(ReactiveOctoStoreClient client) {
		this.client = client;
	}

	@Override
	public Cancellable watch(String name, Consumer<Signal> signals) {
		Disposable stream = this.client.watchLock(name)
			.subscribe((event) -> signals.accept(event.type().isFree() ? Signal.FREE : Signal.HELD),
					(failure) -> signals.accept(Signal.ENDED), () -> signals.accept(Signal.ENDED));
		return stream::dispose;
	}

}
