package io.octostore.spring.boot.test.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;

import io.octostore.lock.OctoStoreLocks;
import io.octostore.test.TestOctoStore;

/**
 * Makes the application's locks known to the test's server when they are created.
 */
final class LocksAttachment implements BeanPostProcessor {

	private final ObjectProvider<TestOctoStore> octoStore;

	LocksAttachment(ObjectProvider<TestOctoStore> octoStore) {
		this.octoStore = octoStore;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof OctoStoreLocks locks) {
			this.octoStore.getObject().attach(locks);
		}
		return bean;
	}

}
