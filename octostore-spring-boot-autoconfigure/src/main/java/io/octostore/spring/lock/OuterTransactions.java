package io.octostore.spring.lock;

import java.lang.reflect.Method;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.ClassUtils;

import io.octostore.lock.DistributedLock;

/**
 * Warns, once for each method, of calls inside a transaction that the caller has open:
 * the lock is then released before the commit, and the next holder does not see what was
 * changed under it.
 */
class OuterTransactions {

	private static final Logger logger = LoggerFactory.getLogger(DistributedLock.class);

	private final Set<Method> warned = ConcurrentHashMap.newKeySet();

	/**
	 * Create what fits to the class path: Spring's transactions are optional.
	 */
	static OuterTransactions create() {
		return ClassUtils.isPresent("org.springframework.transaction.support.TransactionSynchronizationManager",
				OuterTransactions.class.getClassLoader()) ? new Spring() : new OuterTransactions();
	}

	boolean isActive() {
		return false;
	}

	final void check(LockMethod method) {
		if (isActive() && this.warned.add(method.method())) {
			logger
				.warn("{} was called inside a transaction: its lock '{}' is released before that transaction commits, "
						+ "so the next holder may not see its changes. Begin the transaction in the locked method or "
						+ "inside of it, for example with @Transactional on the same method and none on its callers",
						method.description(), method.name());
		}
	}

	private static final class Spring extends OuterTransactions {

		@Override
		boolean isActive() {
			return TransactionSynchronizationManager.isActualTransactionActive();
		}

	}

}
