package io.octostore.benchmarks.handoff;

import java.net.URI;

/**
 * Who is measured.
 */
enum Contender {

	WATCH_ON_SOCKETS("Watch on raw sockets (limit)", Store.OCTOSTORE),

	OCTOSTORE("OctoStoreLocks", Store.OCTOSTORE),

	REDISSON("Redisson", Store.REDIS),

	REDISSON_DURABLE("Redisson", Store.DURABLE_REDIS),

	REDIS_PUB_SUB("Spring Integration, pub/sub", Store.REDIS),

	REDIS_PUB_SUB_DURABLE("Spring Integration, pub/sub", Store.DURABLE_REDIS),

	REDIS_SPIN("Spring Integration, spin", Store.REDIS),

	JDBC("Spring Integration, JDBC", Store.POSTGRESQL);

	private final String title;

	private final Store store;

	Contender(String title, Store store) {
		this.title = title;
		this.store = store;
	}

	String title() {
		return this.title;
	}

	Store store() {
		return this.store;
	}

	/**
	 * Connects one of the two JVMs.
	 * @param role which of them
	 * @param address where the store listens
	 */
	WaitingLock connect(Role role, URI address) throws Exception {
		return switch (this) {
			case WATCH_ON_SOCKETS -> new SocketLock(address, role.token());
			case OCTOSTORE -> new OctoStoreLock(address, Role.HOLDER.token());
			case REDISSON, REDISSON_DURABLE -> new RedissonLock(address);
			case REDIS_PUB_SUB, REDIS_PUB_SUB_DURABLE -> RegistryLock.redisPubSub(address);
			case REDIS_SPIN -> RegistryLock.redisSpin(address);
			case JDBC -> RegistryLock.jdbc(address);
		};
	}

}
