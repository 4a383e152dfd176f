package io.octostore.benchmarks.support;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Where a result comes from.
 */
public final class Environment {

	private Environment() {
	}

	/**
	 * The machine, the JVM, the commit, and how busy the machine has been lately.
	 * @return lines of a list
	 */
	public static List<String> describe() {
		return List.of(
				"- Machine: %d processors, %s, %s %s; client and server share them".formatted(
						Runtime.getRuntime().availableProcessors(), processor(), System.getProperty("os.name"),
						System.getProperty("os.version")),
				"- JDK of what is measured: %s".formatted(firstLine(Options.java().toString(), "-version")),
				"- Commit: %s"
					.formatted(firstLine("git", "describe", "--always", "--abbrev=12", "--dirty=, with changes")),
				String.format(Locale.ROOT, "- Load average over the last minute of the measurement: %.1f",
						ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
	}

	/**
	 * The real server.
	 * @param binary the server
	 * @return a line of a list
	 */
	public static String server(Path binary) {
		return "- Server: %s, database in a file".formatted(firstLine(binary.toString(), "--version"));
	}

	private static String processor() {
		try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
			return lines.filter((line) -> line.startsWith("model name"))
				.map((line) -> line.substring(line.indexOf(':') + 1).trim())
				.findFirst()
				.orElse(System.getProperty("os.arch"));
		}
		catch (IOException ex) {
			return System.getProperty("os.arch");
		}
	}

	/**
	 * What a program says first.
	 * @param command the program and its arguments
	 * @return the line, or {@code unknown} if it fails
	 */
	public static String firstLine(String... command) {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			List<String> lines = process.inputReader().lines().toList();
			if (process.waitFor() != 0) {
				return "unknown";
			}
			return lines.isEmpty() ? "" : lines.get(0);
		}
		catch (IOException ex) {
			return "unknown";
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return "unknown";
		}
	}

}
