package io.octostore.spring.lock;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.sql.DataSource;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.octostore.LockHeldException;
import io.octostore.LockLostException;
import io.octostore.lock.CurrentLock;
import io.octostore.lock.DistributedLock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Locked methods that are called inside a transaction.
 */
@Tag("field-fault-H4")
@ExtendWith(OutputCaptureExtension.class)
class OuterTransactionsTests {

	private final TransactionBench bench = new TransactionBench(Jdbc.class, Jobs.class, Listeners.class);

	private final Jobs jobs = this.bench.bean(Jobs.class);

	private final TransactionTemplate transaction = new TransactionTemplate(
			this.bench.bean(JdbcTransactionManager.class));

	@AfterEach
	void close() {
		this.bench.close();
	}

	private boolean isHeld(String name) {
		return this.bench.server.holds(name);
	}

	@Test
	void keepTheirLockUntilTheCommit(CapturedOutput output) {
		List<String> journal = new CopyOnWriteArrayList<>();
		this.transaction.executeWithoutResult((status) -> {
			this.jobs.joins("one");
			TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

				@Override
				public void afterCommit() {
					journal.add("committed, lock held: " + isHeld("joins"));
				}

			});
			journal.add("open, lock held: " + isHeld("joins"));
		});
		assertThat(journal).containsExactly("open, lock held: true", "committed, lock held: true");
		assertThat(isHeld("joins")).isFalse();
		assertThat(this.bench.entries()).isOne();
		assertThat(output).doesNotContain("was called inside a transaction");
	}

	@Test
	void keepTheirLockUntilTheRollback() {
		this.transaction.executeWithoutResult((status) -> {
			this.jobs.joins("one");
			status.setRollbackOnly();
			assertThat(isHeld("joins")).isTrue();
		});
		assertThat(isHeld("joins")).isFalse();
		assertThat(this.bench.entries()).isZero();
	}

	@Test
	void keepTheirLockWhenTheyFail() {
		this.transaction.executeWithoutResult((status) -> {
			assertThatIllegalStateException().isThrownBy(this.jobs::fails).withMessage("body");
			assertThat(isHeld("fails")).isTrue();
		});
		assertThat(isHeld("fails")).isFalse();
		assertThat(this.bench.entries()).isOne();
	}

	@Test
	void canBeCalledAgainInTheSameTransaction() {
		this.transaction.executeWithoutResult((status) -> {
			long first = this.jobs.joins("one");
			long second = this.jobs.joins("two");
			assertThat(second).isEqualTo(first);
		});
		assertThat(this.bench.entries()).isEqualTo(2);
		assertThat(isHeld("joins")).isFalse();
		assertThat(this.bench.server.events()).hasSize(2);
	}

	@Test
	void canBeCalledAgainAfterTheyGaveTheLockBackThemselves() {
		this.transaction.executeWithoutResult((status) -> {
			long first = this.jobs.givesBack();
			assertThat(isHeld("gives-back")).isFalse();
			assertThat(this.jobs.givesBack()).isGreaterThan(first);
		});
	}

	@Test
	void keepSeveralLocks() {
		this.transaction.executeWithoutResult((status) -> {
			this.jobs.joins("one");
			this.jobs.joinsByAnnotation("two");
			assertThat(isHeld("joins")).isTrue();
			assertThat(isHeld("joins-by-annotation")).isTrue();
		});
		assertThat(this.bench.server.heldLocks()).isEmpty();
	}

	@Test
	void aLossAfterTheMethodVetoesTheCommit() {
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> this.transaction.executeWithoutResult((status) -> {
				this.jobs.joins("one");
				this.bench.loseAll();
			}));
		assertThat(this.bench.entries()).isZero();
	}

	@Test
	void aLossInsideTheMethodVetoesTheCommitOfACallerThatGoesOn() {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> this.transaction.executeWithoutResult(
				(status) -> assertThatExceptionOfType(LockLostException.class).isThrownBy(this.jobs::loses)));
		assertThat(this.bench.entries()).isZero();
	}

	@Test
	void aLossAfterTheMethodIsNoneOfAnotherTransactionsBusiness() {
		TransactionTemplate another = new TransactionTemplate(this.bench.bean(JdbcTransactionManager.class));
		another.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> this.transaction.executeWithoutResult((status) -> {
				this.jobs.joins("one");
				this.bench.loseAll();
				another.executeWithoutResult((inner) -> this.jobs.insert("another"));
			}));
		assertThat(this.bench.jdbc.queryForList("select name from entry", String.class)).containsExactly("another");
	}

	@ParameterizedTest
	@ValueSource(strings = { "requires-new", "not-supported" })
	void releaseTheirLockAtOnceWhenTheyDoNotJoin(String name, CapturedOutput output) {
		this.transaction.executeWithoutResult((status) -> {
			if (name.equals("requires-new")) {
				this.jobs.requiresNew();
			}
			else {
				this.jobs.notSupported();
			}
			assertThat(isHeld(name)).isFalse();
		});
		assertThat(this.bench.entries()).isOne();
		assertThat(output).doesNotContain("was called inside a transaction");
	}

	@Test
	void releaseTheirLockAtOnceWhenTheTransactionOnlyReads(CapturedOutput output) {
		this.transaction.setReadOnly(true);
		this.transaction.executeWithoutResult((status) -> {
			this.jobs.nothing();
			assertThat(isHeld("nothing")).isFalse();
		});
		assertThat(output).doesNotContain("was called inside a transaction");
	}

	@Test
	void releaseTheirLockAtOnceAfterTheCommit(CapturedOutput output) {
		this.transaction.executeWithoutResult((status) -> this.bench.bean(Listeners.class).publish("hello"));
		assertThat(this.bench.bean(Listeners.class).heard()).containsExactly("hello");
		assertThat(isHeld("after-commit")).isFalse();
		assertThat(output).doesNotContain("was called inside a transaction");
	}

	@Test
	void releaseTheirLockAtOnceWithoutATransaction() {
		TransactionTemplate supports = new TransactionTemplate(this.bench.bean(JdbcTransactionManager.class));
		supports.setPropagationBehavior(TransactionDefinition.PROPAGATION_SUPPORTS);
		supports.executeWithoutResult((status) -> {
			this.jobs.joins("one");
			assertThat(isHeld("joins")).isFalse();
		});
	}

	@Test
	void theLockOfASuspendedTransactionIsNotThatOfAnother() {
		TransactionTemplate another = new TransactionTemplate(this.bench.bean(JdbcTransactionManager.class));
		another.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
		this.transaction.executeWithoutResult((status) -> {
			this.jobs.joins("one");
			another.executeWithoutResult((inner) -> assertThatExceptionOfType(LockHeldException.class)
				.isThrownBy(() -> this.jobs.joins("two")));
			assertThat(isHeld("joins")).isTrue();
		});
		assertThat(isHeld("joins")).isFalse();
	}

	@Test
	void warnOnceWhenTheEndOfTheTransactionCannotBeSeen(CapturedOutput output) {
		this.bench.bean(JdbcTransactionManager.class)
			.setTransactionSynchronization(AbstractPlatformTransactionManager.SYNCHRONIZATION_NEVER);
		for (String name : List.of("one", "two")) {
			this.transaction.executeWithoutResult((status) -> {
				this.jobs.joins(name);
				assertThat(isHeld("joins")).isFalse();
			});
		}
		assertThat(output).containsOnlyOnce("Jobs.joins was called inside a transaction whose manager has "
				+ "synchronization switched off, so that its end cannot be waited for: lock 'joins' is released "
				+ "before the commit");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement
	static class Jdbc {

		@Bean
		JdbcTransactionManager transactionManager(DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

	}

	static class Jobs {

		private final TransactionBench bench;

		private final JdbcTemplate jdbc;

		Jobs(TransactionBench bench, JdbcTemplate jdbc) {
			this.bench = bench;
			this.jdbc = jdbc;
		}

		void insert(String name) {
			this.jdbc.update("insert into entry values (?)", name);
		}

		@DistributedLock("joins")
		Long joins(String name) {
			insert(name);
			return CurrentLock.fencingToken();
		}

		@DistributedLock("joins-by-annotation")
		@Transactional
		void joinsByAnnotation(String name) {
			insert(name);
		}

		@DistributedLock("fails")
		void fails() {
			insert("fails");
			throw new IllegalStateException("body");
		}

		@DistributedLock("loses")
		void loses() {
			insert("loses");
			this.bench.lose(CurrentLock.get());
		}

		@DistributedLock("gives-back")
		Long givesBack() {
			CurrentLock.get().close();
			return CurrentLock.fencingToken();
		}

		@DistributedLock("requires-new")
		@Transactional(propagation = Propagation.REQUIRES_NEW)
		void requiresNew() {
			insert("new");
		}

		@DistributedLock("not-supported")
		@Transactional(propagation = Propagation.NOT_SUPPORTED)
		void notSupported() {
			insert("none");
		}

		@DistributedLock("nothing")
		void nothing() {
			assertThat(CurrentLock.get().isHeld()).isTrue();
		}

	}

	static class Listeners {

		private final List<String> heard = new CopyOnWriteArrayList<>();

		private final ApplicationEventPublisher publisher;

		Listeners(ApplicationEventPublisher publisher) {
			this.publisher = publisher;
		}

		List<String> heard() {
			return this.heard;
		}

		void publish(String event) {
			this.publisher.publishEvent(event);
		}

		@TransactionalEventListener
		@DistributedLock("after-commit")
		void hears(String event) {
			this.heard.add(event);
		}

	}

}
