package io.octostore.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.core.env.Environment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/**
 * Finds the settings {@code octostore.lock.definitions.<name>.<setting>} of a lock by its
 * name. A name with dots need not be in brackets, and names are compared by their letters
 * and digits where that is unambiguous, because an environment variable has nothing else.
 */
final class LockDefinitionSource {

	private static final String PREFIX = OctoStoreProperties.Lock.PREFIX + "definitions";

	private static final ConfigurationPropertyName ROOT = ConfigurationPropertyName.of(PREFIX);

	private final Environment environment;

	/** By canonical name; values are names as they are written. */
	private final Map<String, String> settings = new TreeMap<>();

	private final List<Entry> entries = new ArrayList<>();

	private final Set<String> asked = ConcurrentHashMap.newKeySet();

	LockDefinitionSource(Environment environment) {
		this.environment = environment;
		Arrays.stream(OctoStoreProperties.Definition.class.getRecordComponents()).forEach((component) -> {
			String name = component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
			this.settings.put(canonical(name), name);
		});
		for (ConfigurationPropertySource source : ConfigurationPropertySources.get(environment)) {
			if (source instanceof IterableConfigurationPropertySource iterable) {
				iterable.stream().filter(ROOT::isAncestorOf).forEach((name) -> add(source, name));
			}
		}
	}

	private void add(ConfigurationPropertySource source, ConfigurationPropertyName name) {
		ConfigurationProperty property = source.getConfigurationProperty(name);
		if (property == null) {
			return;
		}
		int first = ROOT.getNumberOfElements();
		int last = name.getNumberOfElements() - 1;
		String setting = this.settings.get(canonical(name.getElement(last, Form.ORIGINAL)));
		if (setting != null && last > first) {
			this.entries.add(new Entry(elements(name, first, last), setting, property));
			return;
		}
		if (!(source.getUnderlyingSource() instanceof SystemEnvironmentPropertySource)) {
			throw unknown(name, property);
		}
		// An environment variable has underscores where a setting has dashes
		String all = canonical(elements(name, first, last + 1));
		this.settings.entrySet()
			.stream()
			.filter((known) -> all.endsWith(known.getKey()) && all.length() > known.getKey().length())
			.findFirst()
			.ifPresentOrElse((known) -> this.entries
				.add(new Entry(all.substring(0, all.length() - known.getKey().length()), known.getValue(), property)),
					() -> {
						throw unknown(name, property);
					});
	}

	private InvalidPropertyException unknown(ConfigurationPropertyName name, ConfigurationProperty property) {
		return new InvalidPropertyException(name.toString(), property.getValue(),
				"A definition of a lock has no setting of that name",
				"Use one of " + String.join(", ", this.settings.values()) + " after the name of the lock.", null);
	}

	private static String elements(ConfigurationPropertyName name, int from, int to) {
		StringBuilder elements = new StringBuilder();
		for (int index = from; index < to; index++) {
			elements.append((index > from) ? "." : "").append(name.getElement(index, Form.ORIGINAL));
		}
		return elements.toString();
	}

	private static String canonical(String name) {
		return name.replaceAll("[^\\p{L}\\p{N}]", "").toLowerCase(Locale.ROOT);
	}

	/**
	 * Find the definition of a lock.
	 * @param lock name of the lock, without prefix and key
	 * @return the definition; {@code null} if nothing is set
	 */
	OctoStoreProperties.@Nullable Definition find(String lock) {
		this.asked.add(lock);
		Map<String, Object> values = new LinkedHashMap<>();
		for (Entry entry : this.entries) {
			if (isFor(lock, entry)) {
				checkUnit(entry);
				values.putIfAbsent(property(lock) + "." + entry.setting(), entry.property().getValue());
			}
		}
		return new Binder(List.of(new MapConfigurationPropertySource(values)),
				new PropertySourcesPlaceholdersResolver(this.environment))
			.bind(property(lock), Bindable.of(OctoStoreProperties.Definition.class))
			.orElse(null);
	}

	private static String property(String lock) {
		return PREFIX + "[" + lock + "]";
	}

	private void checkUnit(Entry entry) {
		boolean duration = Arrays.stream(OctoStoreProperties.Definition.class.getRecordComponents())
			.filter((component) -> canonical(component.getName()).equals(canonical(entry.setting())))
			.anyMatch((component) -> component.getType() == Duration.class);
		if (duration) {
			PropertyChecks.checkUnit(entry.property().getName().toString(),
					this.environment.resolvePlaceholders(String.valueOf(entry.property().getValue())));
		}
	}

	/**
	 * Whether an entry is for a lock: by its name, or by its canonical name unless that
	 * is how another lock is called.
	 */
	private boolean isFor(String lock, Entry entry) {
		return entry.lock().equals(lock)
				|| (canonical(entry.lock()).equals(canonical(lock)) && !this.asked.contains(entry.lock()));
	}

	/**
	 * Properties that are for none of some locks.
	 */
	Set<String> unused(Set<String> locks) {
		Set<String> unused = new TreeSet<>();
		this.entries.stream()
			.filter((entry) -> locks.stream().noneMatch((lock) -> isFor(lock, entry)))
			.forEach((entry) -> unused.add(entry.property().getName() + " (" + entry.property().getOrigin() + ")"));
		return unused;
	}

	/**
	 * Properties that are for more than one of some locks, because only letters and
	 * digits of their names count.
	 */
	Set<String> ambiguous(Set<String> locks) {
		Set<String> ambiguous = new TreeSet<>();
		for (Entry entry : this.entries) {
			List<String> meant = locks.stream().filter((lock) -> isFor(lock, entry)).sorted().toList();
			if (meant.size() > 1) {
				ambiguous.add(entry.property().getName() + " for " + meant);
			}
		}
		return ambiguous;
	}

	/**
	 * One setting.
	 *
	 * @param lock name of the lock as it is written
	 * @param setting name of the setting
	 * @param property where it is set
	 */
	private record Entry(String lock, String setting, ConfigurationProperty property) {
	}

}
