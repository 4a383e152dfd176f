package io.octostore.benchmarks.pairs;

import java.net.URI;

import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.lock.HeldLock;
import io.octostore.lock.OctoStoreLocks;

/**
 * The product with its default settings.
 */
final class OctoStoreLockPair implements LockPair {

	private final ReactiveOctoStoreClient client;

	private final OctoStoreLocks locks;

	OctoStoreLockPair(URI baseUrl, String token) {
		this.client = ReactiveOctoStoreClient.create(baseUrl.toString(), token);
		this.locks = OctoStoreLocks.builder(this.client).build();
	}

	@Override
	public void run(String name) {
		HeldLock lock = this.locks.tryAcquire(name)
			.orElseThrow(() -> new IllegalStateException("The lock was not acquired"));
		lock.close();
	}

	@Override
	public void close() {
		this.locks.close();
		this.client.close();
	}

}
