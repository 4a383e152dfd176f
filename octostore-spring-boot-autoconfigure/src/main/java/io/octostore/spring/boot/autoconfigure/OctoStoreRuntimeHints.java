package io.octostore.spring.boot.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;

/**
 * Tells a native image what is found by name at run time: the settings of single locks
 * and elections, and the files of the page.
 */
final class OctoStoreRuntimeHints implements RuntimeHintsRegistrar {

	OctoStoreRuntimeHints() {
	}

	@Override
	public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
		BindableRuntimeHintsRegistrar.forTypes(OctoStoreProperties.Definition.class, OctoStoreProperties.Election.class)
			.registerHints(hints, classLoader);
		hints.resources().registerPattern("io/octostore/spring/boot/console/files/*");
	}

}
