package io.octostore.spring.lock;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

import io.octostore.OctoStoreValidationException;
import io.octostore.StaleFencingTokenException;
import io.octostore.testsupport.FreeLock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class FencingTableTests {

	private final JdbcDataSource dataSource = new JdbcDataSource();

	private final JdbcTemplate jdbc = new JdbcTemplate(this.dataSource, true);

	private final FencingTable table = new FencingTable(this.jdbc);

	private final TransactionTemplate transaction = new TransactionTemplate(
			new JdbcTransactionManager(this.dataSource));

	@BeforeEach
	void createTable() {
		this.dataSource.setURL("jdbc:h2:mem:fence;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=20000");
		this.jdbc.execute("create table octostore_fence (name varchar(256) primary key, token bigint not null)");
	}

	@AfterEach
	void drop() {
		this.jdbc.execute("shutdown");
	}

	private void admit(long token) {
		this.transaction.executeWithoutResult((status) -> this.table.admit("account", token));
	}

	private Long token() {
		return this.jdbc.queryForObject("select token from octostore_fence where name = 'account'", Long.class);
	}

	@Test
	void admitsTheFirstHolder() {
		admit(7);
		assertThat(token()).isEqualTo(7);
	}

	@Test
	void admitsTheHolderOfALock() {
		this.transaction.executeWithoutResult((status) -> this.table.admit(new FreeLock("account", 7)));
		assertThat(token()).isEqualTo(7);
	}

	@Test
	void admitsAHolderAgain() {
		admit(7);
		admit(7);
		assertThat(token()).isEqualTo(7);
	}

	@Test
	void admitsANewerHolder() {
		admit(7);
		admit(9);
		assertThat(token()).isEqualTo(9);
	}

	@Test
	void refusesAnOlderHolder() {
		admit(9);
		assertThatExceptionOfType(StaleFencingTokenException.class).isThrownBy(() -> admit(8)).satisfies((refused) -> {
			assertThat(refused.resource()).isEqualTo("account");
			assertThat(refused.fencingToken()).isEqualTo(8);
			assertThat(refused).hasMessageContaining("Fencing token 8 of 'account' is too old");
		});
		assertThat(token()).isEqualTo(9);
	}

	@Test
	void forgetsAHolderWhoseTransactionWasRolledBack() {
		admit(7);
		this.transaction.executeWithoutResult((status) -> {
			this.table.admit("account", 9);
			status.setRollbackOnly();
		});
		admit(8);
		assertThat(token()).isEqualTo(8);
	}

	@Test
	void keepsResourcesApart() {
		admit(9);
		this.transaction.executeWithoutResult((status) -> this.table.admit("another", 3));
		assertThat(token()).isEqualTo(9);
	}

	@Test
	void aNewerHolderWaitsForTheEndOfTheTransaction() throws Exception {
		admit(7);
		CompletableFuture<Void> newer = this.transaction.execute((status) -> {
			this.table.admit("account", 7);
			CompletableFuture<Void> started = CompletableFuture.runAsync(() -> admit(9));
			assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> started.get(300, TimeUnit.MILLISECONDS));
			return started;
		});
		newer.get(20, TimeUnit.SECONDS);
		assertThat(token()).isEqualTo(9);
	}

	@Test
	void needsATransaction() {
		assertThatIllegalStateException().isThrownBy(() -> this.table.admit("account", 1))
			.withMessageContaining("No transaction is active");
	}

	@Test
	void takesATableOfAnotherName() {
		this.jdbc.execute("create table public.fence2 (name varchar(256) primary key, token bigint not null)");
		FencingTable another = new FencingTable(this.jdbc, "public.fence2");
		this.transaction.executeWithoutResult((status) -> another.admit("account", 4));
		assertThat(this.jdbc.queryForObject("select token from public.fence2", Long.class)).isEqualTo(4);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "a b", "a;drop table b", "a..b", "a.b.c.d", "a'" })
	void refusesWhatIsNoNameOfATable(String name) {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> new FencingTable(this.jdbc, name))
			.withMessageContaining("'" + name + "'");
	}

}
