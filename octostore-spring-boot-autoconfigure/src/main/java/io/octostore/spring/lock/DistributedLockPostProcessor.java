package io.octostore.spring.lock;

import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopConfigException;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.core.Ordered;
import org.springframework.scheduling.config.TaskManagementConfigUtils;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import io.octostore.lock.DistributedLock;
import io.octostore.lock.OctoStoreLocks;

/**
 * Puts the lock around methods annotated with
 * {@link io.octostore.lock.DistributedLock @DistributedLock}, in any application context.
 * <p>
 * Declare it as a static bean method:
 *
 * <pre class="code">
 * &#064;Bean
 * &#064;Role(BeanDefinition.ROLE_INFRASTRUCTURE)
 * static DistributedLockPostProcessor lockPostProcessor(ObjectProvider&lt;OctoStoreLocks&gt; locks) {
 *     return new DistributedLockPostProcessor(locks::getObject);
 * }
 * </pre>
 *
 * Every annotated method is checked when its bean is created, and refused with
 * {@link InvalidLockMethodException} if its annotation cannot work. The locks are asked
 * for at the first call of an annotated method. Safe for use by several threads.
 *
 * @since 0.1.0
 */
public final class DistributedLockPostProcessor extends AbstractBeanFactoryAwareAdvisingPostProcessor
		implements SmartInitializingSingleton, DisposableBean {

	private static final Logger logger = LoggerFactory.getLogger(DistributedLock.class);

	private static final String SCHEDULING = TaskManagementConfigUtils.SCHEDULED_ANNOTATION_PROCESSOR_BEAN_NAME;

	private final transient Supplier<OctoStoreLocks> locks;

	private final transient Supplier<LockAnnotationSettings> settings;

	private transient LongSupplier clock = System::nanoTime;

	private transient OverdueCalls overdueCalls;

	private transient @Nullable LockMethods methods;

	private transient @Nullable DistributedLockAdvisor lockAdvisor;

	/**
	 * Create a post-processor with default settings.
	 * @param locks gives the locks; called at each call of an annotated method
	 */
	public DistributedLockPostProcessor(Supplier<OctoStoreLocks> locks) {
		this(locks, LockAnnotationSettings::defaults);
	}

	/**
	 * Create a post-processor that proxies interfaces where a bean has some; see
	 * {@link #setProxyTargetClass(boolean)}.
	 * @param locks gives the locks; called at each call of an annotated method
	 * @param settings gives the settings; called for each annotated method when its bean
	 * is created
	 */
	public DistributedLockPostProcessor(Supplier<OctoStoreLocks> locks, Supplier<LockAnnotationSettings> settings) {
		this.locks = Objects.requireNonNull(locks, "locks");
		this.settings = Objects.requireNonNull(settings, "settings");
		this.overdueCalls = new OverdueCalls(settings, Schedulers::parallel);
		// After the auto-proxy creators, so as to join their proxies; before @Async and
		// @Retryable, which go outside of it.
		setOrder(Ordered.LOWEST_PRECEDENCE - 2);
	}

	/**
	 * Set the clock by which skips are summed up, for tests.
	 */
	void setClock(LongSupplier clock) {
		this.clock = clock;
	}

	/**
	 * Set what runs looks at overdue jobs, for tests.
	 */
	void setTimer(Scheduler timer) {
		this.overdueCalls = new OverdueCalls(this.settings, () -> timer);
	}

	/**
	 * Names of the locks of all annotated methods in the beans created so far, without
	 * prefix and key: the values of the tag {@code lock.name}.
	 * @return a snapshot
	 */
	public Set<String> getLockNames() {
		return methods().names();
	}

	/**
	 * Annotated methods of the beans created so far.
	 * @return a snapshot
	 */
	public Collection<LockedMethod> getLockedMethods() {
		return methods().seen();
	}

	/**
	 * Keep the factory for beans and placeholders in annotations.
	 * @param beanFactory the factory
	 */
	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		super.setBeanFactory(beanFactory);
		LockMethodFactory factory = new LockMethodFactory(this.settings, this::resolve, beanFactory);
		LockMethods created = new LockMethods(factory);
		this.methods = created;
		this.lockAdvisor = new DistributedLockAdvisor(
				new DistributedLockInterceptor(created, this.locks, this.settings, this.overdueCalls, this.clock));
		this.advisor = this.lockAdvisor;
	}

	private @Nullable String resolve(String text) {
		return (this.beanFactory != null) ? this.beanFactory.resolveEmbeddedValue(text) : text;
	}

	private LockMethods methods() {
		if (this.methods == null) {
			throw new IllegalStateException("The post-processor is not part of an application context");
		}
		return this.methods;
	}

	/**
	 * Check the annotated methods of a bean, and proxy it if it has some.
	 * @param bean the bean
	 * @param beanName its name
	 * @return the bean or its proxy
	 * @throws InvalidLockMethodException if an annotation cannot work
	 */
	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof AopInfrastructureBean
				|| beanName.equals(bean.getClass().getName() + AutowireCapableBeanFactory.ORIGINAL_INSTANCE_SUFFIX)) {
			return bean;
		}
		Collection<LockMethod> annotated = annotatedMethods(bean);
		if (annotated.isEmpty()) {
			return bean;
		}
		Object proxy = advise(bean, beanName, annotated);
		LockProxyChecks.check(proxy, annotated);
		return proxy;
	}

	private Collection<LockMethod> annotatedMethods(Object bean) {
		Class<?>[] interfaces = (bean instanceof Advised advised) ? advised.getProxiedInterfaces() : new Class<?>[0];
		return methods().readAll(AopUtils.getTargetClass(bean), interfaces);
	}

	private Object advise(Object bean, String beanName, Collection<LockMethod> annotated) {
		DistributedLockAdvisor lockAdvisor = this.lockAdvisor;
		if (lockAdvisor != null && bean instanceof Advised advised && !advised.isFrozen()) {
			if (!LockProxyChecks.isAdvised(bean)) {
				advised.addAdvisor(lockAdvisor.position(advised), lockAdvisor);
			}
			return bean;
		}
		try {
			return super.postProcessAfterInitialization(bean, beanName);
		}
		catch (AopConfigException ex) {
			throw LockProxyChecks.notProxied(annotated, ex);
		}
	}

	/**
	 * Whether a class has annotated methods.
	 * @param targetClass the class
	 * @return whether beans of the class are proxied
	 */
	@Override
	protected boolean isEligible(Class<?> targetClass) {
		return !methods().annotated(targetClass).isEmpty();
	}

	/**
	 * Look after the first calls of scheduled methods, and warn of singletons with
	 * annotated methods that were created before this post-processor could see them,
	 * because their methods run without a lock. Mocks are left out.
	 */
	@Override
	public void afterSingletonsInstantiated() {
		if (this.beanFactory == null) {
			return;
		}
		if (this.beanFactory.containsBean(SCHEDULING)) {
			methods().all().forEach(this.overdueCalls::expect);
		}
		for (String beanName : this.beanFactory.getSingletonNames()) {
			Object bean = this.beanFactory.getSingleton(beanName);
			if (bean == null || bean instanceof AopInfrastructureBean || LockProxyChecks.isAdvised(bean)
					|| Mocks.isMock(bean)) {
				continue;
			}
			int unlocked = countUnlocked(bean);
			if (unlocked > 0) {
				logger.warn("Bean '{}' was created too early, or registered as an object: its {} annotated method(s) "
						+ "run WITHOUT a lock. Do not inject it into a BeanPostProcessor or BeanFactoryPostProcessor, "
						+ "and make the methods that declare such processors static", beanName, unlocked);
			}
		}
	}

	/**
	 * Look after scheduled methods no more.
	 */
	@Override
	public void destroy() {
		this.overdueCalls.close();
	}

	private int countUnlocked(Object bean) {
		try {
			return methods().annotated(AopProxyUtils.ultimateTargetClass(bean)).size();
		}
		catch (IllegalStateException ex) {
			// A class that cannot be introspected because an optional type is missing
			return 0;
		}
	}

}
