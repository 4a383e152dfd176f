package io.octostore.samples.scheduledjobs.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * One instance of the application, in a JVM of its own.
 */
final class Instance {

	private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

	private final String name;

	private final Process process;

	private Instance(String name, Process process) {
		this.name = name;
		this.process = process;
	}

	/**
	 * Starts an instance.
	 * @param name what to call it
	 * @param server the server it uses
	 * @param settings properties that differ from the application's own
	 * @param log takes what it prints
	 */
	static Instance start(String name, DemoServer server, Map<String, String> settings, JobLog log) {
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m", "-classpath",
				System.getProperty("java.class.path"), InstanceJvm.class.getName());
		builder.redirectErrorStream(true);
		builder.environment().put("OCTOSTORE_BASE_URL", server.baseUrl().toString());
		builder.environment().put("OCTOSTORE_TOKEN", server.token());
		builder.command().add("--octostore.lock.metadata=instance " + name);
		settings.forEach((property, value) -> builder.command().add("--" + property + "=" + value));
		try {
			Instance instance = new Instance(name, builder.start());
			Thread reader = new Thread(() -> instance.copyOutput(log), "output-of-" + name);
			reader.setDaemon(true);
			reader.start();
			return instance;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void copyOutput(JobLog log) {
		try (BufferedReader lines = this.process.inputReader()) {
			lines.lines().forEach((line) -> log.add(this.name, line));
		}
		catch (IOException | UncheckedIOException ex) {
			log.add(this.name, "(no more output: " + ex.getMessage() + ")");
		}
	}

	String name() {
		return this.name;
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * Stops the instance as an operator would, and waits for its end.
	 */
	void stop() {
		askToEnd();
		awaitEnd();
	}

	/**
	 * Ends the instance without giving it a chance to say so.
	 */
	void kill() {
		this.process.destroyForcibly();
		awaitEnd();
	}

	/**
	 * Through the handle, because {@link Process#destroy()} also closes the streams and
	 * so loses what the instance says at its end.
	 */
	private void askToEnd() {
		this.process.toHandle().destroy();
	}

	private void awaitEnd() {
		try {
			if (!this.process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Stops several instances at the same time.
	 */
	static void stopAll(List<Instance> instances) {
		instances.forEach(Instance::askToEnd);
		instances.forEach(Instance::awaitEnd);
	}

}
