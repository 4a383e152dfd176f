package io.octostore.benchmarks.peers;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.redisson.Redisson;
import org.redisson.api.RLock;
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
		RLock lock = this.client.getLock(name);
		if (!lock.tryLock(waitFor.toMillis(), TimeUnit.MILLISECONDS)) {
			return false;
		}
		try {
			body.run();
			return true;
		}
		finally {
			lock.unlock();
		}
	}

	@Override
	public void close() {
		this.client.shutdown();
	}

}
