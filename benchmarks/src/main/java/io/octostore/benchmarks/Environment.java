package io.octostore.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a result comes from.
 */
final class Environment {

	private Environment() {
	}

	static List<String> describe(Path server) {
		return List.of(
				"- Machine: %d processors, %s, %s %s; client and server share them".formatted(
						Runtime.getRuntime().availableProcessors(), processor(), System.getProperty("os.name"),
						System.getProperty("os.version")),
				"- JDK: %s %s".formatted(System.getProperty("java.vm.name"), Runtime.version()),
				"- Server: %s, database in a file".formatted(output(server.toString(), "--version")), "- Commit: %s"
					.formatted(output("git", "describe", "--always", "--abbrev=12", "--dirty=, with changes")));
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

	private static String output(String... command) {
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
