package io.octostore.spring.election;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
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
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.core.Ordered;
import org.springframework.util.ClassUtils;

import io.octostore.spring.proxy.Advisors;
import io.octostore.spring.proxy.ProxiedMethods;

/**
 * Checks the leadership before methods that are annotated with {@link LeaderOnly}, in any
 * application context.
 * <p>
 * Declare it as a static bean method:
 *
 * <pre class="code">
 * &#064;Bean
 * &#064;Role(BeanDefinition.ROLE_INFRASTRUCTURE)
 * static LeaderOnlyPostProcessor leaderOnly(ObjectProvider&lt;LeaderElections&gt; elections) {
 *     return new LeaderOnlyPostProcessor(elections::getObject);
 * }
 * </pre>
 *
 * Every annotated method is checked when its bean is created, and refused with
 * {@link InvalidLeaderMethodException} if its annotation cannot work. Safe for use by
 * several threads.
 *
 * @since 0.1.0
 */
public final class LeaderOnlyPostProcessor extends AbstractBeanFactoryAwareAdvisingPostProcessor
		implements SmartInitializingSingleton {

	private static final Logger logger = LoggerFactory.getLogger(LeaderOnly.class);

	private final transient Supplier<LeaderElections> elections;

	private final transient LeaderMethods methods = new LeaderMethods(this::resolve);

	private final transient LeaderOnlyAdvisor leaderAdvisor;

	/**
	 * Create a post-processor.
	 * @param elections gives the elections; called when all singletons are there, and at
	 * each call of a leader-only method
	 */
	public LeaderOnlyPostProcessor(Supplier<LeaderElections> elections) {
		this.elections = Objects.requireNonNull(elections, "elections");
		this.leaderAdvisor = new LeaderOnlyAdvisor(
				new LeaderOnlyInterceptor(this.methods, (name) -> elections.get().get(name)));
		this.advisor = this.leaderAdvisor;
		// After the auto-proxy creators, so as to join their proxies; before @Async
		setOrder(Ordered.LOWEST_PRECEDENCE - 3);
	}

	private String resolve(String text) {
		String resolved = (this.beanFactory != null)
				? new EmbeddedValueResolver(this.beanFactory).resolveStringValue(text) : text;
		return (resolved != null) ? resolved : "";
	}

	/**
	 * Check the leader-only methods of a bean, and proxy it if it has some.
	 * @param bean the bean
	 * @param beanName its name
	 * @return the bean or its proxy
	 * @throws InvalidLeaderMethodException if an annotation cannot work
	 */
	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof AopInfrastructureBean
				|| beanName.equals(bean.getClass().getName() + AutowireCapableBeanFactory.ORIGINAL_INSTANCE_SUFFIX)) {
			return bean;
		}
		List<LeaderMethod> annotated = this.methods.readAll(AopUtils.getTargetClass(bean));
		if (annotated.isEmpty()) {
			return bean;
		}
		Object proxy = advise(bean, beanName, annotated);
		checkProxy(proxy, annotated);
		return proxy;
	}

	private Object advise(Object bean, String beanName, List<LeaderMethod> annotated) {
		if (bean instanceof Advised advised && !advised.isFrozen()) {
			if (!isAdvised(bean)) {
				advised.addAdvisor(this.leaderAdvisor.position(advised), this.leaderAdvisor);
			}
			return bean;
		}
		try {
			return super.postProcessAfterInitialization(bean, beanName);
		}
		catch (AopConfigException ex) {
			throw new InvalidLeaderMethodException(annotated.get(0).method(),
					"belongs to a bean that cannot be proxied: " + ex.getMessage(),
					"Let the class be visible and not final (in Kotlin: open)");
		}
	}

	private static boolean isAdvised(Object bean) {
		return Advisors.isAdvised(bean, LeaderOnlyAdvisor.class);
	}

	private static void checkProxy(Object proxy, List<LeaderMethod> annotated) {
		Method first = annotated.get(0).method();
		if (!isAdvised(proxy)) {
			throw new InvalidLeaderMethodException(first, "belongs to a bean whose proxy takes no further advice",
					"Do not freeze or make opaque the proxies of beans with leader-only methods");
		}
		boolean jdkProxy = AopUtils.isJdkDynamicProxy(proxy);
		for (LeaderMethod method : annotated) {
			if (jdkProxy && !ProxiedMethods.isDeclared((Advised) proxy, method.method())) {
				throw new InvalidLeaderMethodException(method.method(),
						"is not declared by an interface of its class, whose bean is proxied by its interfaces",
						"Declare it in the interface, or proxy the class (spring.aop.proxy-target-class=true)");
			}
			Class<?> targetClass = ClassUtils.getUserClass(proxy);
			if (!jdkProxy && ProxiedMethods.isHidden(targetClass, method.method())) {
				throw new InvalidLeaderMethodException(method.method(),
						"is package-private in another package than " + targetClass.getName()
								+ ", so that the proxy of that class cannot check the leadership before it",
						"Make it public or protected");
			}
		}
	}

	/**
	 * Whether a class has leader-only methods.
	 * @param targetClass the class
	 * @return whether beans of the class are proxied
	 */
	@Override
	protected boolean isEligible(Class<?> targetClass) {
		return !this.methods.annotated(targetClass).isEmpty();
	}

	/**
	 * Keep the factory for placeholders in annotations.
	 * @param beanFactory the factory
	 */
	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		super.setBeanFactory(beanFactory);
	}

	/**
	 * Names of the elections of all leader-only methods in the beans created so far.
	 * @return a snapshot
	 */
	public Set<String> getElectionNames() {
		Set<String> names = new TreeSet<>();
		this.methods.seen().forEach((method) -> names.add(method.election()));
		return names;
	}

	/**
	 * Refuse methods whose election does not exist, and warn of singletons that were
	 * created before this post-processor could see them, because their methods run on
	 * every instance.
	 * @throws InvalidLeaderMethodException if an election does not exist
	 */
	@Override
	public void afterSingletonsInstantiated() {
		for (LeaderMethod method : this.methods.seen()) {
			if (this.elections.get().find(method.election()).isEmpty()) {
				throw new InvalidLeaderMethodException(method.method(),
						"names the election '" + method.election() + "', which does not exist",
						"Set octostore.election." + method.election()
								+ ".type, or declare a bean of type LeaderElection with that name");
			}
		}
		if (this.beanFactory != null) {
			for (String beanName : this.beanFactory.getSingletonNames()) {
				warnIfUnchecked(beanName, this.beanFactory.getSingleton(beanName));
			}
		}
	}

	private void warnIfUnchecked(String beanName, @Nullable Object bean) {
		if (bean != null && !(bean instanceof AopInfrastructureBean) && !isAdvised(bean)
				&& !bean.getClass().getName().contains("MockitoMock") && hasAnnotatedMethods(bean)) {
			logger.warn("Bean '{}' was created too early, or registered as an object: its leader-only methods run on "
					+ "EVERY instance. Do not inject it into a BeanPostProcessor or BeanFactoryPostProcessor, and make "
					+ "the methods that declare such processors static", beanName);
		}
	}

	private boolean hasAnnotatedMethods(Object bean) {
		try {
			return !this.methods.annotated(AopProxyUtils.ultimateTargetClass(bean)).isEmpty();
		}
		catch (IllegalStateException ex) {
			// A class that cannot be introspected because an optional type is missing
			return false;
		}
	}

}
