package io.octostore.benchmarks.pairs;

import java.net.URI;

import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;

import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.lock.HeldLock;
import io.octostore.lock.OctoStoreLocks;

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
		this.locks = OctoStoreLocks.builder(this.client).build();
	}

	static OctoStoreLockPair unobserved(URI baseUrl, String token) {
		return new OctoStoreLockPair(baseUrl, token, ObservationRegistry.NOOP);
	}

	/**
	 * With the observation of requests that an application with metrics has.
	 */
	static OctoStoreLockPair withMetrics(URI baseUrl, String token) {
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig()
			.observationHandler(new DefaultMeterObservationHandler(new SimpleMeterRegistry()));
		return new OctoStoreLockPair(baseUrl, token, observations);
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
