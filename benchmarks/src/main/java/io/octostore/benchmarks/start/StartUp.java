package io.octostore.benchmarks.start;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import io.octostore.benchmarks.support.ForeignLoad;
import io.octostore.benchmarks.support.OctoStoreProcess;
import io.octostore.benchmarks.support.Options;
import io.octostore.benchmarks.support.Results;

/**
 * Starts an application with WebClient and actuator again and again, in turns with the
 * starter and without it; and with the starter once more, to take its first lock after a
 * warm-up and without one.
 */
public final class StartUp {

	static final String STARTED = "started";

	static final String LOCKED = "locked";

	private static final String TOKEN = "token-of-the-application";

	/** Long enough for the warm-up in the background. */
	private static final String PAUSE_MILLIS = "3000";

	/** What an application with WebClient and actuator has. */
	private static final Pattern COMMON = Pattern.compile("/benchmarks/|octostore-benchmarks|/org/springframework/boot/"
			+ "|/spring-(core|beans|context|aop|expression|web|webflux)/|/io/micrometer/|/io/projectreactor/"
			+ "|/io/netty/|/reactive-streams/|/jspecify/|/slf4j/|/ch/qos/logback/|/commons-logging/|jackson"
			+ "|/snakeyaml/|/HdrHistogram/|/LatencyUtils/|jakarta[.]annotation");

	/** What the starter adds. */
	private static final Pattern ADDED = Pattern
		.compile("octostore-(core|spring-boot-autoconfigure|spring-boot-starter)(-|/)|/spring-retry/");

	private final Report report = new Report();

	private final int rounds = Options.number("bench.rounds", 15);

	private StartUp() {
	}

	/**
	 * Runs.
	 * @return whether all that is aimed at was met
	 * @throws Exception if something does not work
	 */
	public static boolean run() throws Exception {
		StartUp startUp = new StartUp();
		try (OctoStoreProcess server = new OctoStoreProcess(Options.server(), Map.of("application", TOKEN))) {
			startUp.measure(List.of("-Doctostore.base-url=" + server.baseUrl(), "-Doctostore.token=" + TOKEN));
		}
		Results.publish("start", startUp.report.lines(), startUp.report.chart());
		return startUp.report.isGood();
	}

	private void measure(List<String> properties) throws IOException, InterruptedException {
		String without = classPath(COMMON.asPredicate().and(ADDED.asPredicate().negate()));
		String with = classPath(COMMON.asPredicate().or(ADDED.asPredicate()));
		List<String> warmUp = new ArrayList<>(properties);
		warmUp.add("-Doctostore.warm-up=true");
		// The first round brings the files into the memory of the system
		for (int round = 0; round <= this.rounds; round++) {
			Started plain = round % 2 == 0 ? start(without, List.of()) : null;
			Started locks = start(with, properties);
			plain = (plain != null) ? plain : start(without, List.of());
			Started warm = start(with, warmUp, PAUSE_MILLIS);
			Started cold = start(with, properties, PAUSE_MILLIS);
			if (round > 0) {
				this.report.add(plain, locks, warm, cold);
			}
		}
	}

	private static String classPath(Predicate<String> wanted) {
		return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
			.filter(wanted)
			.collect(Collectors.joining(File.pathSeparator));
	}

	private static Started start(String classPath, List<String> properties, String... arguments)
			throws IOException, InterruptedException {
		new ForeignLoad().awaitBelow(0.1, Instant.now().plus(Duration.ofSeconds(5)));
		List<String> command = new ArrayList<>();
		command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
		command.add("-Xmx256m");
		command.addAll(Options.jvmOptions());
		command.addAll(properties);
		command.addAll(List.of("-classpath", classPath, StartedApplication.class.getName()));
		command.addAll(List.of(arguments));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		List<String> output = new ArrayList<>();
		try (BufferedReader reader = process.inputReader()) {
			for (String line = reader.readLine(); line != null; line = reader.readLine()) {
				output.add(line);
			}
			process.waitFor();
		}
		finally {
			process.destroyForcibly();
		}
		return Started.of(output, arguments.length > 0);
	}

	/**
	 * What an application has printed.
	 *
	 * @param uptime milliseconds since the start of its JVM
	 * @param cpu milliseconds of processor time until then
	 * @param classes loaded classes
	 * @param firstLock milliseconds of its first lock, 0 if it took none
	 * @param otherLocks the median of the next ones
	 */
	record Started(double uptime, double cpu, double classes, double firstLock, double otherLocks) {

		private static Started of(List<String> output, boolean locks) {
			String[] started = line(output, STARTED);
			String[] locked = locks ? line(output, LOCKED) : new String[] { "", "0", "0" };
			return new Started(Double.parseDouble(started[1]), Double.parseDouble(started[2]),
					Double.parseDouble(started[3]), Double.parseDouble(locked[1]) / 1000,
					Double.parseDouble(locked[2]) / 1000);
		}

		private static String[] line(List<String> output, String first) {
			return output.stream()
				.filter((line) -> line.startsWith(first + " "))
				.map((line) -> line.split(" ", -1))
				.findFirst()
				.orElseThrow(() -> new IllegalStateException(
						"The application did not print '" + first + "', but " + String.join("\n", output)));
		}

	}

}
