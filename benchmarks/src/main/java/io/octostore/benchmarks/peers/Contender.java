package io.octostore.benchmarks.peers;

/**
 * A library, and the store that keeps its locks.
 */
public enum Contender {

	/** The least that a client of the server can do. */
	WATCH_ON_SOCKETS("Watch on raw sockets", Store.OCTOSTORE),

	/** The product as an application with metrics runs it. */
	OCTOSTORE("OctoStoreLocks", Store.OCTOSTORE),

	/** The same on another engine. */
	OCTOSTORE_ON_ETCD("OctoStoreLocks", Store.ETCD),

	/** Redisson. */
	REDISSON("Redisson", Store.REDIS),

	/** Redisson on a store that keeps what it has confirmed. */
	REDISSON_DURABLE("Redisson", Store.DURABLE_REDIS),

	/** Spring Integration's registry that is told of releases. */
	REDIS_PUB_SUB("Spring Integration, pub/sub", Store.REDIS),

	/** The same on a store that keeps what it has confirmed. */
	REDIS_PUB_SUB_DURABLE("Spring Integration, pub/sub", Store.DURABLE_REDIS),

	/** Spring Integration's registry that polls. */
	REDIS_SPIN("Spring Integration, spin", Store.REDIS),

	/** Spring Integration's registry on a database, which polls. */
	JDBC("Spring Integration, JDBC", Store.POSTGRESQL);

	private final String title;

	private final Store store;

	Contender(String title, Store store) {
		this.title = title;
		this.store = store;
	}

	/**
	 * Its name in tables.
	 * @return the name
	 */
	public String title() {
		return this.title;
	}

	/**
	 * What keeps its locks.
	 * @return the store
	 */
	public Store store() {
		return this.store;
	}

	/**
	 * Whether it is the product.
	 * @return whether it is
	 */
	public boolean isOwn() {
		return this == OCTOSTORE || this == OCTOSTORE_ON_ETCD;
	}

	/**
	 * Connects an instance.
	 * @param address where the store listens
	 * @param firstUser the user of the server for its first caller; only the contender
	 * without sessions needs one for each caller
	 * @return its locks
	 * @throws Exception if the store cannot be reached
	 */
	public WaitingLock connect(String address, int firstUser) throws Exception {
		return switch (this) {
			case WATCH_ON_SOCKETS -> new SocketLock(address, firstUser);
			case OCTOSTORE -> OctoStoreLock.onServer(address);
			case OCTOSTORE_ON_ETCD -> OctoStoreLock.onEtcd(address);
			case REDISSON, REDISSON_DURABLE -> new RedissonLock(address);
			case REDIS_PUB_SUB, REDIS_PUB_SUB_DURABLE -> RegistryLock.redisPubSub(address);
			case REDIS_SPIN -> RegistryLock.redisSpin(address);
			case JDBC -> RegistryLock.jdbc(address);
		};
	}

}
