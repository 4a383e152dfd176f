package io.octostore.spring.boot.autoconfigure.transaction;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;
import org.springframework.transaction.TransactionExecutionListener;

import io.octostore.spring.lock.LockCommitGuardPostProcessor;

/**
 * Auto-configuration for Spring's transactions: a transaction is not committed after a
 * lock was lost under which it was made.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnClass(TransactionExecutionListener.class)
@ConditionalOnBooleanProperty(name = "octostore.enabled", matchIfMissing = true)
public final class OctoStoreTransactionAutoConfiguration {

	/**
	 * Create the auto-configuration.
	 */
	public OctoStoreTransactionAutoConfiguration() {
	}

	@Bean
	@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
	@ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
	static LockCommitGuardPostProcessor lockCommitGuardPostProcessor() {
		return new LockCommitGuardPostProcessor();
	}

}
