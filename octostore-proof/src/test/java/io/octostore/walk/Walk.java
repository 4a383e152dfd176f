package io.octostore.walk;

import java.net.URI;
import java.util.concurrent.Callable;

import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.lock.HeldLock;
import io.octostore.lock.LockOptions;
import io.octostore.lock.OctoStoreLocks;

/**
 * One acquire and its release, on a client that has made both before. Loaded by
 * {@link WalkLoader}, together with the product.
 */
public final class Walk implements Callable<Void>, AutoCloseable {

	private final ReactiveOctoStoreClient client;

	private final OctoStoreLocks locks;

	public Walk(URI server, String token) {
		this.client = ReactiveOctoStoreClient.create(server.toString(), token);
		this.locks = OctoStoreLocks.builder(this.client).build();
	}

	@Override
	public Void call() throws InterruptedException {
		try (HeldLock lock = this.locks.acquire("walk", LockOptions.defaults())) {
			lock.ensureHeld();
		}
		return null;
	}

	@Override
	public void close() {
		this.locks.close();
		this.client.close();
	}

}
