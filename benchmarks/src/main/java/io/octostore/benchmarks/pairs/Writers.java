package io.octostore.benchmarks.pairs;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;

import io.octostore.benchmarks.support.JvmProcess;

/**
 * A JVM that keeps the server busy with pairs of acquire and release, from a client that
 * leaves the processors to others.
 */
public final class Writers implements AutoCloseable {

	private static final Contender CONTENDER = Contender.HTTP_COMPONENTS;

	/** User that the server must know. */
	public static final String USER = CONTENDER.user();

	/** Token of that user. */
	public static final String TOKEN = CONTENDER.token();

	private final JvmProcess jvm;

	/**
	 * Starts the JVM.
	 * @param baseUrl address of the server
	 * @throws IOException if it cannot be started
	 */
	public Writers(URI baseUrl) throws IOException {
		this.jvm = new JvmProcess("writers", ContenderJvm.class, List.of(), CONTENDER.name(), baseUrl.toString());
	}

	/**
	 * Writes for some time.
	 * @param callers how many at once, each a lock of its own; at most 100
	 * @param duration how long
	 * @return pairs per second
	 * @throws IOException if the JVM has ended
	 */
	public double run(int callers, Duration duration) throws IOException {
		return Sample.parse(this.jvm.ask(callers + " " + duration.toMillis())).pairsPerSecond();
	}

	@Override
	public void close() throws IOException {
		this.jvm.close();
	}

}
