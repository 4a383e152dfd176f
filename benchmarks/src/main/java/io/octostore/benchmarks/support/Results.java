package io.octostore.benchmarks.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Writes results: always beside what the build makes, and where they are published if
 * that is wanted.
 */
public final class Results {

	private static final int WIDTH = 120;

	private static final String INDEX = "README.md";

	private Results() {
	}

	/**
	 * Writes a result and prints it.
	 * @param run name of the measurement
	 * @param lines the page, a heading first
	 * @param chart the picture of its figures
	 * @throws IOException if it cannot be written
	 */
	public static void publish(String run, List<String> lines, Chart chart) throws IOException {
		List<String> all = new ArrayList<>();
		for (String line : lines) {
			all.addAll(wrap(line));
		}
		while (all.get(all.size() - 1).isEmpty()) {
			all.remove(all.size() - 1);
		}
		boolean drawn = !chart.isEmpty();
		if (drawn) {
			all.add("");
			all.add("![%s](%s.svg)".formatted(chart.title(), run));
		}
		String page = String.join("\n", all) + "\n";
		List<Path> folders = new ArrayList<>(List.of(Options.reports()));
		Options.pages().ifPresent(folders::add);
		for (Path folder : folders) {
			Files.createDirectories(folder);
			Files.writeString(folder.resolve(run + ".md"), page);
			if (drawn) {
				Files.writeString(folder.resolve(run + ".svg"), chart.toSvg());
			}
		}
		if (Options.pages().isPresent()) {
			writeIndex(Options.pages().get());
		}
		System.out.println(page);
	}

	/**
	 * Breaks what is no row of a table; a list item goes on below its text.
	 */
	private static List<String> wrap(String line) {
		List<String> lines = new ArrayList<>();
		String rest = line;
		String indent = line.startsWith("- ") ? "  " : "";
		while (rest.length() > WIDTH && !line.startsWith("|")) {
			int end = rest.lastIndexOf(' ', WIDTH);
			if (end <= indent.length()) {
				break;
			}
			lines.add(rest.substring(0, end));
			rest = indent + rest.substring(end + 1);
		}
		lines.add(rest);
		return lines;
	}

	private static void writeIndex(Path folder) throws IOException {
		List<String> lines = new ArrayList<>(List.of("# Results of the benchmarks", "",
				"Written by the measurements with `-Dbench.write=true`; [benchmarks.md](../benchmarks.md) says how each is run.",
				""));
		try (Stream<Path> files = Files.list(folder)) {
			for (Path file : files.sorted(Comparator.comparing(Path::getFileName)).toList()) {
				String name = file.getFileName().toString();
				if (name.endsWith(".md") && !name.equals(INDEX)) {
					lines.add("* [%s](%s)".formatted(Files.readAllLines(file).get(0).replaceFirst("^#+ ", ""), name));
				}
			}
		}
		Files.writeString(folder.resolve(INDEX), String.join("\n", lines) + "\n");
	}

	/**
	 * Says whether an aim was met.
	 * @param met whether it was
	 * @return the word for a table
	 */
	public static String verdict(boolean met) {
		return met ? "met" : "MISSED";
	}

	/**
	 * Says how busy other programs kept the machine during a measurement of one piece.
	 * @param share the share of the processors, from 0 to 1, that they used
	 * @return a line of a list
	 */
	public static String foreignLoad(double share) {
		return "- Other programs used %.0f %% of the processors meanwhile%s".formatted(share * 100,
				(share > Options.foreignLoad()) ? ", so THE MACHINE WAS TOO BUSY; repeat this on a quiet one" : "");
	}

	/**
	 * Says that other programs disturbed the measurement, or that they did not.
	 * @param limit the share of the processors, from 0 to 1, that they may use
	 * @param kept how many runs count
	 * @param dropped how many runs do not count, because they were disturbed
	 * @return a line of a list
	 */
	public static String disturbance(double limit, int kept, int dropped) {
		String rule = "- A run is dropped when other programs used more than %.0f %% of the processors during it: "
			.formatted(limit * 100);
		if (dropped == 0) {
			return rule + "none of %d was".formatted(kept);
		}
		return rule + "%d of %d were%s".formatted(dropped, kept + dropped,
				(dropped > kept) ? ", so THE MACHINE WAS TOO BUSY; repeat this on a quiet one" : "");
	}

}
