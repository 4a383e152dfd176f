package io.octostore.spring.lock;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

import javax.sql.DataSource;

import org.h2.jdbcx.JdbcDataSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;

import io.octostore.client.OctoStoreClient;
import io.octostore.embedded.OctoStoreServer;
import io.octostore.lock.HeldLock;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.testsupport.Control;

import static org.awaitility.Awaitility.await;

/**
 * A plain application context with real locks, of which a test can have some lost, and a
 * database.
 */
final class TransactionBench implements AutoCloseable {

	private static final String TOKEN = "tok-bench";

	private static final AtomicLong numbers = new AtomicLong();

	final OctoStoreServer server = OctoStoreServer.builder().token("bench", TOKEN).start();

	private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

	private final OctoStoreClient client = OctoStoreClient.create(this.server.baseUrl().toString(), TOKEN);

	final OctoStoreLocks locks = OctoStoreLocks.builder(this.client.reactive())
		.clockAhead(this.ahead::get)
		.acquireTimeout(Duration.ofSeconds(20))
		.shutdownTimeout(Duration.ZERO)
		.build();

	final String database = "bench" + numbers.incrementAndGet();

	final JdbcTemplate jdbc = new JdbcTemplate(dataSource());

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	TransactionBench(Class<?>... beans) {
		this((context) -> {
		}, beans);
	}

	TransactionBench(Consumer<AnnotationConfigApplicationContext> customizer, Class<?>... beans) {
		this.jdbc.execute("create table entry (name varchar(40) primary key)");
		this.context.registerBean(DistributedLockPostProcessor.class, () -> {
			DistributedLockPostProcessor processor = new DistributedLockPostProcessor(() -> this.locks);
			processor.setProxyTargetClass(true);
			return processor;
		});
		this.context.registerBean(LockCommitGuardPostProcessor.class);
		this.context.registerBean(TransactionBench.class, () -> this,
				(definition) -> definition.setDestroyMethodName(""));
		this.context.registerBean(DataSource.class, this::dataSource);
		this.context.registerBean(JdbcTemplate.class, () -> new JdbcTemplate(bean(DataSource.class)));
		for (Class<?> bean : beans) {
			this.context.register(bean);
		}
		customizer.accept(this.context);
		this.context.refresh();
	}

	private DataSource dataSource() {
		JdbcDataSource dataSource = new JdbcDataSource();
		dataSource.setURL("jdbc:h2:mem:" + this.database + ";DB_CLOSE_DELAY=-1");
		return dataSource;
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	<T> T bean(String name, Class<T> type) {
		return this.context.getBean(name, type);
	}

	/**
	 * The names of what was committed.
	 */
	int entries() {
		Integer count = this.jdbc.queryForObject("select count(*) from entry", Integer.class);
		return (count != null) ? count : -1;
	}

	/**
	 * All locks are lost, as when the process has stood still for too long; no thread of
	 * the engine has noticed yet.
	 */
	void loseAll() {
		this.ahead.updateAndGet((before) -> before.plusHours(1));
	}

	/**
	 * One lock is lost because another instance has it.
	 */
	void lose(HeldLock lock) {
		this.server.steal(lock.name());
		Control.of(this.locks).confirm();
		await().until(() -> !lock.isHeld());
	}

	@Override
	public void close() {
		this.context.close();
		this.locks.close();
		this.client.close();
		this.server.close();
		this.jdbc.execute("shutdown");
	}

}
