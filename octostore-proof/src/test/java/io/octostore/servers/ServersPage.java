package io.octostore.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The table in {@code docs/servers.md}, and the results of the latest runs that it is
 * written from.
 */
final class ServersPage {

	private static final Path PAGE = Path.of("..", "docs", "servers.md");

	private static final Path RESULTS = Path.of("target", "servers.tsv");

	private static final String NOT_RUN = "not run";

	private ServersPage() {
	}

	static synchronized void record(ServerRelease release, Capability capability, Outcome outcome) {
		try {
			Files.createDirectories(RESULTS.getParent());
			Files.writeString(RESULTS, key(release, capability) + "\t" + outcome + "\n", StandardOpenOption.CREATE,
					StandardOpenOption.APPEND);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String key(ServerRelease release, Capability capability) {
		return release.name() + "\t" + capability.name();
	}

	/**
	 * What the page shows.
	 */
	static String shown() throws IOException {
		return Files.readAllLines(PAGE)
			.stream()
			.filter((line) -> line.startsWith("|"))
			.map((line) -> line + "\n")
			.collect(Collectors.joining());
	}

	/**
	 * What the page has to show if all is as expected.
	 */
	static String expected() {
		return table((release, capability) -> capability.expectedOn(release).toString());
	}

	/**
	 * Puts the latest results in the place of the table that the page shows.
	 */
	static void write() throws IOException {
		Map<String, String> results = new HashMap<>();
		for (String line : Files.readAllLines(RESULTS)) {
			int tab = line.lastIndexOf('\t');
			results.put(line.substring(0, tab), line.substring(tab + 1));
		}
		String table = table((release, capability) -> results.getOrDefault(key(release, capability), NOT_RUN));
		Files.writeString(PAGE, Files.readString(PAGE).replace(shown(), table));
	}

	private static String table(BiFunction<ServerRelease, Capability, String> cell) {
		StringBuilder table = new StringBuilder("| operation |");
		Stream.of(ServerRelease.values()).forEach((release) -> table.append(' ').append(release).append(" |"));
		table.append("\n|---|").append("---|".repeat(ServerRelease.values().length)).append('\n');
		for (Capability capability : Capability.values()) {
			table.append("| ").append(capability).append(" |");
			for (ServerRelease release : ServerRelease.values()) {
				table.append(' ').append(cell.apply(release, capability)).append(" |");
			}
			table.append('\n');
		}
		return table.toString();
	}

}
