package io.octostore.rewrite;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;
import org.openrewrite.ExecutionContext;
import org.openrewrite.SourceFile;
import org.openrewrite.Tree;
import org.openrewrite.properties.AddProperty;
import org.openrewrite.yaml.MergeYaml;

/**
 * Settings that go from annotations to the configuration file of a module.
 */
final class ModuleSettings {

	/** In the order in which they are looked for. */
	private static final List<String> FILES = List.of("application.properties", "application.yml", "application.yaml");

	private static final String FOLDER = "src/main/resources/";

	private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z0-9-]+");

	/** The settings below {@code octostore.lock}, each as its keys and its value. */
	private final Map<List<String>, String> values = new LinkedHashMap<>();

	private @Nullable Path file;

	void addFile(Path path) {
		int rank = rank(path);
		if (rank >= 0 && (this.file == null || rank < rank(this.file))) {
			this.file = path;
		}
	}

	private static int rank(Path path) {
		String text = "/" + path.toString().replace('\\', '/');
		for (int index = 0; index < FILES.size(); index++) {
			if (text.endsWith("/" + FOLDER + FILES.get(index))) {
				return index;
			}
		}
		return -1;
	}

	/**
	 * Whether there is a file for the settings.
	 */
	boolean isConfigurable() {
		return this.file != null;
	}

	void maxHold(String lock, String time) {
		this.values.put(List.of("definitions", PLAIN_KEY.matcher(lock).matches() ? lock : "[" + lock + "]", "max-hold"),
				time);
	}

	void defaultMaxHold(String time) {
		this.values.put(List.of("max-hold"), time);
	}

	void defaultHoldAtLeast(String time) {
		this.values.put(List.of("hold-at-least"), time);
	}

	/**
	 * Write the settings if the file is the one for them. What it says already stays.
	 */
	@Nullable Tree write(SourceFile source, ExecutionContext context) {
		if (!source.getSourcePath().equals(this.file)) {
			return source;
		}
		Tree written = source;
		for (Map.Entry<List<String>, String> setting : this.values.entrySet()) {
			if (written != null) {
				written = source.getSourcePath().toString().endsWith(".properties")
						? property(written, setting.getKey(), setting.getValue(), context)
						: yaml(written, setting.getKey(), setting.getValue(), context);
			}
		}
		return written;
	}

	private static @Nullable Tree property(Tree file, List<String> keys, String value, ExecutionContext context) {
		String name = "octostore.lock." + String.join(".", keys).replace(".[", "[");
		return new AddProperty(name, value, null, null, null, null, null).getVisitor().visit(file, context);
	}

	private static @Nullable Tree yaml(Tree file, List<String> keys, String value, ExecutionContext context) {
		StringBuilder text = new StringBuilder("octostore:\n  lock:\n");
		String indent = "    ";
		for (String key : keys) {
			text.append(indent).append(key.startsWith("[") ? "\"" + key + "\"" : key).append(':');
			text.append(key.equals(keys.get(keys.size() - 1)) ? " " + value : "\n");
			indent += "  ";
		}
		return new MergeYaml("$", text.toString(), true, null, null, null, null, null).getVisitor()
			.visit(file, context);
	}

}
