package io.octostore.benchmarks.peers;

import java.net.URI;
import java.time.Duration;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.integration.jdbc.lock.DefaultLockRepository;
import org.springframework.integration.jdbc.lock.JdbcLockRegistry;
import org.springframework.integration.redis.util.RedisLockRegistry;
import org.springframework.integration.redis.util.RedisLockRegistry.RedisLockType;
import org.springframework.integration.support.locks.LockRegistry;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * The locks of one of Spring Integration's registries with their default settings.
 */
final class RegistryLock implements WaitingLock {

	private final LockRegistry<?> registry;

	private final Runnable resource;

	private RegistryLock(LockRegistry<?> registry, Runnable resource) {
		this.registry = registry;
		this.resource = resource;
	}

	static RegistryLock redisPubSub(String address) {
		return redis(address, RedisLockType.PUB_SUB_LOCK);
	}

	static RegistryLock redisSpin(String address) {
		return redis(address, RedisLockType.SPIN_LOCK);
	}

	private static RegistryLock redis(String address, RedisLockType type) {
		URI server = URI.create(address);
		LettuceConnectionFactory connections = new LettuceConnectionFactory(server.getHost(), server.getPort());
		connections.afterPropertiesSet();
		connections.start();
		RedisLockRegistry registry = new RedisLockRegistry(connections, "bench");
		registry.setRedisLockType(type);
		return new RegistryLock(registry, () -> {
			registry.destroy();
			connections.destroy();
		});
	}

	static RegistryLock jdbc(String address) {
		HikariDataSource dataSource = new HikariDataSource();
		dataSource.setJdbcUrl(address);
		// So that many instances fit one server; more are opened when they are needed
		dataSource.setMinimumIdle(1);
		DefaultLockRepository repository = new DefaultLockRepository(dataSource);
		repository.setTransactionManager(new JdbcTransactionManager(dataSource));
		repository.afterPropertiesSet();
		repository.afterSingletonsInstantiated();
		repository.start();
		return new RegistryLock(new JdbcLockRegistry(repository), () -> {
			repository.close();
			dataSource.close();
		});
	}

	@Override
	public boolean run(String name, Duration waitFor, Body body) throws Exception {
		return WaitingLock.runUnder(this.registry.obtain(name), waitFor, body);
	}

	@Override
	public void close() {
		this.resource.run();
	}

}
