package io.octostore.benchmarks.support;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

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
	 * The real server.
	 * @return its binary
	 */
	public static Path server() {
		return Path.of(text("octostore.server.binary", "octostore"));
	}

	/**
	 * Where a result is written.
	 * @param fileName name of the file
	 * @return the file
	 */
	public static Path report(String fileName) {
		return Path.of(text("bench.reports", "target")).resolve(fileName);
	}

}
