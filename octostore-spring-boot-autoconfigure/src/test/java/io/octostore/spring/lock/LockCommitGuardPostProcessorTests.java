package io.octostore.spring.lock;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.sql.DataSource;

import org.h2.jdbcx.JdbcDataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.ReactiveTransaction;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.reactive.GenericReactiveTransaction;
import org.springframework.transaction.support.CallbackPreferringPlatformTransactionManager;
import org.springframework.transaction.support.SimpleTransactionStatus;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;
import reactor.core.publisher.Mono;

import io.octostore.LockLostException;
import io.octostore.lock.HeldLock;
import io.octostore.lock.LockOptions;
import io.octostore.lock.OnLost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Which transaction managers are guarded.
 */
@Tag("field-fault-H1")
@ExtendWith(OutputCaptureExtension.class)
class LockCommitGuardPostProcessorTests {

	private @Nullable TransactionBench bench;

	private @Nullable AnnotationConfigApplicationContext parent;

	@AfterEach
	void close() {
		if (this.bench != null) {
			this.bench.close();
		}
		if (this.parent != null) {
			this.parent.close();
		}
	}

	private TransactionBench start(Class<?>... beans) {
		TransactionBench started = new TransactionBench(beans);
		this.bench = started;
		return started;
	}

	/**
	 * The transaction writes, then the lock is lost, then it wants to commit.
	 */
	private static void assertGuarded(TransactionBench bench, TransactionOperations transaction) {
		JdbcTemplate jdbc = bench.bean(JdbcTemplate.class);
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> bench.locks.execute("job", LockOptions.defaults(), (lock) -> {
				transaction.executeWithoutResult((status) -> {
					jdbc.update("insert into entry values ('one')");
					bench.loseAll();
				});
				return null;
			}))
			.satisfies((lost) -> assertThat(lost.getSuppressed()).isEmpty());
		assertThat(bench.entries()).isZero();
	}

	@ParameterizedTest
	@ValueSource(classes = { OfSpring.class, ByFactoryBean.class, OfItsOwnKind.class, OfAFinalClass.class,
			PreferringCallbacks.class, Proxied.class, CreatedTooEarly.class, Chained.class })
	void managersAreGuarded(Class<?> kind, CapturedOutput output) {
		TransactionBench started = start(kind);
		assertGuarded(started, new TransactionTemplate(started.bean(PlatformTransactionManager.class)));
		assertThat(output).doesNotContain("are committed even if");
	}

	@ParameterizedTest
	@ValueSource(classes = { OfSpring.class, OfItsOwnKind.class, OfAFinalClass.class, PreferringCallbacks.class,
			Proxied.class, Chained.class })
	void guardedManagersCommitWhileTheLockIsHeld(Class<?> kind) throws Exception {
		TransactionBench started = start(kind);
		TransactionTemplate transaction = new TransactionTemplate(started.bean(PlatformTransactionManager.class));
		JdbcTemplate jdbc = started.bean(JdbcTemplate.class);
		started.locks.execute("job", LockOptions.defaults(), (lock) -> {
			transaction.executeWithoutResult((status) -> jdbc.update("insert into entry values ('one')"));
			return null;
		});
		assertThat(started.entries()).isOne();
	}

	@ParameterizedTest
	@ValueSource(classes = { OfItsOwnKind.class, PreferringCallbacks.class })
	void managersKeepTheirClass(Class<?> kind) {
		assertThat(start(kind).bean(PlatformTransactionManager.class)).isInstanceOf(Delegating.class);
	}

	@ParameterizedTest
	@ValueSource(classes = { OfSpring.class, OfItsOwnKind.class, PreferringCallbacks.class })
	void managersRollBackWhenALockWasClosedThatTheTransactionNames(Class<?> kind) {
		TransactionBench started = start(kind);
		TransactionTemplate transaction = new TransactionTemplate(started.bean(PlatformTransactionManager.class));
		JdbcTemplate jdbc = started.bean(JdbcTemplate.class);
		HeldLock lock = started.locks.acquire("job");
		assertThatIllegalStateException().isThrownBy(() -> transaction.executeWithoutResult((status) -> {
			LockCommitGuard.commitOnlyWhileHeld(lock);
			jdbc.update("insert into entry values ('one')");
			lock.close();
		}));
		assertThat(TransactionSynchronizationManager.isActualTransactionActive()).isFalse();
		assertThat(started.entries()).isZero();
	}

	@Test
	void aTransactionThatHasEndedIsNotRolledBackAgain() {
		TransactionBench started = start(OfAFinalClass.class);
		PlatformTransactionManager manager = started.bean(PlatformTransactionManager.class);
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> started.locks.execute("job", (lock) -> {
			TransactionStatus status = manager.getTransaction(null);
			manager.rollback(status);
			started.loseAll();
			manager.commit(status);
			return null;
		})).satisfies((lost) -> assertThat(lost.getSuppressed()).isEmpty());
	}

	@Test
	void aRollbackThatFailsIsToldBesideTheLoss() {
		TransactionBench started = start(OfABrokenKind.class);
		PlatformTransactionManager manager = started.bean(PlatformTransactionManager.class);
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> started.locks.execute("job", (lock) -> {
			TransactionStatus status = manager.getTransaction(null);
			started.loseAll();
			manager.commit(status);
			return null;
		}))
			.satisfies((lost) -> assertThat(lost.getSuppressed()).singleElement()
				.isInstanceOf(TransactionSystemException.class));
	}

	@Test
	void aChainOfManagersIsRolledBackAsAWhole() {
		TransactionBench started = start(Chained.class);
		JdbcTemplate another = new JdbcTemplate(started.bean(Chained.class).another);
		another.execute("create table entry (name varchar(40) primary key)");
		TransactionTemplate transaction = new TransactionTemplate(started.bean(PlatformTransactionManager.class));
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> started.locks.execute("job", LockOptions.defaults(), (lock) -> {
				transaction.executeWithoutResult((status) -> {
					started.bean(JdbcTemplate.class).update("insert into entry values ('one')");
					another.update("insert into entry values ('two')");
					started.loseAll();
				});
				return null;
			}));
		assertThat(started.entries()).isZero();
		assertThat(another.queryForList("select name from entry")).isEmpty();
	}

	@Test
	void managersThatBeansMakeForThemselvesAreGuarded() {
		TransactionBench started = start(WithItsOwnTemplate.class);
		assertGuarded(started, started.bean(WithItsOwnTemplate.class).transaction);
		assertGuarded(started, started.bean(WithItsOwnTemplate.class).template());
	}

	@Test
	void managersInTemplatesThatAreBeansAreGuarded() {
		TransactionBench started = start(TemplateBean.class);
		assertGuarded(started, started.bean(TransactionTemplate.class));
	}

	@Test
	void managersOfParentContextsAreGuarded() {
		AnnotationConfigApplicationContext above = new AnnotationConfigApplicationContext();
		this.parent = above;
		above.registerBean(JdbcTransactionManager.class, () -> new JdbcTransactionManager(new JdbcDataSource()));
		above.refresh();
		TransactionBench started = new TransactionBench((context) -> context.setParent(above));
		this.bench = started;
		JdbcTransactionManager manager = above.getBean(JdbcTransactionManager.class);
		manager.setDataSource(started.bean(DataSource.class));
		assertGuarded(started, new TransactionTemplate(manager));
	}

	@Test
	void aManagerThatCannotBeGuardedIsNamed(CapturedOutput output) {
		start(WithAFinalCommit.class);
		assertThat(output).containsOnlyOnce("are committed even if")
			.contains("Bean 'manager' is a transaction manager of class")
			.contains("Let its class and its method commit not be final");
	}

	@Test
	void aReactiveManagerThatTakesNoListenerIsGuarded() {
		TransactionBench started = start(OfReactiveKind.class);
		ReactiveKind target = started.bean(OfReactiveKind.class).manager;
		ReactiveTransactionManager manager = started.bean(ReactiveTransactionManager.class);
		Mono<Void> body = manager.getReactiveTransaction(null).flatMap((transaction) -> {
			started.loseAll();
			return manager.commit(transaction);
		});
		// Otherwise the loss may cancel the body first
		LockOptions options = LockOptions.defaults().withOnLost(OnLost.NOTIFY);
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> started.locks.reactive().withLock("job", options, body).block());
		assertThat(target.journal).containsExactly("begin", "rollback");
		target.journal.clear();
		manager.getReactiveTransaction(null).flatMap(manager::commit).block();
		assertThat(target.journal).containsExactly("begin", "commit");
	}

	@Configuration(proxyBeanMethods = false)
	static class OfSpring {

		@Bean
		PlatformTransactionManager manager(DataSource dataSource) {
			return new DataSourceTransactionManager(dataSource);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ByFactoryBean {

		@Bean
		FactoryBean<PlatformTransactionManager> manager(DataSource dataSource) {
			return new FactoryBean<>() {

				private final PlatformTransactionManager manager = new JdbcTransactionManager(dataSource);

				@Override
				public PlatformTransactionManager getObject() {
					return this.manager;
				}

				@Override
				public Class<?> getObjectType() {
					return PlatformTransactionManager.class;
				}

			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfItsOwnKind {

		@Bean
		PlatformTransactionManager manager(DataSource dataSource) {
			return new Delegating(dataSource);
		}

	}

	/**
	 * One manager for several resources, as a chain of managers is.
	 */
	static class Chained {

		private final JdbcDataSource another = new JdbcDataSource();

		Chained() {
			this.another.setURL("jdbc:h2:mem:" + System.identityHashCode(this) + ";DB_CLOSE_DELAY=-1");
		}

		@Bean
		PlatformTransactionManager manager(DataSource dataSource) {
			return new Chain(List.of(new JdbcTransactionManager(dataSource), new JdbcTransactionManager(this.another)));
		}

	}

	static class Chain implements PlatformTransactionManager {

		private final List<JdbcTransactionManager> managers;

		Chain(List<JdbcTransactionManager> managers) {
			this.managers = managers;
		}

		@Override
		public TransactionStatus getTransaction(@Nullable TransactionDefinition definition) {
			return new ChainedStatus(
					this.managers.stream().map((manager) -> manager.getTransaction(definition)).toList());
		}

		@Override
		public void commit(TransactionStatus status) {
			for (int index = this.managers.size() - 1; index >= 0; index--) {
				this.managers.get(index).commit(((ChainedStatus) status).parts.get(index));
			}
		}

		@Override
		public void rollback(TransactionStatus status) {
			for (int index = this.managers.size() - 1; index >= 0; index--) {
				this.managers.get(index).rollback(((ChainedStatus) status).parts.get(index));
			}
		}

	}

	static class ChainedStatus extends SimpleTransactionStatus {

		private final List<TransactionStatus> parts;

		ChainedStatus(List<TransactionStatus> parts) {
			this.parts = parts;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfAFinalClass {

		@Bean
		PlatformTransactionManager manager(DataSource dataSource) {
			return new FinalDelegating(dataSource);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfABrokenKind {

		@Bean
		PlatformTransactionManager manager() {
			return new Broken();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class PreferringCallbacks {

		@Bean
		PlatformTransactionManager manager(DataSource dataSource) {
			return new CallbackDelegating(dataSource);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Proxied {

		@Bean
		PlatformTransactionManager manager(DataSource dataSource) {
			ProxyFactory factory = new ProxyFactory(new Delegating(dataSource));
			factory.setInterfaces(PlatformTransactionManager.class);
			return (PlatformTransactionManager) factory.getProxy();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class CreatedTooEarly {

		@Bean
		static BeanPostProcessor processor(PlatformTransactionManager manager) {
			return new BeanPostProcessor() {
			};
		}

		@Bean
		static PlatformTransactionManager manager(DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class WithAFinalCommit {

		@Bean
		PlatformTransactionManager manager(DataSource dataSource) {
			return new FinalCommit(dataSource);
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class TemplateBean {

		@Bean
		TransactionTemplate template(DataSource dataSource) {
			return new TransactionTemplate(new JdbcTransactionManager(dataSource));
		}

	}

	static class Base {

		private final PlatformTransactionManager manager;

		Base(DataSource dataSource) {
			this.manager = new JdbcTransactionManager(dataSource);
		}

		TransactionTemplate template() {
			return new TransactionTemplate(this.manager);
		}

	}

	static class WithItsOwnTemplate extends Base {

		private final TransactionOperations transaction;

		WithItsOwnTemplate(DataSource dataSource) {
			super(dataSource);
			this.transaction = new TransactionTemplate(new JdbcTransactionManager(dataSource));
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OfReactiveKind {

		private final ReactiveKind manager = new ReactiveKind();

		@Bean
		ReactiveTransactionManager reactiveManager() {
			return this.manager;
		}

	}

	static class ReactiveKind implements ReactiveTransactionManager {

		final List<String> journal = new CopyOnWriteArrayList<>();

		@Override
		public Mono<ReactiveTransaction> getReactiveTransaction(@Nullable TransactionDefinition definition) {
			return Mono.fromSupplier(() -> {
				this.journal.add("begin");
				return new GenericReactiveTransaction("one", this, true, true, false, false, false, null);
			});
		}

		@Override
		public Mono<Void> commit(ReactiveTransaction transaction) {
			return Mono.fromRunnable(() -> this.journal.add("commit"));
		}

		@Override
		public Mono<Void> rollback(ReactiveTransaction transaction) {
			return Mono.fromRunnable(() -> this.journal.add("rollback"));
		}

	}

	static class Delegating implements PlatformTransactionManager {

		final JdbcTransactionManager manager;

		Delegating(DataSource dataSource) {
			this.manager = new JdbcTransactionManager(dataSource);
		}

		@Override
		public TransactionStatus getTransaction(@Nullable TransactionDefinition definition) {
			return this.manager.getTransaction(definition);
		}

		@Override
		public void commit(TransactionStatus status) {
			this.manager.commit(status);
		}

		@Override
		public void rollback(TransactionStatus status) {
			this.manager.rollback(status);
		}

	}

	static final class FinalDelegating extends Delegating {

		FinalDelegating(DataSource dataSource) {
			super(dataSource);
		}

	}

	static final class Broken implements PlatformTransactionManager {

		@Override
		public TransactionStatus getTransaction(@Nullable TransactionDefinition definition) {
			return new SimpleTransactionStatus();
		}

		@Override
		public void commit(TransactionStatus status) {
		}

		@Override
		public void rollback(TransactionStatus status) {
			throw new TransactionSystemException("the connection is broken");
		}

	}

	static class FinalCommit extends Delegating {

		FinalCommit(DataSource dataSource) {
			super(dataSource);
		}

		@Override
		public final void commit(TransactionStatus status) {
			super.commit(status);
		}

	}

	static class CallbackDelegating extends Delegating implements CallbackPreferringPlatformTransactionManager {

		CallbackDelegating(DataSource dataSource) {
			super(dataSource);
		}

		@Override
		public <T> @Nullable T execute(@Nullable TransactionDefinition definition, TransactionCallback<T> callback) {
			TransactionStatus status = this.manager.getTransaction(definition);
			T result;
			try {
				result = callback.doInTransaction(status);
			}
			catch (RuntimeException ex) {
				this.manager.rollback(status);
				throw ex;
			}
			this.manager.commit(status);
			return result;
		}

	}

}
