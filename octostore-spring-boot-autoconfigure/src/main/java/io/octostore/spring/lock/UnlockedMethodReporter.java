package io.octostore.spring.lock;

import java.lang.reflect.Method;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;

import io.octostore.lock.DistributedLock;

/**
 * Replaces {@link DistributedLockPostProcessor} where locks are switched off: warns once,
 * when all singletons exist, how many annotated methods run without a lock. Is silent
 * where there are none.
 *
 * @since 0.1.0
 */
public final class UnlockedMethodReporter implements BeanPostProcessor, SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(DistributedLock.class);

	private static final int MAX_NAMED = 10;

	private final Set<String> methods = new ConcurrentSkipListSet<>();

	private final String reason;

	/**
	 * Create a reporter.
	 * @param reason what switched the locks off, as the beginning of a sentence
	 */
	public UnlockedMethodReporter(String reason) {
		this.reason = reason;
	}

	/**
	 * Remember the annotated methods of a bean.
	 * @param bean the bean
	 * @param beanName its name
	 * @return the same bean
	 */
	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		for (Method method : LockAnnotations.findAll(AopUtils.getTargetClass(bean))) {
			this.methods.add(method.getDeclaringClass().getName() + "." + method.getName());
		}
		return bean;
	}

	/**
	 * Warn if there are annotated methods.
	 */
	@Override
	public void afterSingletonsInstantiated() {
		if (this.methods.isEmpty()) {
			return;
		}
		Set<String> named = new TreeSet<>(this.methods);
		String list = String.join(", ", named.stream().limit(MAX_NAMED).toList());
		logger.warn("{}: {} annotated method(s) run WITHOUT a lock, on every instance at the same time: {}{}",
				this.reason, named.size(), list, (named.size() > MAX_NAMED) ? ", ..." : "");
	}

	/**
	 * The annotated methods seen so far.
	 * @return full names of the methods
	 */
	public Set<String> getMethods() {
		return Set.copyOf(this.methods);
	}

}
