package io.octostore.samples.observability.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One instance of the application, in a JVM of its own.
 */
final class Instance {

	private static final Pattern STARTED = Pattern.compile("Tomcat started on port (\\d+)");

	private static final int START_LIMIT_SECONDS = 60;

	private static final int STOP_LIMIT_SECONDS = 20;

	private final String name;

	private final Process process;

	private final CompletableFuture<Integer> port = new CompletableFuture<>();

	private Instance(String name, Process process) {
		this.name = name;
		this.process = process;
	}

	static Instance start(String name, int port, URI server, String token) {
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx160m", "-classpath",
				System.getProperty("java.class.path"), InstanceJvm.class.getName(), "--server.port=" + port,
				"--octostore.lock.metadata=" + name);
		builder.redirectErrorStream(true);
		builder.environment().put("OCTOSTORE_BASE_URL", server.toString());
		builder.environment().put("OCTOSTORE_TOKEN", token);
		try {
			Instance instance = new Instance(name, builder.start());
			Thread reader = new Thread(instance::copyOutput, "output-of-" + name);
			reader.setDaemon(true);
			reader.start();
			return instance;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void copyOutput() {
		try (BufferedReader lines = this.process.inputReader()) {
			for (String line = lines.readLine(); line != null; line = lines.readLine()) {
				Matcher started = STARTED.matcher(line);
				if (started.find()) {
					this.port.complete(Integer.valueOf(started.group(1)));
				}
				System.out.println(this.name + "  " + line);
			}
		}
		catch (IOException ex) {
			System.out.println(this.name + "  (no more output: " + ex.getMessage() + ")");
		}
		this.port.completeExceptionally(new IllegalStateException(this.name + " has ended"));
	}

	void awaitStart() throws InterruptedException {
		try {
			this.port.get(START_LIMIT_SECONDS, TimeUnit.SECONDS);
		}
		catch (ExecutionException | TimeoutException ex) {
			throw new IllegalStateException(this.name + " did not start", ex);
		}
	}

	String name() {
		return this.name;
	}

	int port() {
		return this.port.join();
	}

	URI url(String path) {
		return URI.create("http://127.0.0.1:" + port() + path);
	}

	/**
	 * Stops the instance as an operator would.
	 */
	void stop() {
		this.process.toHandle().destroy();
		try {
			if (!this.process.waitFor(STOP_LIMIT_SECONDS, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
		}
		catch (InterruptedException ex) {
			this.process.destroyForcibly();
			Thread.currentThread().interrupt();
		}
	}

}
