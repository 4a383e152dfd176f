package io.octostore.spring.boot.webhook;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.web.servlet.DispatcherServlet;

/**
 * Web applications with an endpoint for webhooks.
 */
final class WebhookApplications {

	private WebhookApplications() {
	}

	static ConfigurableApplicationContext servlet(Class<?> application, String... properties) {
		return start(application, WebhookApplications.class.getClassLoader(), properties);
	}

	static ConfigurableApplicationContext reactive(Class<?> application, String... properties) {
		ClassLoader original = Thread.currentThread().getContextClassLoader();
		FilteredClassLoader withoutMvc = new FilteredClassLoader(DispatcherServlet.class);
		Thread.currentThread().setContextClassLoader(withoutMvc);
		try {
			return start(application, withoutMvc, properties);
		}
		finally {
			Thread.currentThread().setContextClassLoader(original);
		}
	}

	private static ConfigurableApplicationContext start(Class<?> application, ClassLoader classLoader,
			String... properties) {
		return new SpringApplicationBuilder(application).resourceLoader(new DefaultResourceLoader(classLoader))
			.properties("server.port=0", "server.address=127.0.0.1", "octostore.token=unused",
					"octostore.base-url=http://127.0.0.1:1", "spring.main.banner-mode=off", "management.server.port=-1")
			.properties(properties)
			.run();
	}

}
