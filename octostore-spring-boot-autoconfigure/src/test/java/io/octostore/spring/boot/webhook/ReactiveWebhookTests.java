package io.octostore.spring.boot.webhook;

import org.springframework.context.ConfigurableApplicationContext;

class ReactiveWebhookTests extends WebhookContract {

	@Override
	ConfigurableApplicationContext start(Class<?> application, String... properties) {
		return WebhookApplications.reactive(application, properties);
	}

}
