package io.octostore.docs;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * What applications can compile against: the signatures of all public and protected
 * members of public types, without the packages that the build declares internal.
 */
final class PublicApi {

	private static final Path PACKAGES = Path.of("src", "main", "java");

	private final Set<String> internal;

	private final Map<String, Type> types = new TreeMap<>();

	private final Set<String> hidden = new HashSet<>();

	PublicApi(Set<String> internal) {
		this.internal = internal;
	}

	/**
	 * Adds the classes in a folder.
	 */
	PublicApi add(Path classes) {
		List<String> files = Files.isDirectory(classes)
				? files(classes, ".class").filter((file) -> !this.internal.contains(packageOf(classes, file)))
					.map(Path::toString)
					.toList()
				: List.of();
		if (!files.isEmpty()) {
			read(javap(files));
		}
		return this;
	}

	private void read(String output) {
		List<String> members = new ArrayList<>();
		String type = "";
		for (String line : output.lines().toList()) {
			if (line.equals("}")) {
				add(type, members);
				members.clear();
			}
			else if (line.startsWith("  ")) {
				members.add(line);
			}
			else if (line.endsWith("{")) {
				type = line.substring(0, line.length() - 2);
			}
		}
	}

	private void add(String type, List<String> members) {
		String name = type.replaceFirst("^.*?(class|interface) ", "").replaceFirst("[ <].*$", "");
		if (type.startsWith("public ")) {
			this.types.put(name, new Type(type, List.copyOf(new TreeSet<>(members))));
		}
		else {
			this.hidden.add(name);
		}
	}

	/**
	 * The signatures, sorted, a type after the other.
	 */
	String text() {
		StringBuilder text = new StringBuilder();
		this.types.forEach((name, type) -> {
			if (isVisible(name)) {
				text.append(type.declaration()).append('\n');
				type.members().forEach((member) -> text.append(member).append('\n'));
				text.append('\n');
			}
		});
		return text.toString();
	}

	private boolean isVisible(String name) {
		int nested = name.lastIndexOf('$');
		return !this.hidden.contains(name) && (nested < 0 || isVisible(name.substring(0, nested)));
	}

	private static String javap(List<String> files) {
		List<String> arguments = new ArrayList<>(List.of("-protected", "-constants"));
		arguments.addAll(files);
		StringWriter output = new StringWriter();
		PrintWriter writer = new PrintWriter(output);
		int status = ToolProvider.findFirst("javap")
			.orElseThrow()
			.run(writer, writer, arguments.toArray(String[]::new));
		if (status != 0) {
			throw new IllegalStateException(output.toString());
		}
		return output.toString();
	}

	private static String packageOf(Path root, Path file) {
		return root.relativize(file.getParent()).toString().replace('/', '.').replace('\\', '.');
	}

	private static Stream<Path> files(Path folder, String ending) {
		try (Stream<Path> files = Files.walk(folder)) {
			return files.filter((file) -> file.toString().endsWith(ending)).sorted().toList().stream();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The files of a module that describe its packages, by the name of the package.
	 */
	static Map<String, Path> packages(PublishedModule module) {
		Map<String, Path> packages = new TreeMap<>();
		Path root = module.folder().resolve(PACKAGES);
		if (Files.isDirectory(root)) {
			files(root, "package-info.java").forEach((file) -> packages.put(packageOf(root, file), file));
		}
		return packages;
	}

	private record Type(String declaration, List<String> members) {

	}

}
