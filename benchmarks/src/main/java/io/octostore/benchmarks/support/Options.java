package io.octostore.benchmarks.support;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What the system properties say; a blank one counts as none.
 */
public final class Options {

	private Options() {
	}

	/**
	 * A number.
	 * @param name the property
	 * @param defaultValue its value if there is none
	 * @return the number, at least 1
	 */
	public static int number(String name, int defaultValue) {
		String value = text(name, "");
		int number;
		try {
			number = value.isEmpty() ? defaultValue : Integer.parseInt(value);
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException(name + " must be a whole number, but is '" + value + "'", ex);
		}
		if (number < 1) {
			throw new IllegalArgumentException(name + " must be at least 1, but is " + number);
		}
		return number;
	}

	/**
	 * A text.
	 * @param name the property
	 * @param defaultValue its value if there is none
	 * @return the text
	 */
	public static String text(String name, String defaultValue) {
		String value = System.getProperty(name, "");
		return value.isBlank() ? defaultValue : value.strip();
	}

	/**
	 * Options for the JVMs that take part, separated by spaces.
	 * @return the options
	 */
	public static List<String> jvmOptions() {
		return Arrays.stream(text("bench.jvm-options", "").split(" ", -1))
			.filter((option) -> !option.isBlank())
			.toList();
	}

	/**
	 * What starts the JVMs that take part.
	 * @return the program
	 */
	public static Path java() {
		return Path.of(text("bench.java-home", System.getProperty("java.home")), "bin", "java");
	}

	/**
	 * The share of all processors that other programs may use without disturbing a run.
	 * @return the share, from 0 to 1
	 */
	public static double foreignLoad() {
		return number("bench.foreign-load", 10) / 100.0;
	}

	/**
	 * The real server.
	 * @return its binary
	 */
	public static Path server() {
		return Path.of(text("octostore.server.binary", "octostore"));
	}

	/**
	 * Where each result is written.
	 * @return the folder
	 */
	public static Path reports() {
		return Path.of(text("bench.reports", "target"));
	}

	/**
	 * Where a result is written that is to be published.
	 * @return the folder, or nothing if it is not to be published
	 */
	public static Optional<Path> pages() {
		return Boolean.parseBoolean(text("bench.write", "false")) ? Optional.of(Path.of(text("bench.pages", "target")))
				: Optional.empty();
	}

}
