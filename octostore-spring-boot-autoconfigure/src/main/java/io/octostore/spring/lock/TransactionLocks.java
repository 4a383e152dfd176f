package io.octostore.spring.lock;

import java.util.List;

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

	private TransactionLocks() {
	}

	/**
	 * The keeper of the current transaction, which must be active.
	 */
	static LockKeeper ofCurrentTransaction() {
		for (TransactionSynchronization synchronization : TransactionSynchronizationManager.getSynchronizations()) {
			if (synchronization instanceof TransactionLocks known) {
				return known.locks;
			}
		}
		TransactionLocks created = new TransactionLocks();
		TransactionSynchronizationManager.registerSynchronization(created);
		return created.locks;
	}

	/**
	 * The locks that the current transaction keeps, if there is one.
	 */
	static List<HeldLock> current() {
		if (!TransactionSynchronizationManager.isSynchronizationActive()) {
			return List.of();
		}
		for (TransactionSynchronization synchronization : TransactionSynchronizationManager.getSynchronizations()) {
			if (synchronization instanceof TransactionLocks known) {
				return known.locks.all();
			}
		}
		return List.of();
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
		HeldLocks.verify(this.locks.all());
	}

	@Override
	public void afterCompletion(int status) {
		this.locks.removeAll().forEach(RetainedLock::close);
	}

}
