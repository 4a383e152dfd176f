package io.octostore.spring.lock;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

import javax.sql.DataSource;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

import io.octostore.LockLostException;
import io.octostore.lock.CurrentLock;
import io.octostore.lock.DistributedLock;
import io.octostore.lock.HeldLock;
import io.octostore.lock.LockOptions;
import io.octostore.lock.OnLost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.fail;
import static org.awaitility.Awaitility.await;

/**
 * A lost lock and the commit of what was done under it.
 */
@Tag("field-fault-H1")
class LockCommitGuardTests {

	private final TransactionBench bench = new TransactionBench(Jdbc.class, Jobs.class, Inner.class);

	private final Jobs jobs = this.bench.bean(Jobs.class);

	@AfterEach
	void close() {
		this.bench.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "returns", "swallowsTheInterrupt", "letsTheInterruptOut", "isOnlyNotified",
			"commitsByTemplate", "commitsInANewTransaction", "commitsTwice", "losesTheOuterLock", "usesASavepoint" })
	void aTransactionIsRolledBackWhenItsLockWasLost(String body) {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> run(body));
		assertThat(this.bench.entries()).isZero();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "keepsItsLock", "givesItsLockBackEarly" })
	void aTransactionIsCommittedWhenItsLockWasNotLost(String body) throws Exception {
		run(body);
		assertThat(this.bench.entries()).isOne();
	}

	@Test
	void transactionsUnderLocksThatCodeTakesByItselfAreGuardedToo() {
		TransactionTemplate transaction = new TransactionTemplate(this.bench.bean(PlatformTransactionManager.class));
		assertThatExceptionOfType(LockLostException.class)
			.isThrownBy(() -> this.bench.locks.execute("job", LockOptions.defaults(), (lock) -> {
				transaction.executeWithoutResult((status) -> {
					this.jobs.insert("by code");
					this.bench.loseAll();
				});
				return null;
			}));
		assertThat(this.bench.entries()).isZero();
	}

	@Test
	void whatWasCommittedBeforeTheLossStays() {
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> run("losesItsLockAfterACommit"));
		assertThat(this.bench.jdbc.queryForList("select name from entry", String.class)).containsExactly("before");
	}

	@Test
	void transactionsWithoutALockAreNoneOfItsBusiness() {
		TransactionTemplate transaction = new TransactionTemplate(this.bench.bean(PlatformTransactionManager.class));
		transaction.executeWithoutResult((status) -> {
			this.bench.loseAll();
			this.jobs.insert("without a lock");
		});
		assertThat(this.bench.entries()).isOne();
	}

	@Test
	void isAddedOnce() {
		JdbcTransactionManager manager = new JdbcTransactionManager();
		LockCommitGuard.addTo(manager);
		LockCommitGuard.addTo(manager);
		assertThat(manager.getTransactionExecutionListeners()).singleElement().isInstanceOf(LockCommitGuard.class);
	}

	@Test
	void isAddedToListenersThatCannotBeChanged() {
		JdbcTransactionManager manager = new JdbcTransactionManager();
		manager.setTransactionExecutionListeners(List.of());
		LockCommitGuard.addTo(manager);
		assertThat(manager.getTransactionExecutionListeners()).singleElement().isInstanceOf(LockCommitGuard.class);
	}

	private void writeUnder(HeldLock lock, Runnable before) {
		TransactionTemplate transaction = new TransactionTemplate(this.bench.bean(PlatformTransactionManager.class));
		transaction.executeWithoutResult((status) -> {
			LockCommitGuard.commitOnlyWhileHeld(lock);
			this.jobs.insert("names its lock");
			before.run();
		});
	}

	@Test
	void aTransactionOnTheThreadThatBeginsAnAsynchronousBodyIsGuarded() {
		TransactionTemplate transaction = new TransactionTemplate(this.bench.bean(PlatformTransactionManager.class));
		CompletableFuture<Void> work = this.bench.locks.executeAsync("job", (lock) -> {
			transaction.executeWithoutResult((status) -> {
				this.jobs.insert("at the beginning");
				this.bench.loseAll();
			});
			return CompletableFuture.completedFuture(null);
		});
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> work.get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(LockLostException.class);
		assertThat(this.bench.entries()).isZero();
	}

	@Test
	void aTransactionOnAnotherThreadIsGuardedIfItNamesItsLock() {
		List<Throwable> failures = new CopyOnWriteArrayList<>();
		CompletableFuture<Void> work = this.bench.locks.executeAsync("job", (lock) -> CompletableFuture
			.runAsync(() -> failures.add(catchThrowable(() -> writeUnder(lock, this.bench::loseAll)))));
		assertThatExceptionOfType(ExecutionException.class).isThrownBy(() -> work.get(10, TimeUnit.SECONDS))
			.withCauseInstanceOf(LockLostException.class);
		await().until(() -> !failures.isEmpty());
		assertThat(failures).singleElement().isInstanceOf(LockLostException.class);
		assertThat(this.bench.entries()).isZero();
	}

	@Test
	void aTransactionUnderALockWithoutABodyIsGuardedIfItNamesIt() {
		try (HeldLock lock = this.bench.locks.acquire("job")) {
			assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> writeUnder(lock, this.bench::loseAll));
		}
		assertThat(this.bench.entries()).isZero();
	}

	@Test
	void aTransactionThatNamesItsLockIsCommittedWhileThatIsHeld() {
		try (HeldLock lock = this.bench.locks.acquire("job")) {
			writeUnder(lock, () -> {
			});
			assertThat(lock.isHeld()).isTrue();
		}
		assertThat(this.bench.entries()).isOne();
	}

	@Test
	void aTransactionWhoseNamedLockIsClosedTooEarlyIsRolledBack() {
		HeldLock lock = this.bench.locks.acquire("job");
		assertThatIllegalStateException().isThrownBy(() -> writeUnder(lock, lock::close))
			.withMessageContaining("Lock 'job' was closed before the commit");
		assertThat(this.bench.entries()).isZero();
		assertThatIllegalStateException().isThrownBy(() -> writeUnder(lock, () -> {
		}));
	}

	@Test
	void aTransactionOfAManagerWithoutGuardIsRolledBackToo() {
		TransactionTemplate transaction = new TransactionTemplate(
				new JdbcTransactionManager(this.bench.bean(DataSource.class)));
		try (HeldLock lock = this.bench.locks.acquire("job")) {
			assertThatExceptionOfType(LockLostException.class)
				.isThrownBy(() -> transaction.executeWithoutResult((status) -> {
					LockCommitGuard.commitOnlyWhileHeld(lock);
					this.jobs.insert("names its lock");
					this.bench.loseAll();
				}));
		}
		assertThat(this.bench.entries()).isZero();
	}

	@Test
	void aLockThatIsLostAlreadyIsRefusedBeforeAnythingIsWritten() {
		TransactionTemplate transaction = new TransactionTemplate(this.bench.bean(PlatformTransactionManager.class));
		try (HeldLock lock = this.bench.locks.acquire("job")) {
			this.bench.loseAll();
			assertThatExceptionOfType(LockLostException.class)
				.isThrownBy(() -> transaction.executeWithoutResult((status) -> {
					LockCommitGuard.commitOnlyWhileHeld(lock);
					fail("The transaction goes on");
				}));
		}
	}

	@Test
	void aLockIsNamedInATransactionOnly() {
		try (HeldLock lock = this.bench.locks.acquire("job")) {
			assertThatIllegalStateException().isThrownBy(() -> LockCommitGuard.commitOnlyWhileHeld(lock))
				.withMessageContaining("No transaction that needs lock 'job' is active");
		}
	}

	@Test
	void aNamedLockIsNoneOfAnotherTransactionsBusiness() {
		TransactionTemplate another = new TransactionTemplate(this.bench.bean(PlatformTransactionManager.class));
		another.setPropagationBehavior(Propagation.REQUIRES_NEW.value());
		try (HeldLock lock = this.bench.locks.acquire("job")) {
			assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> writeUnder(lock, () -> {
				this.bench.loseAll();
				another.executeWithoutResult((status) -> this.jobs.insert("another"));
			}));
		}
		assertThat(this.bench.jdbc.queryForList("select name from entry", String.class)).containsExactly("another");
	}

	private void run(String body) throws Exception {
		switch (body) {
			case "returns" -> this.jobs.returns();
			case "swallowsTheInterrupt" -> this.jobs.swallowsTheInterrupt();
			case "letsTheInterruptOut" -> this.jobs.letsTheInterruptOut();
			case "isOnlyNotified" -> this.jobs.isOnlyNotified();
			case "commitsByTemplate" -> this.jobs.commitsByTemplate();
			case "commitsInANewTransaction" -> this.jobs.commitsInANewTransaction();
			case "commitsTwice" -> this.jobs.commitsTwice();
			case "losesTheOuterLock" -> this.jobs.losesTheOuterLock();
			case "usesASavepoint" -> this.jobs.usesASavepoint();
			case "keepsItsLock" -> this.jobs.keepsItsLock();
			case "givesItsLockBackEarly" -> this.jobs.givesItsLockBackEarly();
			case "losesItsLockAfterACommit" -> this.jobs.losesItsLockAfterACommit();
			default -> throw new IllegalArgumentException(body);
		}
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

		private final TransactionTemplate template;

		private final Inner inner;

		private final CountDownLatch never = new CountDownLatch(1);

		Jobs(TransactionBench bench, JdbcTemplate jdbc, PlatformTransactionManager manager, Inner inner) {
			this.bench = bench;
			this.jdbc = jdbc;
			this.template = new TransactionTemplate(manager);
			this.inner = inner;
		}

		void insert(String name) {
			this.jdbc.update("insert into entry values (?)", name);
		}

		@DistributedLock("returns")
		@Transactional
		void returns() {
			insert("returns");
			this.bench.loseAll();
		}

		@DistributedLock("swallows")
		@Transactional
		void swallowsTheInterrupt() {
			insert("swallows");
			this.bench.loseAll();
			try {
				this.never.await(10, TimeUnit.SECONDS);
				throw new AssertionError("was not interrupted");
			}
			catch (InterruptedException ex) {
				insert("swallowed");
			}
		}

		@DistributedLock("lets-out")
		@Transactional
		void letsTheInterruptOut() throws InterruptedException {
			insert("lets out");
			this.bench.loseAll();
			this.never.await(10, TimeUnit.SECONDS);
		}

		@DistributedLock(name = "notified", onLost = OnLost.NOTIFY)
		@Transactional
		void isOnlyNotified() {
			insert("notified");
			this.bench.lose(CurrentLock.get());
		}

		@DistributedLock("template")
		void commitsByTemplate() {
			this.template.executeWithoutResult((status) -> {
				insert("template");
				this.bench.loseAll();
			});
		}

		@DistributedLock("new")
		void commitsInANewTransaction() {
			this.template.executeWithoutResult((status) -> {
				this.bench.loseAll();
				TransactionTemplate another = new TransactionTemplate(
						this.bench.bean(PlatformTransactionManager.class));
				another.setPropagationBehavior(Propagation.REQUIRES_NEW.value());
				another.executeWithoutResult((inner) -> insert("new"));
			});
		}

		@DistributedLock("twice")
		void commitsTwice() {
			this.bench.loseAll();
			for (String name : List.of("first", "second")) {
				try {
					this.template.executeWithoutResult((status) -> insert(name));
				}
				catch (LockLostException ex) {
					// Goes on in spite of it
				}
			}
		}

		@DistributedLock("outer")
		void losesTheOuterLock() {
			this.inner.loses("outer");
		}

		@DistributedLock("savepoint")
		@Transactional
		void usesASavepoint() {
			insert("around the savepoint");
			TransactionTemplate nested = new TransactionTemplate(this.bench.bean(PlatformTransactionManager.class));
			nested.setPropagationBehavior(Propagation.NESTED.value());
			nested.executeWithoutResult((status) -> {
				insert("savepoint");
				this.bench.loseAll();
			});
		}

		@DistributedLock("keeps")
		@Transactional
		void keepsItsLock() {
			insert("keeps");
		}

		@DistributedLock("early")
		@Transactional
		void givesItsLockBackEarly() {
			insert("early");
			CurrentLock.get().close();
		}

		@DistributedLock("after")
		void losesItsLockAfterACommit() {
			this.template.executeWithoutResult((status) -> insert("before"));
			this.bench.loseAll();
			this.template.executeWithoutResult((status) -> insert("after"));
		}

	}

	static class Inner {

		private final TransactionBench bench;

		private final JdbcTemplate jdbc;

		Inner(TransactionBench bench, JdbcTemplate jdbc) {
			this.bench = bench;
			this.jdbc = jdbc;
		}

		@DistributedLock("inner")
		@Transactional
		void loses(String name) {
			this.jdbc.update("insert into entry values ('inner')");
			this.bench
				.lose(CurrentLock.all().stream().filter((lock) -> lock.name().equals(name)).findFirst().orElseThrow());
			assertThat(CurrentLock.get().isHeld()).isTrue();
		}

	}

}
