package io.octostore.spring.boot.console;

import org.springframework.context.ConfigurableApplicationContext;

/**
 * The page of a Spring MVC application.
 */
class ServletConsoleTests extends ConsoleContract {

	@Override
	ConfigurableApplicationContext start(String... properties) {
		return ConsoleApplications.servlet(properties);
	}

}
