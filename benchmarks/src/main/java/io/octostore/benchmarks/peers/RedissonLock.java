package io.octostore.benchmarks.peers;

import java.time.Duration;

import org.redisson.Redisson;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/**
 * Redisson with its default settings: a watchdog renews, pub/sub wakes up.
 */
final class RedissonLock implements WaitingLock {

	private final RedissonClient client;

	RedissonLock(String address) {
		Config config = new Config();
		config.useSingleServer().setAddress(address);
		this.client = Redisson.create(config);
	}

	@Override
	public boolean run(String name, Duration waitFor, Body body) throws Exception {
		return WaitingLock.runUnder(this.client.getLock(name), waitFor, body);
	}

	@Override
	public void close() {
		this.client.shutdown();
	}

}
