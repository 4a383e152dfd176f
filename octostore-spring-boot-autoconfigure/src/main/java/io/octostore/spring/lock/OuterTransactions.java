package io.octostore.spring.lock;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.aopalliance.aop.Advice;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.Advisor;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.framework.Advised;
import org.springframework.transaction.NoTransactionException;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.interceptor.TransactionAspectSupport;
import org.springframework.transaction.interceptor.TransactionAttribute;
import org.springframework.transaction.interceptor.TransactionAttributeSource;
import org.springframework.transaction.support.ResourceHolderSupport;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.ClassUtils;
import reactor.core.publisher.Mono;

import io.octostore.lock.DistributedLock;

/**
 * Finds the transaction that a locked method is called in. What the method changes
 * becomes visible when that transaction commits, so the lock has to be kept until then:
 * otherwise the next holder works on what was there before.
 */
class OuterTransactions {

	private static final Logger logger = LoggerFactory.getLogger(DistributedLock.class);

	/**
	 * Create what fits to the class path: Spring's transactions are optional.
	 */
	static OuterTransactions create() {
		return ClassUtils.isPresent("org.springframework.transaction.support.TransactionSynchronizationManager",
				OuterTransactions.class.getClassLoader()) ? new Spring() : new OuterTransactions();
	}

	/**
	 * Find what keeps the lock of a call on this thread.
	 * @return the keeper; {@code null} if the lock is to be released when the method ends
	 */
	@Nullable LockKeeper find(LockMethod method, MethodInvocation invocation) {
		return null;
	}

	/**
	 * Find what keeps the lock of a subscription.
	 * @return the keeper; empty if the lock is to be released when the publisher ends
	 */
	Mono<LockKeeper> findReactive(LockMethod method, MethodInvocation invocation) {
		return Mono.empty();
	}

	private static final class Spring extends OuterTransactions {

		private final Set<Method> warned = ConcurrentHashMap.newKeySet();

		@Override
		@Nullable LockKeeper find(LockMethod method, MethodInvocation invocation) {
			if (!TransactionSynchronizationManager.isActualTransactionActive()) {
				warnOfUnknown(method);
				return null;
			}
			// Without synchronization it has been committed or rolled back already
			boolean open = TransactionSynchronizationManager.isSynchronizationActive()
					&& !TransactionSynchronizationManager.isCurrentTransactionReadOnly();
			return (open && joins(method, invocation)) ? TransactionLocks.ofCurrentTransaction() : null;
		}

		@Override
		Mono<LockKeeper> findReactive(LockMethod method, MethodInvocation invocation) {
			return org.springframework.transaction.reactive.TransactionSynchronizationManager.forCurrentTransaction()
				.filter((transaction) -> transaction.isActualTransactionActive()
						&& transaction.isSynchronizationActive() && !transaction.isCurrentTransactionReadOnly())
				.filter((transaction) -> joins(method, invocation))
				.map(ReactiveTransactionLocks::of)
				.onErrorComplete(NoTransactionException.class);
		}

		/**
		 * Whether the method's changes belong to the transaction of its caller.
		 */
		private static boolean joins(LockMethod method, MethodInvocation invocation) {
			TransactionAttribute attribute = attribute(method.method(), invocation);
			int propagation = (attribute != null) ? attribute.getPropagationBehavior()
					: TransactionDefinition.PROPAGATION_SUPPORTS;
			return propagation != TransactionDefinition.PROPAGATION_REQUIRES_NEW
					&& propagation != TransactionDefinition.PROPAGATION_NOT_SUPPORTED
					&& propagation != TransactionDefinition.PROPAGATION_NEVER;
		}

		private static @Nullable TransactionAttribute attribute(Method method, MethodInvocation invocation) {
			Object proxy = (invocation instanceof ProxyMethodInvocation proxied) ? proxied.getProxy() : null;
			if (!(proxy instanceof Advised advised)) {
				return null;
			}
			Class<?> targetClass = advised.getTargetClass();
			for (Advisor advisor : advised.getAdvisors()) {
				TransactionAttributeSource source = source(advisor.getAdvice());
				TransactionAttribute attribute = (source != null) ? source.getTransactionAttribute(method, targetClass)
						: null;
				if (attribute != null) {
					return attribute;
				}
			}
			return null;
		}

		private static @Nullable TransactionAttributeSource source(Advice advice) {
			return (advice instanceof TransactionAspectSupport transactions)
					? transactions.getTransactionAttributeSource() : null;
		}

		/**
		 * A transaction manager may be told not to announce its transactions.
		 */
		private void warnOfUnknown(LockMethod method) {
			Map<Object, Object> resources = TransactionSynchronizationManager.getResourceMap();
			boolean transaction = !resources.isEmpty() && resources.values()
				.stream()
				.anyMatch((resource) -> resource instanceof ResourceHolderSupport holder
						&& holder.isSynchronizedWithTransaction());
			if (transaction && this.warned.add(method.method())) {
				logger
					.warn("{} was called inside a transaction whose manager has synchronization switched off, so that its end "
							+ "cannot be waited for: lock '{}' is released before the commit, and the next holder may "
							+ "not see the changes. Set the manager's transactionSynchronization to "
							+ "SYNCHRONIZATION_ALWAYS, or begin the transaction in the locked method",
							method.description(), method.name());
			}
		}

	}

}
