package io.octostore.spring.lock;

import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.r2dbc.core.DatabaseClient;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.reactive.TransactionalOperator;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import io.octostore.LockLostException;
import io.octostore.lock.DistributedLock;
import io.octostore.lock.HeldLock;
import io.octostore.lock.ReactiveOctoStoreLocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Locked methods that return publishers and are subscribed to inside a reactive
 * transaction.
 */
@Tag("field-fault-H4")
class ReactiveOuterTransactionsTests {

	private final TransactionBench bench = new TransactionBench(ReactiveCommitGuardTests.R2dbc.class, Jobs.class);

	private final Jobs jobs = this.bench.bean(Jobs.class);

	private final TransactionalOperator transaction = TransactionalOperator
		.create(this.bench.bean(ReactiveTransactionManager.class));

	@AfterEach
	void close() {
		this.bench.close();
	}

	private boolean isHeld(String name) {
		return this.bench.server.holds(name);
	}

	@Test
	void keepTheirLockUntilTheCommit() {
		Boolean held = this.jobs.joins("one")
			.then(Mono.fromSupplier(() -> isHeld("joins")))
			.as(this.transaction::transactional)
			.block();
		assertThat(held).isTrue();
		assertThat(isHeld("joins")).isFalse();
		assertThat(this.bench.entries()).isOne();
	}

	@Test
	void keepTheirLockUntilTheRollback() {
		Mono<Void> failing = this.jobs.many("one")
			.then(Mono.fromRunnable(() -> assertThat(isHeld("many")).isTrue()))
			.then(Mono.error(new IllegalStateException("later")));
		assertThatExceptionOfType(IllegalStateException.class)
			.isThrownBy(() -> failing.as(this.transaction::transactional).block());
		assertThat(isHeld("many")).isFalse();
		assertThat(this.bench.entries()).isZero();
	}

	@Test
	void keepTheirLockUntilTheCancellation() {
		Sinks.Empty<Void> reached = Sinks.empty();
		var subscription = this.jobs.joins("one")
			.then(Mono.fromRunnable(reached::tryEmitEmpty))
			.then(Mono.never())
			.as(this.transaction::transactional)
			.subscribe();
		reached.asMono().block();
		assertThat(isHeld("joins")).isTrue();
		subscription.dispose();
		await().until(() -> !isHeld("joins"));
		assertThat(this.bench.entries()).isZero();
	}

	@Test
	void canBeCalledAgainInTheSameTransaction() {
		List<Long> tokens = Flux.just("one", "two", "three")
			.concatMap((name) -> name.equals("two") ? this.jobs.many(name).last() : this.jobs.joins(name))
			.concatWith(this.jobs.many("four"))
			.collectList()
			.as(this.transaction::transactional)
			.block();
		assertThat(tokens).hasSize(4);
		assertThat(tokens.get(2)).isEqualTo(tokens.get(0));
		assertThat(tokens.get(3)).isEqualTo(tokens.get(1));
		assertThat(this.bench.entries()).isEqualTo(4);
		assertThat(this.bench.server.heldLocks()).isEmpty();
	}

	@Test
	void aLossAfterTheMethodVetoesTheCommit() {
		Mono<Long> losing = this.jobs.joins("one").doOnSuccess((token) -> this.bench.loseAll());
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> losing.as(this.transaction::transactional).block());
		assertThat(this.bench.entries()).isZero();
	}

	@Test
	void releaseTheirLockAtOnceWhenTheyDoNotJoin() {
		Boolean held = this.jobs.requiresNew("one")
			.then(Mono.fromSupplier(() -> isHeld("requires-new")))
			.as(this.transaction::transactional)
			.block();
		assertThat(held).isFalse();
		assertThat(this.bench.entries()).isOne();
	}

	@Test
	void releaseTheirLockAtOnceWhenTheTransactionOnlyReads() {
		DefaultTransactionDefinition readOnly = new DefaultTransactionDefinition();
		readOnly.setReadOnly(true);
		TransactionalOperator reading = TransactionalOperator.create(this.bench.bean(ReactiveTransactionManager.class),
				readOnly);
		Boolean held = this.jobs.nothing()
			.then(Mono.fromSupplier(() -> isHeld("nothing")))
			.as(reading::transactional)
			.block();
		assertThat(held).isFalse();
	}

	@Test
	void releaseTheirLockAtOnceWithoutATransaction() {
		TransactionalOperator supporting = TransactionalOperator.create(
				this.bench.bean(ReactiveTransactionManager.class),
				new DefaultTransactionDefinition(TransactionDefinition.PROPAGATION_SUPPORTS));
		Boolean held = this.jobs.nothing()
			.then(Mono.fromSupplier(() -> isHeld("nothing")))
			.as(supporting::transactional)
			.block();
		assertThat(held).isFalse();
	}

	static class Jobs {

		private final DatabaseClient database;

		Jobs(DatabaseClient database) {
			this.database = database;
		}

		private Mono<Long> insert(String name) {
			return this.database.sql("insert into entry values (:name)")
				.bind("name", name)
				.then()
				.then(ReactiveOctoStoreLocks.currentLock())
				.map(HeldLock::fencingToken);
		}

		@DistributedLock("joins")
		Mono<Long> joins(String name) {
			return insert(name);
		}

		@DistributedLock("many")
		@Transactional
		Flux<Long> many(String name) {
			return insert(name).flux();
		}

		@DistributedLock("requires-new")
		@Transactional(propagation = Propagation.REQUIRES_NEW)
		Mono<Long> requiresNew(String name) {
			return insert(name);
		}

		@DistributedLock("nothing")
		Mono<Void> nothing() {
			return ReactiveOctoStoreLocks.currentLock().then();
		}

	}

}
