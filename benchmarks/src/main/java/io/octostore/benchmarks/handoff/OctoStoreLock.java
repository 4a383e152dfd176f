package io.octostore.benchmarks.handoff;

import java.net.URI;
import java.time.Duration;

import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.lock.LockOptions;
import io.octostore.lock.OctoStoreLocks;

/**
 * The product with its default settings.
 */
final class OctoStoreLock implements WaitingLock {

	private static final LockOptions WAITING = LockOptions.defaults().withWaitFor(Duration.ofSeconds(30));

	private final ReactiveOctoStoreClient client;

	private final OctoStoreLocks locks;

	OctoStoreLock(URI baseUrl, String token) {
		this.client = ReactiveOctoStoreClient.create(baseUrl.toString(), token);
		this.locks = OctoStoreLocks.builder(this.client).build();
	}

	@Override
	public void run(Body body) throws Exception {
		this.locks.executeChecked("hand-off", WAITING, (lock) -> {
			body.run();
			return true;
		});
	}

	@Override
	public void close() {
		this.locks.close();
		this.client.close();
	}

}
