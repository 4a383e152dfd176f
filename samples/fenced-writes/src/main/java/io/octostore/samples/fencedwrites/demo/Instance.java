package io.octostore.samples.fencedwrites.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One instance of the application, in a JVM of its own that can be stopped and resumed.
 */
final class Instance implements AutoCloseable {

	private static final int LIMIT_SECONDS = 60;

	private final String name;

	private final Process process;

	private final BlockingQueue<String> output = new LinkedBlockingQueue<>();

	Instance(String name, URI server, String token, Database database) throws IOException {
		this.name = name;
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m", "-classpath",
				System.getProperty("java.class.path"), InstanceJvm.class.getName(),
				"--spring.datasource.url=" + database.url(), "--spring.datasource.username=" + database.user());
		builder.redirectErrorStream(true);
		builder.environment().put("OCTOSTORE_BASE_URL", server.toString());
		builder.environment().put("OCTOSTORE_TOKEN", token);
		this.process = builder.start();
		Thread reader = new Thread(this::copyOutput, "output-of-" + name);
		reader.setDaemon(true);
		reader.start();
	}

	private void copyOutput() {
		try (BufferedReader lines = this.process.inputReader()) {
			lines.lines().forEach((line) -> {
				System.out.println("[" + this.name + "] " + line);
				this.output.add(line);
			});
		}
		catch (IOException | UncheckedIOException ex) {
			this.output.add("(no more output: " + ex.getMessage() + ")");
		}
	}

	void send(String command) throws IOException {
		this.process.outputWriter().write(command + "\n");
		this.process.outputWriter().flush();
	}

	/**
	 * Wait for a line of output.
	 * @return the first one from here on that begins with the text
	 */
	String await(String begin) throws InterruptedException {
		while (true) {
			String line = this.output.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
			if (line == null) {
				throw new IllegalStateException(this.name + " did not print within " + LIMIT_SECONDS + " s: " + begin);
			}
			if (line.startsWith(begin)) {
				return line;
			}
		}
	}

	/**
	 * Let the process stand still, as a long garbage collection or a busy machine does.
	 */
	void stop() throws IOException, InterruptedException {
		signal("STOP");
	}

	void resume() throws IOException, InterruptedException {
		signal("CONT");
	}

	private void signal(String signal) throws IOException, InterruptedException {
		int status = new ProcessBuilder("kill", "-" + signal, Long.toString(this.process.pid())).inheritIO()
			.start()
			.waitFor();
		if (status != 0) {
			throw new IllegalStateException("kill -" + signal + " ended with status " + status);
		}
	}

	@Override
	public void close() {
		this.process.destroyForcibly().onExit().orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS).join();
	}

}
