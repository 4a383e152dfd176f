package io.octostore.spring.election;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Warns of leader-only methods that run on every instance, because nothing checks the
 * leadership before them. Takes the place of {@link LeaderOnlyPostProcessor} where that
 * is switched off. Declare it as a static bean method. Thread safe.
 *
 * @since 0.1.0
 */
public final class UncheckedMethodReporter implements BeanPostProcessor {

	private static final Logger logger = LoggerFactory.getLogger(LeaderOnly.class);

	private final String reason;

	/**
	 * Create a reporter.
	 * @param reason why nothing checks, as a part of a sentence
	 */
	public UncheckedMethodReporter(String reason) {
		this.reason = reason;
	}

	/**
	 * Warn if a bean has leader-only methods.
	 * @param bean the bean
	 * @param beanName its name
	 * @return the bean
	 */
	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		int methods = LeaderMethod.findAll(AopUtils.getTargetClass(bean)).size();
		if (methods > 0) {
			logger.warn("{} leader-only method(s) of bean '{}' run on EVERY instance, because {}", methods, beanName,
					this.reason);
		}
		return bean;
	}

}
