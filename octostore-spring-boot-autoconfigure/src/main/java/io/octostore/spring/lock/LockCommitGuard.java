package io.octostore.spring.lock;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.TransactionExecution;
import org.springframework.transaction.TransactionExecutionListener;
import org.springframework.util.ClassUtils;

import io.octostore.LockLostException;
import io.octostore.lock.CurrentLock;
import io.octostore.lock.HeldLock;

/**
 * Keeps transactions from being committed after a lock was lost under which they were
 * made: right before each commit on a thread it looks at all locks that the thread's
 * calls run under, and at those that the transaction keeps. If one is lost, the
 * transaction is rolled back and {@link LockLostException} thrown.
 * <p>
 * {@link LockCommitGuardPostProcessor} adds it to the transaction managers of an
 * application context. Add it with {@link #addTo} to managers that code makes for itself.
 * A transaction on another thread than its lock's body, or under a lock that was acquired
 * without a body, names its lock with {@link #commitOnlyWhileHeld}. What is still
 * possible is a commit that is on its way when the lock is lost: only fencing tokens that
 * the database checks protect against that. Thread safe.
 *
 * @since 0.1.0
 */
public final class LockCommitGuard implements TransactionExecutionListener {

	private static final LockCommitGuard INSTANCE = new LockCommitGuard();

	private static final boolean HIBERNATE = isPresent("org.hibernate.SharedSessionContract")
			&& isPresent("org.springframework.orm.jpa.EntityManagerHolder");

	private static final boolean CONTEXT_PROPAGATION = isPresent("io.micrometer.context.ThreadLocalAccessor");

	private LockCommitGuard() {
	}

	/**
	 * Guard the transactions of a manager. Does nothing if they are guarded already. For
	 * managers of transactions that belong to a thread; a reactive transaction does not
	 * know its locks here, see {@link GuardedR2dbcTransactionManager}.
	 * @param transactionManager the manager
	 */
	public static void addTo(ConfigurableTransactionManager transactionManager) {
		Collection<TransactionExecutionListener> listeners = transactionManager.getTransactionExecutionListeners();
		if (!listeners.contains(INSTANCE)) {
			// Not into the collection itself, which may be one that cannot be changed
			List<TransactionExecutionListener> changed = new ArrayList<>(listeners);
			changed.add(INSTANCE);
			transactionManager.setTransactionExecutionListeners(changed);
		}
	}

	/**
	 * Let the current transaction be committed only while a lock is held: for a
	 * transaction on another thread than the lock's body, and for a lock that code has
	 * acquired without a body, which the guard does not know of by itself. Call it at any
	 * time in the transaction. Its commit then fails and it is rolled back, with
	 * {@link LockLostException} if the lock is lost, and with
	 * {@link IllegalStateException} if it was closed before. For managers that are
	 * guarded, of transactions that belong to a thread.
	 * @param lock the lock
	 * @throws LockLostException if the lock is lost already
	 * @throws IllegalStateException if the lock is closed already, if no transaction is
	 * active, or if its manager does not announce its transactions
	 */
	public static void commitOnlyWhileHeld(HeldLock lock) {
		LockChecks.verifyHeld(lock);
		TransactionLocks.requireInCurrentTransaction(lock);
	}

	/**
	 * Check the locks that the current thread's transaction is made under.
	 * @throws LockLostException if one of them is lost
	 */
	static void verify() {
		List<HeldLock> locks = locks();
		List<HeldLock> required = TransactionLocks.requiredByCurrent();
		if (locks.isEmpty() && required.isEmpty()) {
			PublisherBodies.committing(() -> CONTEXT_PROPAGATION && CurrentLockAccessor.isAutomatic());
			return;
		}
		LockChecks.verify(locks);
		required.forEach(LockChecks::verifyHeld);
	}

	/**
	 * Let context propagation, if there is one, bring the locks of pipelines to threads.
	 */
	static void followPipelines() {
		if (CONTEXT_PROPAGATION) {
			CurrentLockAccessor.register();
		}
	}

	private static List<HeldLock> locks() {
		List<HeldLock> locks = new ArrayList<>(CurrentLock.all());
		locks.addAll(TransactionLocks.current());
		return locks;
	}

	/**
	 * Check the locks.
	 * @param transaction what is to be committed
	 * @throws LockLostException if one of them is lost; the manager rolls back then
	 * @throws IllegalStateException if one was closed that the transaction needs
	 */
	@Override
	public void beforeCommit(TransactionExecution transaction) {
		verify();
		if (HIBERNATE && !(locks().isEmpty() && TransactionLocks.requiredByCurrent().isEmpty())) {
			HibernateFlush.after(LockCommitGuard::verify);
		}
	}

	private static boolean isPresent(String className) {
		return ClassUtils.isPresent(className, LockCommitGuard.class.getClassLoader());
	}

}
