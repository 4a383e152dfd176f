package io.octostore.client.http;

import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.util.context.Context;

/**
 * Takes the failures of exchanges that no caller waits for any more.
 * <p>
 * Giving up an exchange closes its connection, and the HTTP library may then say that the
 * connection was closed. Reactor logs a failure without a taker as an error. These are
 * none: who has given up has been told why.
 */
public final class UnwantedFailures {

	private static final Logger logger = LoggerFactory.getLogger(UnwantedFailures.class);

	/**
	 * Where Reactor looks for what takes the failures of one sequence, before
	 * {@code Hooks.onErrorDropped}. Its constant is not public.
	 */
	private static final String TAKER = "reactor.onErrorDropped.local";

	private static final Consumer<Throwable> QUIET = UnwantedFailures::take;

	private UnwantedFailures() {
	}

	/**
	 * Let the failures that a sequence has no taker for pass without an error in the log.
	 * @param context the context of who takes the results
	 * @return the context for the sequence
	 */
	public static Context ignored(Context context) {
		return context.put(TAKER, QUIET);
	}

	private static void take(Throwable failure) {
		// The class only: messages of HTTP libraries may hold addresses.
		logger.debug("An exchange that was given up has failed ({})", failure.getClass().getName());
	}

}
