package io.octostore.rewrite;

import java.util.HashMap;
import java.util.Map;

import org.openrewrite.SourceFile;

/**
 * What was found in the sources, by module of the build.
 */
final class LockSettings {

	private final Map<String, ModuleSettings> modules = new HashMap<>();

	/**
	 * Return the settings of the module that a file is in: what its path has before
	 * {@code src}.
	 */
	ModuleSettings of(SourceFile source) {
		String path = "/" + source.getSourcePath().toString().replace('\\', '/');
		int sources = path.indexOf("/src/");
		return this.modules.computeIfAbsent((sources < 0) ? path : path.substring(0, sources),
				(module) -> new ModuleSettings());
	}

}
