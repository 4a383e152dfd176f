package io.octostore.spring.lock;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.embedded.LockSnapshot;
import io.octostore.embedded.OctoStoreServer;
import io.octostore.lock.LockListener;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.testsupport.Control;

/**
 * A plain application context whose locks are on a server in memory.
 */
final class LockBench implements AutoCloseable {

	final OctoStoreServer server = OctoStoreServer.builder().token("user", "tok-user").start();

	private final ReactiveOctoStoreClient client = ReactiveOctoStoreClient.create(this.server.baseUrl().toString(),
			"tok-user");

	/** Names of locks, in the order in which they were given back. */
	final List<String> ended = new CopyOnWriteArrayList<>();

	final OctoStoreLocks locks = OctoStoreLocks.builder(this.client).listener(new LockListener() {

		@Override
		public void lockEnded(EndEvent event) {
			LockBench.this.ended.add(event.lock().name());
		}

	}).acquireTimeout(Duration.ofSeconds(20)).shutdownTimeout(Duration.ZERO).build();

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	LockBench(Class<?>... beans) {
		RootBeanDefinition definition = new RootBeanDefinition(DistributedLockPostProcessor.class, () -> {
			DistributedLockPostProcessor processor = new DistributedLockPostProcessor(() -> this.locks);
			processor.setProxyTargetClass(true);
			return processor;
		});
		definition.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
		this.context.registerBeanDefinition("lockPostProcessor", definition);
		for (Class<?> bean : beans) {
			this.context.register(bean);
		}
		this.context.refresh();
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	/**
	 * Another instance takes a lock from its holder, who notices it.
	 */
	void steal(String name) {
		this.server.steal(name);
		Control.of(this.locks).confirm();
	}

	List<String> held() {
		return this.server.heldLocks().stream().map(LockSnapshot::name).sorted().toList();
	}

	@Override
	public void close() {
		this.context.close();
		this.locks.close();
		this.client.close();
		this.server.close();
	}

}
