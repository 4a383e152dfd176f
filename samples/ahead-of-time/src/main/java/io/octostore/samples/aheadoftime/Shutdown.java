package io.octostore.samples.aheadoftime;

import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.stereotype.Component;

/**
 * Ends the application, once its work is done.
 */
@Component
class Shutdown {

	private final ConfigurableApplicationContext context;

	Shutdown(ConfigurableApplicationContext context) {
		this.context = context;
	}

	void begin() {
		Thread closing = new Thread(this.context::close, "shutdown");
		closing.start();
	}

}
