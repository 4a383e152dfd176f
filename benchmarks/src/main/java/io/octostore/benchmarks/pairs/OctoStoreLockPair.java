package io.octostore.benchmarks.pairs;

import java.net.URI;

import io.micrometer.observation.ObservationRegistry;

import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.lock.HeldLock;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.lock.OctoStoreLocksBuilder;
import io.octostore.spring.boot.observation.ObservedLocks;

/**
 * The product with its default settings.
 */
final class OctoStoreLockPair implements LockPair {

	private final ReactiveOctoStoreClient client;

	private final OctoStoreLocks locks;

	private OctoStoreLockPair(URI baseUrl, String token, ObservationRegistry observations) {
		this.client = ReactiveOctoStoreClient.builder()
			.baseUrl(baseUrl)
			.token(token)
			.observationRegistry(observations)
			.buildReactive();
		OctoStoreLocksBuilder builder = OctoStoreLocks.builder(this.client);
		if (!observations.isNoop()) {
			builder.observer(new ObservedLocks(observations, null, null));
		}
		this.locks = builder.build();
	}

	static OctoStoreLockPair unobserved(URI baseUrl, String token) {
		return new OctoStoreLockPair(baseUrl, token, ObservationRegistry.NOOP);
	}

	/**
	 * With the observation of requests, acquires and held locks that the starter adds in
	 * an application with metrics.
	 */
	static OctoStoreLockPair withMetrics(URI baseUrl, String token) {
		return new OctoStoreLockPair(baseUrl, token, Observations.withMetrics());
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
