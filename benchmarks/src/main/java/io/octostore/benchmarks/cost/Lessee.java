package io.octostore.benchmarks.cost;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

import io.octostore.benchmarks.support.JvmProcess;
import io.octostore.benchmarks.support.Options;

/**
 * A JVM that holds locks, as the driver sees it.
 */
final class Lessee implements AutoCloseable {

	private final JvmProcess jvm;

	Lessee(URI baseUrl, int sessionTtl, int lockTtl, List<String> tokens) throws IOException {
		List<String> arguments = new ArrayList<>(
				List.of(baseUrl.toString(), Integer.toString(sessionTtl), Integer.toString(lockTtl)));
		arguments.addAll(tokens);
		this.jvm = new JvmProcess("lessee", LesseeJvm.class, Options.jvmOptions(), arguments.toArray(String[]::new));
	}

	void hold(int locks) throws IOException {
		this.jvm.ask("hold " + locks);
	}

	void release() throws IOException {
		this.jvm.ask("release");
	}

	/**
	 * Lets many threads take turns with one lock, and returns how often it was granted.
	 */
	int contend(int callers) throws IOException {
		return Integer.parseInt(this.jvm.ask("contend " + callers));
	}

	Histogram histogram() throws IOException {
		return Histogram.parse(this.jvm.ask("histogram"));
	}

	List<String> threads() throws IOException {
		return List.of(this.jvm.ask("threads").split(";", -1));
	}

	@Override
	public void close() throws IOException {
		this.jvm.close();
	}

}
