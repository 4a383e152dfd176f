package io.octostore.lock;

import java.net.URI;
import java.time.Duration;
import java.util.concurrent.Callable;

import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.lease.LeaseClock;
import io.octostore.lease.LeaseScheduler;

/**
 * One acquire and its release, on a client that has made both before. Loaded by the tests
 * of the walk together with the product.
 */
public final class Walk implements Callable<Void>, AutoCloseable {

	private final ReactiveOctoStoreClient client;

	private final OctoStoreLocks locks;

	public Walk(URI server, String token) {
		this.client = ReactiveOctoStoreClient.create(server.toString(), token);
		OctoStoreLocksBuilder builder = OctoStoreLocks.builder(this.client).acquireTimeout(Duration.ofSeconds(20));
		this.locks = builder.time(LeaseClock.system(), new StandingTime(), builder.random()).build();
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

	/**
	 * Nothing falls due, so that no tick of the engine joins in.
	 */
	private static final class StandingTime implements LeaseScheduler {

		@Override
		public Cancellable schedule(Runnable task, Duration delay) {
			return () -> {
			};
		}

		@Override
		public void close() {
			// Has no thread
		}

	}

}
