package io.octostore.spring.boot.test.autoconfigure;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestExecutionListener;

import io.octostore.test.TestOctoStore;

/**
 * Resets the test's server after each test, so that the first test still sees what the
 * application did at its start.
 */
final class ResetTestOctoStoreTestExecutionListener implements TestExecutionListener {

	@Override
	public void afterTestMethod(TestContext testContext) {
		if (!testContext.hasApplicationContext()) {
			return;
		}
		ApplicationContext context = testContext.getApplicationContext();
		if (context instanceof ConfigurableApplicationContext configurable && configurable.isActive()) {
			context.getBeanProvider(TestOctoStore.class, false).ifAvailable(TestOctoStore::reset);
		}
	}

}
