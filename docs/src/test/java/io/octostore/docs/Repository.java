package io.octostore.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The files of this repository.
 */
final class Repository {

	/** The folder that holds all others. */
	static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	private static final Set<String> LEFT_OUT = Set.of("target", "node_modules", ".git", ".idea", ".settings",
			".vscode");

	private Repository() {
	}

	/**
	 * All files with one of these endings, sorted, without what a build or an editor
	 * writes.
	 */
	static List<Path> files(String... endings) {
		try (Stream<Path> files = Files.walk(ROOT)) {
			return files.filter((file) -> Stream.of(endings).anyMatch(file.toString()::endsWith))
				.filter(Repository::isSource)
				.filter(Files::isRegularFile)
				.sorted()
				.toList();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static boolean isSource(Path file) {
		for (Path part : ROOT.relativize(file)) {
			if (LEFT_OUT.contains(part.toString())) {
				return false;
			}
		}
		return true;
	}

	static String read(Path file) {
		try {
			return Files.readString(file);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	static void write(Path file, String text) {
		try {
			Files.writeString(file, text);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
