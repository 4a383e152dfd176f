package io.octostore.spring.lock;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.BeanFactoryAware;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.Ordered;
import org.springframework.transaction.ConfigurableTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.ReactiveTransactionManager;
import org.springframework.transaction.TransactionManager;
import org.springframework.util.ClassUtils;

import io.octostore.lock.DistributedLock;

/**
 * Guards the commits of all transaction managers in an application context with
 * {@link LockCommitGuard}: those that are beans, of Boot and of users, those of parent
 * contexts, and those that a bean has made for itself and keeps in a field, as in a
 * {@link org.springframework.transaction.support.TransactionTemplate TransactionTemplate}
 * of its own.
 * <p>
 * Managers of Spring's get a listener. Others are put behind a proxy that checks before
 * it commits, and {@code R2dbcTransactionManager} beans are replaced with
 * {@link GuardedR2dbcTransactionManager}. A warning names a manager that cannot be
 * guarded. Declare it as a static bean method. Thread safe.
 *
 * @since 0.1.0
 */
public final class LockCommitGuardPostProcessor
		implements BeanPostProcessor, BeanFactoryAware, SmartInitializingSingleton, Ordered {

	private static final Logger logger = LoggerFactory.getLogger(DistributedLock.class);

	private static final boolean R2DBC = ClassUtils.isPresent(
			"org.springframework.r2dbc.connection.R2dbcTransactionManager",
			LockCommitGuardPostProcessor.class.getClassLoader());

	private final Set<String> warned = ConcurrentHashMap.newKeySet();

	private @Nullable ListableBeanFactory beanFactory;

	/**
	 * Create a post-processor.
	 */
	public LockCommitGuardPostProcessor() {
		LockCommitGuard.followPipelines();
	}

	/**
	 * Keep the factory, in which managers are found that were created too early.
	 * @param beanFactory the factory
	 */
	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		this.beanFactory = (beanFactory instanceof ListableBeanFactory listable) ? listable : null;
	}

	/**
	 * The place among other post-processors.
	 * @return the last one: what others do to a manager is guarded too
	 */
	@Override
	public int getOrder() {
		return Ordered.LOWEST_PRECEDENCE;
	}

	/**
	 * Guard a manager, and those in a bean's fields.
	 * @param bean the bean
	 * @param beanName its name
	 * @return the bean, or what takes its place
	 */
	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof TransactionManager manager) {
			return guard(manager, beanName);
		}
		Object target = AopProxyUtils.getSingletonTarget(bean);
		for (TransactionManager manager : TransactionManagerFields.find((target != null) ? target : bean)) {
			if (!guardInPlace(manager)) {
				warn(beanName, "keeps a transaction manager of class " + manager.getClass().getName()
						+ " that cannot be guarded in its place", "Make the manager a bean");
			}
		}
		return bean;
	}

	private Object guard(TransactionManager manager, String beanName) {
		if (guardInPlace(manager)) {
			return manager;
		}
		if (R2DBC && R2dbc.isReplaceable(manager)) {
			return R2dbc.replace(manager);
		}
		Object proxy = CommitGuardInterceptor.proxy(manager);
		if (proxy == null) {
			warn(beanName,
					"is a transaction manager of class " + manager.getClass().getName() + " that cannot be guarded",
					"Let its class and its method commit not be final");
			return manager;
		}
		return proxy;
	}

	/**
	 * Guard a manager without replacing it.
	 * @return whether that is possible
	 */
	private static boolean guardInPlace(TransactionManager manager) {
		if (manager instanceof PlatformTransactionManager
				&& manager instanceof ConfigurableTransactionManager configurable) {
			LockCommitGuard.addTo(configurable);
			return true;
		}
		return CommitGuardInterceptor.isProxy(manager) || (R2DBC && R2dbc.isGuarded(manager));
	}

	/**
	 * Guard the managers that were created before this post-processor could see them, and
	 * those of parent contexts.
	 */
	@Override
	public void afterSingletonsInstantiated() {
		if (this.beanFactory == null) {
			return;
		}
		BeanFactoryUtils.beansOfTypeIncludingAncestors(this.beanFactory, TransactionManager.class, false, false)
			.forEach((beanName, manager) -> {
				if (!guardInPlace(manager)) {
					warn(beanName,
							"is a " + kind(manager) + " that cannot be guarded, because it was created too early or "
									+ "in a parent context",
							"Do not inject it into a BeanPostProcessor or BeanFactoryPostProcessor, and declare "
									+ "LockCommitGuardPostProcessor in the context that it belongs to");
				}
			});
	}

	private static String kind(TransactionManager manager) {
		return (manager instanceof ReactiveTransactionManager) ? "reactive transaction manager" : "transaction manager";
	}

	private void warn(String beanName, String problem, String cure) {
		if (this.warned.add(beanName)) {
			logger.warn("Bean '{}' {}: its transactions are committed even if a lock was lost under which they were "
					+ "made. {}", beanName, problem, cure);
		}
	}

	/**
	 * Only where Spring's support for R2DBC is on the class path.
	 */
	private static final class R2dbc {

		static boolean isGuarded(TransactionManager manager) {
			return manager instanceof GuardedR2dbcTransactionManager;
		}

		static boolean isReplaceable(TransactionManager manager) {
			return manager.getClass() == org.springframework.r2dbc.connection.R2dbcTransactionManager.class;
		}

		static TransactionManager replace(TransactionManager manager) {
			return GuardedR2dbcTransactionManager
				.copyOf((org.springframework.r2dbc.connection.R2dbcTransactionManager) manager);
		}

	}

}
