package io.octostore.benchmarks.handoff;

import java.net.URI;
import java.util.concurrent.locks.Lock;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.integration.jdbc.lock.DefaultLockRepository;
import org.springframework.integration.jdbc.lock.JdbcLockRegistry;
import org.springframework.integration.redis.util.RedisLockRegistry;
import org.springframework.integration.redis.util.RedisLockRegistry.RedisLockType;
import org.springframework.integration.support.locks.LockRegistry;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * A lock of one of Spring Integration's registries with their default settings.
 */
final class RegistryLock implements WaitingLock {

	private final Lock lock;

	private final Runnable resource;

	private RegistryLock(LockRegistry<?> registry, Runnable resource) {
		this.lock = registry.obtain("hand-off");
		this.resource = resource;
	}

	static RegistryLock redisPubSub(URI address) {
		return redis(address, RedisLockType.PUB_SUB_LOCK);
	}

	static RegistryLock redisSpin(URI address) {
		return redis(address, RedisLockType.SPIN_LOCK);
	}

	private static RegistryLock redis(URI address, RedisLockType type) {
		LettuceConnectionFactory connections = new LettuceConnectionFactory(address.getHost(), address.getPort());
		connections.afterPropertiesSet();
		connections.start();
		RedisLockRegistry registry = new RedisLockRegistry(connections, "bench");
		registry.setRedisLockType(type);
		return new RegistryLock(registry, () -> {
			registry.destroy();
			connections.destroy();
		});
	}

	static RegistryLock jdbc(URI address) {
		HikariDataSource dataSource = new HikariDataSource();
		dataSource.setJdbcUrl(address.toString());
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
	public void run(Body body) throws Exception {
		this.lock.lock();
		try {
			body.run();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void close() {
		this.resource.run();
	}

}
