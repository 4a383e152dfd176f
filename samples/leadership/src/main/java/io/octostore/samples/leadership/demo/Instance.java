package io.octostore.samples.leadership.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One instance of the application, in a JVM of its own.
 */
final class Instance implements AutoCloseable {

	private static final Duration STOP_LIMIT = Duration.ofSeconds(30);

	private static final Pattern LEADS = Pattern.compile("Publishes with fencing token (\\d+)");

	private final String name;

	private final Process process;

	private final List<String> lines = new CopyOnWriteArrayList<>();

	private Instance(String name, Process process) {
		this.name = name;
		this.process = process;
	}

	static Instance start(String name, URI server, String token, Consumer<String> printer) {
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m", "-classpath",
				System.getProperty("java.class.path"), InstanceJvm.class.getName());
		builder.redirectErrorStream(true);
		builder.environment().put("OCTOSTORE_BASE_URL", server.toString());
		builder.environment().put("OCTOSTORE_TOKEN", token);
		try {
			Instance instance = new Instance(name, builder.start());
			Thread reader = new Thread(() -> instance.read(printer), "output-of-" + name);
			reader.setDaemon(true);
			reader.start();
			return instance;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void read(Consumer<String> printer) {
		try (BufferedReader reader = this.process.inputReader()) {
			reader.lines().forEach((line) -> {
				this.lines.add(line);
				printer.accept("[" + this.name + "] " + line);
			});
		}
		catch (IOException | UncheckedIOException ex) {
			printer.accept("[" + this.name + "] (no more output: " + ex.getMessage() + ")");
		}
	}

	String name() {
		return this.name;
	}

	/**
	 * The fencing token of the last term in which it published.
	 */
	OptionalLong lastToken() {
		return this.lines.stream()
			.map(LEADS::matcher)
			.filter(Matcher::find)
			.mapToLong((found) -> Long.parseLong(found.group(1)))
			.max();
	}

	boolean said(String text) {
		return this.lines.stream().anyMatch((line) -> line.contains(text));
	}

	boolean isAlive() {
		return this.process.isAlive();
	}

	/**
	 * End it without giving it a chance to say so.
	 */
	void kill() {
		this.process.destroyForcibly();
		awaitEnd();
	}

	/**
	 * Stop it as an operator would.
	 */
	@Override
	public void close() {
		// Through the handle: the process would close the stream of what it says at last
		this.process.toHandle().destroy();
		awaitEnd();
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

}
