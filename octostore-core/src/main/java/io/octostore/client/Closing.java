package io.octostore.client;

import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.scheduler.Schedulers;

/**
 * Ends a transport.
 */
final class Closing {

	private static final Logger logger = LoggerFactory.getLogger(Closing.class);

	private Closing() {
	}

	static void close(Transport transport, Duration limit) {
		if (Schedulers.isInNonBlockingThread()) {
			transport.close().subscribe();
			return;
		}
		try {
			transport.close().block(limit);
		}
		catch (RuntimeException ex) {
			logger.debug("The connections to the server did not end in time", ex);
		}
	}

}
