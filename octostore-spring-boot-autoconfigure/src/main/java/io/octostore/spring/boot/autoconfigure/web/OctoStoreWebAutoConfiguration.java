package io.octostore.spring.boot.autoconfigure.web;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatusCode;

import io.octostore.spring.boot.autoconfigure.InvalidPropertyException;
import io.octostore.spring.boot.web.LockHeldAdvice;

/**
 * Auto-configuration of the answers to web requests that find their lock held, or that
 * need the leader.
 *
 * @since 0.1.0
 */
@AutoConfiguration
@ConditionalOnWebApplication
@ConditionalOnBooleanProperty(name = { "octostore.enabled", "octostore.web.problem-details" }, matchIfMissing = true)
@EnableConfigurationProperties(OctoStoreWebProperties.class)
public final class OctoStoreWebAutoConfiguration {

	OctoStoreWebAutoConfiguration() {
	}

	@Bean
	@ConditionalOnMissingBean
	LockHeldAdvice octoStoreLockHeldAdvice(OctoStoreWebProperties properties) {
		int status = properties.heldStatus();
		if (status < 400 || status > 599) {
			throw new InvalidPropertyException("octostore.web.held-status", status, "It must be from 400 to 599",
					"Set it to the status of an error, such as 409 or 423.", null);
		}
		return new LockHeldAdvice(HttpStatusCode.valueOf(status));
	}

	@Bean
	NotLeaderAdvice octoStoreNotLeaderAdvice() {
		return new NotLeaderAdvice();
	}

}
