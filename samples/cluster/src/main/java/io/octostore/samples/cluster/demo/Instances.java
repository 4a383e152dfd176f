package io.octostore.samples.cluster.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Instances of the application, each in a JVM of its own, and what they say about the
 * job.
 */
final class Instances implements AutoCloseable {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final Pattern LINE = Pattern.compile("Report (begins|ends) with fencing token (\\d+)");

	private final String endpoints;

	private final Consumer<String> printer;

	private final List<Process> processes = new ArrayList<>();

	private final List<Step> steps = new ArrayList<>();

	Instances(String endpoints, Consumer<String> printer) {
		this.endpoints = endpoints;
		this.printer = printer;
	}

	void start(String name) {
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx128m", "-classpath",
				System.getProperty("java.class.path"), InstanceJvm.class.getName());
		builder.redirectErrorStream(true);
		builder.environment().put("ETCD_ENDPOINTS", this.endpoints);
		try {
			Process process = builder.start();
			this.processes.add(process);
			Thread reader = new Thread(() -> read(name, process), "output-of-" + name);
			reader.setDaemon(true);
			reader.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private void read(String name, Process process) {
		try (BufferedReader lines = process.inputReader()) {
			lines.lines().forEach((line) -> said(name, line));
		}
		catch (IOException | UncheckedIOException ex) {
			this.printer.accept("[" + name + "] (no more output)");
		}
	}

	private synchronized void said(String name, String line) {
		this.printer.accept("[" + name + "] " + line);
		Matcher matcher = LINE.matcher(line);
		if (matcher.matches()) {
			this.steps.add(new Step(name, matcher.group(1).equals("begins"), Long.parseLong(matcher.group(2))));
			notifyAll();
		}
	}

	synchronized List<Step> steps() {
		return List.copyOf(this.steps);
	}

	/**
	 * Wait for the next step of a kind.
	 */
	synchronized Step await(Predicate<Step> kind) throws InterruptedException {
		int from = this.steps.size();
		long end = System.nanoTime() + LIMIT.toNanos();
		while (System.nanoTime() < end) {
			for (Step step : this.steps.subList(from, this.steps.size())) {
				if (kind.test(step)) {
					return step;
				}
			}
			wait(100);
		}
		throw new IllegalStateException("The job did not go on within " + LIMIT.toSeconds() + " s");
	}

	@Override
	public void close() {
		this.processes.forEach((process) -> process.toHandle().destroy());
		for (Process process : this.processes) {
			try {
				if (!process.waitFor(20, TimeUnit.SECONDS)) {
					process.destroyForcibly();
				}
			}
			catch (InterruptedException ex) {
				process.destroyForcibly();
				Thread.currentThread().interrupt();
			}
		}
	}

	/**
	 * A run of the job has begun or ended.
	 *
	 * @param instance where
	 * @param begins whether it has begun
	 * @param fencingToken fencing token of the run
	 */
	record Step(String instance, boolean begins, long fencingToken) {
	}

}
