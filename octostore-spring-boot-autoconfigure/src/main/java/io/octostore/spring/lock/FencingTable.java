package io.octostore.spring.lock;

import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;

import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import io.octostore.OctoStoreValidationException;
import io.octostore.StaleFencingTokenException;
import io.octostore.lock.HeldLock;

/**
 * Lets a database refuse the writes of a holder that has lost its lock without knowing
 * it. A table has the highest fencing token that was written with for each resource; a
 * transaction that comes with an older one is refused, and a newer one has to wait until
 * the transaction has ended.
 *
 * <pre class="code">
 * create table octostore_fence (
 *     name varchar(256) primary key,
 *     token bigint not null
 * );
 * </pre>
 *
 * Call {@link #admit(HeldLock)} in each transaction before it writes, with the lock that
 * protects what is written:
 *
 * <pre class="code">
 * &#064;DistributedLock(name = "account", key = "#id")
 * &#064;Transactional
 * public void close(long id) {
 *     this.fencing.admit(CurrentLock.get());
 *     this.accounts.close(id);
 * }
 * </pre>
 *
 * Works with every transaction manager that hands its connection to Spring's JDBC
 * support, that of JPA included, and costs one statement. Thread safe.
 *
 * @since 0.1.0
 */
public final class FencingTable {

	/**
	 * Name of the table, unless another one is given.
	 */
	public static final String DEFAULT_NAME = "octostore_fence";

	private static final Pattern IDENTIFIER = Pattern.compile("\\w+(\\.\\w+){0,2}");

	private final JdbcOperations jdbc;

	private final String raise;

	private final String create;

	private final String find;

	/**
	 * Use the table {@value #DEFAULT_NAME}.
	 * @param jdbc runs the statements
	 */
	public FencingTable(JdbcOperations jdbc) {
		this(jdbc, DEFAULT_NAME);
	}

	/**
	 * Use a table of another name.
	 * @param jdbc runs the statements
	 * @param table name of the table, with its schema if needed
	 * @throws OctoStoreValidationException if the name is not made of letters, digits,
	 * underscores and dots
	 */
	public FencingTable(JdbcOperations jdbc, String table) {
		Objects.requireNonNull(table, "table");
		if (!IDENTIFIER.matcher(table).matches()) {
			throw new OctoStoreValidationException(
					"table must be an SQL name of letters, digits, '_' and '.', but is '" + table + "'");
		}
		this.jdbc = Objects.requireNonNull(jdbc, "jdbc");
		this.raise = "update " + table + " set token = ? where name = ? and token <= ?";
		this.create = "insert into " + table + " (name, token) values (?, ?)";
		this.find = "select token from " + table + " where name = ?";
	}

	/**
	 * Admit the current transaction to what a lock protects: it may write, and until it
	 * has ended no other holder is admitted.
	 * @param lock the lock, whose full name is the resource
	 * @throws StaleFencingTokenException if a newer holder was admitted before
	 * @throws IllegalStateException if no transaction is active
	 */
	public void admit(HeldLock lock) {
		admit(lock.name(), lock.fencingToken());
	}

	/**
	 * Admit the current transaction to a resource that is not called as its lock is, for
	 * example because several locks protect it.
	 * @param resource name of the resource
	 * @param fencingToken token of the lock
	 * @throws StaleFencingTokenException if a newer holder was admitted before
	 * @throws DuplicateKeyException if two holders come for the first time at the same
	 * moment; roll back and repeat
	 * @throws IllegalStateException if no transaction is active
	 */
	public void admit(String resource, long fencingToken) {
		if (!TransactionSynchronizationManager.isActualTransactionActive()) {
			throw new IllegalStateException("No transaction is active: what is written after the fencing token of '"
					+ resource + "' was checked must be in the same transaction. Annotate the method with "
					+ "@Transactional");
		}
		if (this.jdbc.update(this.raise, fencingToken, resource, fencingToken) == 1) {
			return;
		}
		List<Long> newer = this.jdbc.queryForList(this.find, Long.class, resource);
		if (!newer.isEmpty()) {
			throw new StaleFencingTokenException(resource, fencingToken);
		}
		this.jdbc.update(this.create, resource, fencingToken);
	}

}
