package io.octostore.spring.boot.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.json.JsonParserFactory;
import org.springframework.boot.origin.Origin;
import org.springframework.core.env.Environment;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.StreamUtils;

/**
 * Looks at properties as they are written, where their values do not show what is wrong.
 */
final class PropertyAudit {

	private static final String ROOT = "octostore";

	private static final String METADATA = "META-INF/spring-configuration-metadata.json";

	private PropertyAudit() {
	}

	/**
	 * Refuse durations without a unit.
	 * @throws InvalidPropertyException if there is one
	 */
	static void checkUnits(Environment environment) {
		checkUnits(Binder.get(environment), ROOT, OctoStoreProperties.class);
	}

	private static void checkUnits(Binder binder, String prefix, Class<?> properties) {
		for (RecordComponent component : properties.getRecordComponents()) {
			String name = name(prefix, component);
			if (component.getType() == Duration.class) {
				binder.bind(name, String.class).ifBound((text) -> PropertyChecks.checkUnit(name, text));
			}
			else if (component.getType().isRecord()) {
				checkUnits(binder, name, component.getType());
			}
		}
	}

	private static String name(String prefix, RecordComponent component) {
		return prefix + "." + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
	}

	/**
	 * Find properties that no part of this library knows, most likely because of a typing
	 * error. Environment variables are left out: others may begin with the same word.
	 * @return names and where they are set; none if the metadata of the library are not
	 * on the class path
	 */
	static Set<String> unknown(Environment environment, ClassLoader classLoader) {
		Map<ConfigurationPropertyName, String> suspicious = new LinkedHashMap<>();
		Set<ConfigurationPropertyName> bound = new HashSet<>();
		addNames(ROOT, OctoStoreProperties.class, bound);
		ConfigurationPropertyName root = ConfigurationPropertyName.of(ROOT);
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source instanceof IterableConfigurationPropertySource iterable && !isOfSystem(source)) {
				iterable.stream()
					.filter(root::isAncestorOf)
					.filter((name) -> !isKnown(name, bound))
					.forEach((name) -> suspicious.put(name, name + " (" + origin(source, name) + ")"));
			}
		}
		// Seldom needed: the metadata of all libraries are large
		Set<ConfigurationPropertyName> known = suspicious.isEmpty() ? Set.of() : known(classLoader);
		return suspicious.entrySet()
			.stream()
			.filter((entry) -> !known.isEmpty() && !isKnown(entry.getKey(), known))
			.map(Map.Entry::getValue)
			.collect(Collectors.toCollection(TreeSet::new));
	}

	/**
	 * Collect the names that a record binds. A map or a list takes everything below its
	 * name.
	 */
	private static void addNames(String prefix, Class<?> properties, Set<ConfigurationPropertyName> names) {
		for (RecordComponent component : properties.getRecordComponents()) {
			String name = name(prefix, component);
			if (component.getType().isRecord()) {
				addNames(name, component.getType(), names);
			}
			else {
				names.add(ConfigurationPropertyName.of(name));
			}
		}
	}

	private static boolean isKnown(ConfigurationPropertyName name, Set<ConfigurationPropertyName> known) {
		return known.stream().anyMatch((one) -> one.equals(name) || one.isAncestorOf(name));
	}

	private static @Nullable Origin origin(ConfigurationPropertySource source, ConfigurationPropertyName name) {
		ConfigurationProperty property = source.getConfigurationProperty(name);
		return (property != null) ? property.getOrigin() : null;
	}

	private static boolean isOfSystem(ConfigurationPropertySource source) {
		return source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource
				|| String.valueOf(source.getUnderlyingSource())
					.contains(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME);
	}

	private static Set<ConfigurationPropertyName> known(ClassLoader classLoader) {
		Set<ConfigurationPropertyName> known = new HashSet<>();
		try {
			Enumeration<URL> resources = classLoader.getResources(METADATA);
			while (resources.hasMoreElements()) {
				try (InputStream metadata = resources.nextElement().openStream()) {
					add(StreamUtils.copyToString(metadata, StandardCharsets.UTF_8), known);
				}
			}
		}
		catch (IOException ex) {
			return Set.of();
		}
		return known;
	}

	private static void add(String metadata, Set<ConfigurationPropertyName> known) {
		if (!metadata.contains("\"" + ROOT + ".")) {
			return;
		}
		Map<String, Object> root = JsonParserFactory.getJsonParser().parseMap(metadata);
		if (root.get("properties") instanceof List<?> properties) {
			for (Object property : properties) {
				if (property instanceof Map<?, ?> map && map.get("name") instanceof String name
						&& name.startsWith(ROOT + ".")) {
					known.add(ConfigurationPropertyName.of(name));
				}
			}
		}
	}

}
