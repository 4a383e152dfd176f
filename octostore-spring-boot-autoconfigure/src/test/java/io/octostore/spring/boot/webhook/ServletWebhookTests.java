package io.octostore.spring.boot.webhook;

import org.springframework.context.ConfigurableApplicationContext;

class ServletWebhookTests extends WebhookContract {

	@Override
	ConfigurableApplicationContext start(Class<?> application, String... properties) {
		return WebhookApplications.servlet(application, properties);
	}

}
