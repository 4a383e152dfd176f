package io.octostore.spring.boot.console;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * The page of a WebFlux application.
 */
class ReactiveConsoleTests extends ConsoleContract {

	@Override
	ConfigurableApplicationContext start(String... properties) {
		return ConsoleApplications.reactive(properties);
	}

}
