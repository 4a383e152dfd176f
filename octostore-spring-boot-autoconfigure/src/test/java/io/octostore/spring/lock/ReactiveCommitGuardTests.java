package io.octostore.spring.lock;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.stream.Stream;

import io.r2dbc.spi.ConnectionFactories;
import io.r2dbc.spi.ConnectionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.r2dbc.connection.R2dbcTransactionManager;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.reactive.TransactionalOperator;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import io.octostore.LockLostException;
import io.octostore.lock.CurrentLock;
import io.octostore.lock.DistributedLock;
import io.octostore.lock.LockOptions;
import io.octostore.lock.OnLost;
import io.octostore.lock.ReactiveOctoStoreLocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A lost lock and the commit of a reactive transaction. The bodies are only notified of a
 * loss, because one that is cancelled does not come to its commit.
 */
@Tag("field-fault-H1")
class ReactiveCommitGuardTests {

	private final TransactionBench bench = new TransactionBench(R2dbc.class, Jobs.class, Inner.class);

	private final Jobs jobs = this.bench.bean(Jobs.class);

	@AfterEach
	void close() {
		this.bench.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "mono", "flux", "operator", "losesTheOuterLock", "cancelled" })
	void aTransactionIsRolledBackWhenItsLockWasLost(String body) {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> run(body));
		assertThat(this.bench.entries()).isZero();
	}

	private void run(String body) {
		switch (body) {
			case "mono" -> this.jobs.mono().block();
			case "flux" -> this.jobs.flux().collectList().block();
			case "operator" -> this.jobs.operator().block();
			case "losesTheOuterLock" -> this.jobs.losesTheOuterLock().block();
			case "cancelled" -> this.jobs.cancelled().block();
			default -> throw new IllegalArgumentException(body);
		}
	}

	@Test
	void aTransactionIsCommittedWhileItsLockIsHeld() {
		this.jobs.keepsItsLock().block();
		assertThat(this.bench.entries()).isOne();
	}

	@Test
	void aTransactionThatABlockingBodyWaitsForIsGuardedToo() {
		TransactionalOperator transaction = TransactionalOperator
			.create(this.bench.bean(ReactiveTransactionManager.class));
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> this.bench.locks.execute("job", LockOptions.defaults(),
					(lock) -> this.jobs.insert("blocking")
						.then(Mono.<Void>fromRunnable(this.bench::loseAll))
						.as(transaction::transactional)
						.block()));
		assertThat(this.bench.entries()).isZero();
	}

	@Test
	void theManagerKeepsItsClassAndItsSettings() {
		R2dbcTransactionManager original = new R2dbcTransactionManager(this.bench.bean(ConnectionFactory.class));
		original.setEnforceReadOnly(true);
		original.setTransactionExecutionListeners(List.of(new TransactionExecutionListener() {
		}));
		GuardedR2dbcTransactionManager copy = GuardedR2dbcTransactionManager.copyOf(original);
		assertThat(copy.getConnectionFactory()).isSameAs(original.getConnectionFactory());
		assertThat(copy.isEnforceReadOnly()).isTrue();
		assertThat(copy.getTransactionExecutionListeners()).isEqualTo(original.getTransactionExecutionListeners());
		assertThat(this.bench.bean(R2dbcTransactionManager.class)).isInstanceOf(GuardedR2dbcTransactionManager.class);
	}

	@Test
	void theManagerHasNoOtherSettings() {
		assertThat(Stream
			.<Class<?>>iterate(R2dbcTransactionManager.class, (type) -> type != Object.class, Class::getSuperclass)
			.flatMap((type) -> Stream.of(type.getDeclaredFields()))
			.filter((field) -> !Modifier.isStatic(field.getModifiers()))
			.map(Field::getName)).containsExactlyInAnyOrder("connectionFactory", "enforceReadOnly", "logger",
					"transactionExecutionListeners");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class R2dbc {

		@Bean
		ConnectionFactory connectionFactory(TransactionBench bench) {
			return ConnectionFactories.get("r2dbc:h2:mem:///" + bench.database + "?options=DB_CLOSE_DELAY=-1");
		}

		@Bean
		R2dbcTransactionManager transactionManager(ConnectionFactory connectionFactory) {
			return new R2dbcTransactionManager(connectionFactory);
		}

		@Bean
		DatabaseClient databaseClient(ConnectionFactory connectionFactory) {
			return DatabaseClient.create(connectionFactory);
		}

	}

	static class Jobs {

		private final TransactionBench bench;

		private final DatabaseClient database;

		private final TransactionalOperator operator;

		private final Inner inner;

		Jobs(TransactionBench bench, DatabaseClient database, ReactiveTransactionManager manager, Inner inner) {
			this.bench = bench;
			this.database = database;
			this.operator = TransactionalOperator.create(manager);
			this.inner = inner;
		}

		Mono<Void> insert(String name) {
			return this.database.sql("insert into entry values (:name)").bind("name", name).then();
		}

		@DistributedLock(name = "mono", onLost = OnLost.NOTIFY)
		@Transactional
		Mono<Void> mono() {
			return insert("mono").then(Mono.fromRunnable(this.bench::loseAll));
		}

		@DistributedLock(name = "flux", onLost = OnLost.NOTIFY)
		@Transactional
		Flux<String> flux() {
			return insert("flux").then(Mono.fromRunnable(this.bench::loseAll)).thenMany(Flux.empty());
		}

		@DistributedLock(name = "operator", onLost = OnLost.NOTIFY)
		Mono<Void> operator() {
			return insert("operator").then(Mono.<Void>fromRunnable(() -> {
				assertThat(CurrentLock.find()).as("on another thread").isEmpty();
				this.bench.loseAll();
			})).as(this.operator::transactional).subscribeOn(Schedulers.boundedElastic());
		}

		@DistributedLock(name = "outer", onLost = OnLost.NOTIFY)
		Mono<Void> losesTheOuterLock() {
			return this.inner.loses("outer");
		}

		@DistributedLock("cancelled")
		@Transactional
		Mono<Void> cancelled() {
			return insert("cancelled").then(Mono.fromRunnable(this.bench::loseAll)).then(Mono.never());
		}

		@DistributedLock("keeps")
		@Transactional
		Mono<Void> keepsItsLock() {
			return insert("keeps");
		}

	}

	static class Inner {

		private final TransactionBench bench;

		private final DatabaseClient database;

		Inner(TransactionBench bench, DatabaseClient database) {
			this.bench = bench;
			this.database = database;
		}

		@DistributedLock(name = "inner", onLost = OnLost.NOTIFY)
		@Transactional
		Mono<Void> loses(String name) {
			return this.database.sql("insert into entry values ('inner')")
				.then()
				.then(ReactiveOctoStoreLocks.currentLocks())
				.doOnNext((locks) -> {
					this.bench
						.lose(locks.stream().filter((lock) -> lock.name().equals(name)).findFirst().orElseThrow());
					assertThat(locks.get(0).isHeld()).isTrue();
				})
				.then();
		}

	}

}
