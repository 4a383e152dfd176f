package io.octostore.benchmarks.handoff;

import java.net.URI;

import org.redisson.Redisson;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

/**
 * Redisson with its default settings: a watchdog renews, pub/sub wakes up.
 */
final class RedissonLock implements WaitingLock {

	private final RedissonClient client;

	RedissonLock(URI address) {
		Config config = new Config();
		config.useSingleServer().setAddress(address.toString());
		this.client = Redisson.create(config);
	}

	@Override
	public void run(Body body) throws Exception {
		RLock lock = this.client.getLock("hand-off");
		lock.lock();
		try {
			body.run();
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
