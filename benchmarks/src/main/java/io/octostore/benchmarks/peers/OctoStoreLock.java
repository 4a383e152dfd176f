package io.octostore.benchmarks.peers;

import java.time.Duration;
import java.util.Arrays;

import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;

import io.octostore.LockAcquireTimeoutException;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.etcd.EtcdAuthority;
import io.octostore.lock.LockOptions;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.lock.OctoStoreLocksBuilder;
import io.octostore.spring.boot.observation.ObservedLocks;

/**
 * The product with its default settings, observed as the starter does it in an
 * application with metrics.
 */
final class OctoStoreLock implements WaitingLock {

	private final OctoStoreLocks locks;

	private final Runnable resource;

	private OctoStoreLock(OctoStoreLocksBuilder builder, ObservationRegistry observations, Runnable resource) {
		this.locks = builder.observer(new ObservedLocks(observations, null, null)).build();
		this.resource = resource;
	}

	static OctoStoreLock onServer(String address) {
		ObservationRegistry observations = observations();
		ReactiveOctoStoreClient client = ReactiveOctoStoreClient.builder()
			.baseUrl(address)
			.token(Users.token(0))
			.observationRegistry(observations)
			.buildReactive();
		return new OctoStoreLock(OctoStoreLocks.builder(client), observations, client::close);
	}

	static OctoStoreLock onEtcd(String address) {
		ObservationRegistry observations = observations();
		EtcdAuthority etcd = EtcdAuthority.builder()
			.endpoints(Arrays.asList(address.split(",", -1)))
			.observationRegistry(observations)
			.build();
		return new OctoStoreLock(OctoStoreLocks.builder(etcd), observations, etcd::close);
	}

	private static ObservationRegistry observations() {
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig()
			.observationHandler(new DefaultMeterObservationHandler(new SimpleMeterRegistry()));
		return observations;
	}

	@Override
	public boolean run(String name, Duration waitFor, Body body) throws Exception {
		try {
			return this.locks.executeChecked(name, LockOptions.defaults().withWaitFor(waitFor), (lock) -> {
				body.run();
				return true;
			});
		}
		catch (LockAcquireTimeoutException ex) {
			return false;
		}
	}

	@Override
	public void close() {
		this.locks.close();
		this.resource.run();
	}

}
