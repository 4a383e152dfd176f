package io.octostore.spring.lock;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.Nullable;
import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

import io.octostore.lock.HeldLock;
import io.octostore.lock.RetainedLock;

/**
 * Keeps locks until the transaction of the calling thread has ended. Lives among the
 * transaction's synchronizations, so that it is suspended and resumed with it.
 */
final class TransactionLocks implements TransactionSynchronization {

	private final KeptLocks locks = new KeptLocks();

	/** Needed at the commit, but released by other code. */
	private final List<HeldLock> required = new CopyOnWriteArrayList<>();

	private TransactionLocks() {
	}

	/**
	 * The keeper of the current transaction, which must be active.
	 */
	static LockKeeper ofCurrentTransaction() {
		return inCurrentTransaction().locks;
	}

	/**
	 * Add a lock without which the current transaction must not be committed.
	 * @throws IllegalStateException if none is active, or is not announced
	 */
	static void requireInCurrentTransaction(HeldLock lock) {
		if (!TransactionSynchronizationManager.isActualTransactionActive()
				|| !TransactionSynchronizationManager.isSynchronizationActive()) {
			throw new IllegalStateException("No transaction that needs lock '" + lock.name() + "' is active on this "
					+ "thread, or its manager does not announce it. Call this in the transaction, and do not set the "
					+ "manager's transactionSynchronization to SYNCHRONIZATION_NEVER");
		}
		inCurrentTransaction().required.add(lock);
	}

	private static TransactionLocks inCurrentTransaction() {
		TransactionLocks known = find();
		if (known != null) {
			return known;
		}
		TransactionLocks created = new TransactionLocks();
		TransactionSynchronizationManager.registerSynchronization(created);
		return created;
	}

	private static @Nullable TransactionLocks find() {
		if (!TransactionSynchronizationManager.isSynchronizationActive()) {
			return null;
		}
		for (TransactionSynchronization synchronization : TransactionSynchronizationManager.getSynchronizations()) {
			if (synchronization instanceof TransactionLocks known) {
				return known;
			}
		}
		return null;
	}

	/**
	 * The locks that the current transaction keeps, if there is one.
	 */
	static List<HeldLock> current() {
		TransactionLocks known = find();
		return (known != null) ? known.locks.all() : List.of();
	}

	/**
	 * The locks without which the current transaction must not be committed.
	 */
	static List<HeldLock> requiredByCurrent() {
		TransactionLocks known = find();
		return (known != null) ? known.required : List.of();
	}

	/**
	 * The last place: the others may still write before the commit, and read after it.
	 */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	@Override
	public void beforeCommit(boolean readOnly) {
		LockChecks.verify(this.locks.all());
		this.required.forEach(LockChecks::verifyHeld);
	}

	@Override
	public void afterCompletion(int status) {
		this.locks.removeAll().forEach(RetainedLock::close);
	}

}
