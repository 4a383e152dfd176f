package io.octostore.spring.lock;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.MethodIntrospector.MetadataLookup;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.Schedules;
import org.springframework.util.ClassUtils;

import io.octostore.lock.DistributedLock;

/**
 * Names methods annotated with {@link Scheduled} that run without a lock, on every
 * instance at the same time: in a warning when all singletons exist, or by failing the
 * start.
 *
 * @since 0.1.0
 */
public final class ScheduledMethodReporter implements BeanPostProcessor, SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(DistributedLock.class);

	private final RequireLock requireLock;

	private final Map<String, Method> unlocked = new ConcurrentSkipListMap<>();

	/**
	 * Create a reporter.
	 * @param requireLock what to do about such methods
	 */
	public ScheduledMethodReporter(RequireLock requireLock) {
		this.requireLock = requireLock;
	}

	/**
	 * Remember the scheduled methods of a bean that have no lock.
	 * @param bean the bean
	 * @param beanName its name
	 * @return the same bean
	 * @throws InvalidLockMethodException if there are some, and they fail the start
	 */
	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		Class<?> type = ClassUtils.getUserClass(AopUtils.getTargetClass(bean));
		if (this.requireLock != RequireLock.IGNORE
				&& AnnotationUtils.isCandidateClass(type, Set.of(Scheduled.class, Schedules.class))) {
			MethodIntrospector
				.selectMethods(type, (MetadataLookup<Boolean>) (method) -> isUnlocked(method, type) ? true : null)
				.keySet()
				.forEach(this::add);
		}
		return bean;
	}

	private static boolean isUnlocked(Method method, Class<?> type) {
		return LockAnnotations.isScheduled(method) && LockAnnotations.find(method, type).isEmpty();
	}

	private void add(Method method) {
		if (this.requireLock == RequireLock.FAIL) {
			throw new InvalidLockMethodException(method,
					"is scheduled and runs without a lock, on every instance at the same time",
					"Annotate it with @DistributedLock, or set octostore.scheduled.require-lock=warn");
		}
		this.unlocked.put(method.getDeclaringClass().getName() + "." + method.getName(), method);
	}

	/**
	 * Warn if there are such methods.
	 */
	@Override
	public void afterSingletonsInstantiated() {
		if (!this.unlocked.isEmpty()) {
			logger.warn(
					"{} scheduled method(s) run WITHOUT a lock, on every instance at the same time: {}. Annotate them "
							+ "with @DistributedLock",
					this.unlocked.size(), String.join(", ", this.unlocked.keySet()));
		}
	}

}
