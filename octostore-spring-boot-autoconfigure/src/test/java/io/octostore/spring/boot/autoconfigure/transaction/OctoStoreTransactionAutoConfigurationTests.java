package io.octostore.spring.boot.autoconfigure.transaction;

import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionExecutionListener;

import io.octostore.spring.lock.LockCommitGuard;
import io.octostore.spring.lock.LockCommitGuardPostProcessor;

import static org.assertj.core.api.Assertions.assertThat;

class OctoStoreTransactionAutoConfigurationTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(OctoStoreTransactionAutoConfiguration.class))
		.withBean(JdbcTransactionManager.class, () -> new JdbcTransactionManager(new JdbcDataSource()));

	@Test
	void guardsTheCommitsOfTheApplication() {
		this.runner.run((
				context) -> assertThat(context.getBean(JdbcTransactionManager.class).getTransactionExecutionListeners())
					.singleElement()
					.isInstanceOf(LockCommitGuard.class));
	}

	@Test
	void guardsNothingWhenOctoStoreIsDisabled() {
		this.runner.withPropertyValues("octostore.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LockCommitGuardPostProcessor.class));
	}

	@Test
	void needsNoTransactions() {
		new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(OctoStoreTransactionAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader(TransactionExecutionListener.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(LockCommitGuardPostProcessor.class));
	}

	@Test
	void leavesAGuardOfTheApplicationAlone() {
		LockCommitGuardPostProcessor own = new LockCommitGuardPostProcessor();
		this.runner.withBean("own", LockCommitGuardPostProcessor.class, () -> own)
			.run((context) -> assertThat(context.getBean(LockCommitGuardPostProcessor.class)).isSameAs(own));
	}

}
