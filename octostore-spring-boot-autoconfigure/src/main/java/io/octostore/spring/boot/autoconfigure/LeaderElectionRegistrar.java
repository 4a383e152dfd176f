package io.octostore.spring.boot.autoconfigure;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.support.AutowireCandidateQualifier;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.context.annotation.ImportBeanDefinitionRegistrar;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotationMetadata;

import io.octostore.spring.boot.autoconfigure.OctoStoreProperties.Election;

/**
 * Registers a bean for each election of the properties, with its name as qualifier.
 */
final class LeaderElectionRegistrar implements ImportBeanDefinitionRegistrar {

	private static final String SETTINGS = "type, lock-name, room, candidate-id, ttl, profile, yield-pause, grace-period, "
			+ "role, auto-start";

	private final Environment environment;

	LeaderElectionRegistrar(Environment environment) {
		this.environment = environment;
	}

	@Override
	public void registerBeanDefinitions(AnnotationMetadata metadata, BeanDefinitionRegistry registry) {
		Map<String, String> canonical = new HashMap<>();
		elections(this.environment).forEach((name, election) -> {
			String other = canonical.put(canonical(name), name);
			if (other != null) {
				throw new InvalidPropertyException(Election.PREFIX + "." + name, null,
						"Its name differs from that of " + Election.PREFIX + "." + other
								+ " only in characters other than letters and digits, as when one of them is set by an "
								+ "environment variable",
						"Give the elections names that differ, or set both in a file.", null);
			}
			checkUnits(name);
			registry.registerBeanDefinition(name + "LeaderElection", definition(name));
		});
	}

	/**
	 * What the properties say.
	 * @throws InvalidPropertyException if a setting does not exist
	 */
	static Map<String, Election> elections(Environment environment) {
		try {
			return new TreeMap<>(Binder.get(environment)
				.bind(Election.PREFIX, Bindable.mapOf(String.class, Election.class),
						new NoUnboundElementsBindHandler(BindHandler.DEFAULT))
				.orElseGet(Map::of));
		}
		catch (BindException ex) {
			if (ex.getCause() instanceof UnboundConfigurationPropertiesException unbound) {
				ConfigurationProperty property = unbound.getUnboundProperties().iterator().next();
				throw new InvalidPropertyException(property.getName().toString(), property.getValue(),
						"An election has no setting of that name",
						"Use one of " + SETTINGS + " after the name of the election; a name with dots needs brackets.",
						ex);
			}
			throw ex;
		}
	}

	private void checkUnits(String name) {
		for (String setting : new String[] { "ttl", "yield-pause", "grace-period" }) {
			String property = Election.PREFIX + "[" + name + "]." + setting;
			Binder.get(this.environment)
				.bind(property, String.class)
				.ifBound((text) -> PropertyChecks.checkUnit(property, text));
		}
	}

	private static String canonical(String name) {
		return name.replaceAll("[^\\p{L}\\p{N}]", "").toLowerCase(Locale.ROOT);
	}

	private static RootBeanDefinition definition(String name) {
		RootBeanDefinition definition = new RootBeanDefinition(LeaderElectionFactoryBean.class);
		definition.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
		definition.addQualifier(new AutowireCandidateQualifier(Qualifier.class, name));
		return definition;
	}

}
