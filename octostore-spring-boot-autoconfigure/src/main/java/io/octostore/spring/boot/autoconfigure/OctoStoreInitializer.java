package io.octostore.spring.boot.autoconfigure;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.SpringBootVersion;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.Ordered;

import io.octostore.spring.lock.DistributedLockPostProcessor;
import io.octostore.spring.lock.UnlockedMethodReporter;

/**
 * Says what the auto-configuration cannot say, because it is not there: that the release
 * of Spring Boot is too old, and that methods run without a lock where the
 * auto-configuration is left out, as in tests of a slice.
 */
final class OctoStoreInitializer implements ApplicationContextInitializer<ConfigurableApplicationContext>, Ordered {

	private static final String REPORTER = "octoStoreUnlockedMethodReporter";

	OctoStoreInitializer() {
	}

	@Override
	public int getOrder() {
		return Ordered.HIGHEST_PRECEDENCE;
	}

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		checkVersion(SpringBootVersion.getVersion());
		context.addBeanFactoryPostProcessor(new ReporterOfUnlockedMethods());
	}

	/**
	 * Refuse releases whose classes have other names.
	 * @throws SpringBootTooOldException if the release is older than 4.0
	 */
	static void checkVersion(String version) {
		String major = version.split("\\.", 2)[0];
		if (major.matches("[0-9]+") && Integer.parseInt(major) < 4) {
			throw new SpringBootTooOldException(version);
		}
	}

	/**
	 * Called when all bean definitions are there.
	 */
	private static final class ReporterOfUnlockedMethods implements BeanFactoryPostProcessor {

		@Override
		public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
			boolean configured = has(beanFactory, DistributedLockPostProcessor.class)
					|| has(beanFactory, UnlockedMethodReporter.class);
			if (!configured && beanFactory instanceof BeanDefinitionRegistry registry) {
				RootBeanDefinition reporter = new RootBeanDefinition(UnlockedMethodReporter.class);
				reporter.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
				reporter.getConstructorArgumentValues()
					.addGenericArgumentValue(
							"OctoStoreLockingAutoConfiguration is not part of this application context, "
									+ "as in tests of a slice");
				registry.registerBeanDefinition(REPORTER, reporter);
			}
		}

		private static boolean has(ConfigurableListableBeanFactory beanFactory, Class<?> type) {
			return beanFactory.getBeanNamesForType(type, true, false).length > 0;
		}

	}

}
