package io.octostore.spring.lock;

import javax.sql.DataSource;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import io.octostore.LockLostException;
import io.octostore.lock.CurrentLock;
import io.octostore.lock.DistributedLock;
import io.octostore.lock.HeldLock;
import io.octostore.lock.OnLost;
import io.octostore.lock.ReactiveOctoStoreLocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * A lost lock and the commit of a blocking transaction that a publisher begins, on
 * whatever thread.
 */
@Tag("field-fault-H1")
@ExtendWith(OutputCaptureExtension.class)
class BlockingTransactionsInPublishersTests {

	private static final String WARNING = "which knows no lock, while the publisher of Jobs.";

	private final TransactionBench bench = new TransactionBench(Jdbc.class, Jobs.class);

	private final Jobs jobs = this.bench.bean(Jobs.class);

	@AfterEach
	void close() {
		Hooks.disableAutomaticContextPropagation();
		this.bench.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "onAWorker", "afterASignalOfAWorker", "onTheThreadThatSubscribes" })
	void isRolledBackWhereContextsArePropagated(String body, CapturedOutput output) {
		Hooks.enableAutomaticContextPropagation();
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> this.jobs.run(body).block());
		assertThat(this.bench.entries()).isZero();
		assertThat(output).doesNotContain(WARNING);
	}

	/**
	 * As a coroutine does too that does not change its dispatcher.
	 */
	@Test
	void isRolledBackOnTheThreadThatSubscribes(CapturedOutput output) {
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> this.jobs.run("onTheThreadThatSubscribes").block());
		assertThat(this.bench.entries()).isZero();
		assertThat(output).doesNotContain(WARNING);
	}

	@Test
	void propagatedLocksLeaveTheThreadWithTheBody() {
		Hooks.enableAutomaticContextPropagation();
		this.jobs.keepsItsLock().block();
		assertThat(this.bench.entries()).isOne();
		assertThat(Mono.fromSupplier(() -> CurrentLock.all().size()).subscribeOn(Schedulers.single()).block()).isZero();
		assertThat(CurrentLock.find()).isEmpty();
	}

	@Test
	@SuppressWarnings("NullAway") // the lock is filled in
	void isRolledBackWhereItNamesItsLock(CapturedOutput output) {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> this.jobs.namesItsLock(null).block());
		assertThat(this.bench.entries()).isZero();
		assertThat(output).doesNotContain(WARNING);
	}

	@Test
	void aWarningTellsOfOthersOnce(CapturedOutput output) {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> this.jobs.unguarded("one").block());
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> this.jobs.unguarded("two").block());
		assertThat(this.bench.entries()).isEqualTo(2);
		assertThat(output).containsOnlyOnce(WARNING + "unguarded runs under its lock");
	}

	@Test
	void noWarningTellsOfTransactionsAfterTheLockedPublisherHasEnded(CapturedOutput output) {
		this.jobs.writesNothing().block();
		this.jobs.write("without a lock", false).subscribeOn(Schedulers.boundedElastic()).block();
		assertThat(this.bench.entries()).isOne();
		assertThat(output).doesNotContain(WARNING);
	}

	@Configuration(proxyBeanMethods = false)
	static class Jdbc {

		@Bean
		JdbcTransactionManager transactionManager(DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

	}

	static class Jobs {

		private final TransactionBench bench;

		private final JdbcTemplate jdbc;

		private final TransactionTemplate transaction;

		Jobs(TransactionBench bench, JdbcTemplate jdbc, PlatformTransactionManager manager) {
			this.bench = bench;
			this.jdbc = jdbc;
			this.transaction = new TransactionTemplate(manager);
		}

		Mono<Void> write(String name, boolean lost) {
			return Mono.fromRunnable(() -> this.transaction.executeWithoutResult((status) -> {
				this.jdbc.update("insert into entry values (?)", name);
				if (lost) {
					this.bench.loseAll();
				}
			}));
		}

		@DistributedLock(name = "job", onLost = OnLost.NOTIFY)
		Mono<Void> run(String body) {
			Mono<Void> write = write(body, true);
			return switch (body) {
				case "onAWorker" -> write.subscribeOn(Schedulers.boundedElastic());
				case "afterASignalOfAWorker" -> Mono.just(body).publishOn(Schedulers.boundedElastic()).then(write);
				default -> write;
			};
		}

		@DistributedLock(name = "job", key = "#p0", onLost = OnLost.NOTIFY)
		Mono<Void> unguarded(String name) {
			return write(name, true).subscribeOn(Schedulers.boundedElastic());
		}

		@DistributedLock(name = "job", onLost = OnLost.NOTIFY)
		Mono<Void> namesItsLock(HeldLock lock) {
			return ReactiveOctoStoreLocks.currentLock()
				.publishOn(Schedulers.boundedElastic())
				.flatMap((current) -> Mono.fromRunnable(() -> this.transaction.executeWithoutResult((status) -> {
					assertThat(current).isSameAs(lock);
					LockCommitGuard.commitOnlyWhileHeld(lock);
					this.jdbc.update("insert into entry values ('named')");
					this.bench.loseAll();
				})));
		}

		@DistributedLock("job")
		Mono<Void> writesNothing() {
			return Mono.empty();
		}

		@DistributedLock(name = "job", onLost = OnLost.NOTIFY)
		Mono<Void> keepsItsLock() {
			return write("kept", false).subscribeOn(Schedulers.boundedElastic());
		}

	}

}
