package io.octostore.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Settings of single locks are found by the name of the lock, however it is written.
 */
class LockDefinitionSourceTests {

	@Test
	void areFoundByTheirName() {
		OctoStoreProperties.Definition definition = properties(Map.of("octostore.lock.definitions.nightly-report.ttl",
				"2m", "octostore.lock.definitions.nightly-report.wait-for", "1s",
				"octostore.lock.definitions.nightly-report.permits", "3",
				"octostore.lock.definitions.nightly-report.enabled", "false"))
			.find("nightly-report");
		assertThat(definition.ttl()).isEqualTo(Duration.ofMinutes(2));
		assertThat(definition.waitFor()).isEqualTo(Duration.ofSeconds(1));
		assertThat(definition.permits()).isEqualTo(3);
		assertThat(definition.enabled()).isFalse();
		assertThat(definition.whenHeld()).isNull();
	}

	@ParameterizedTest
	@ValueSource(strings = { "octostore.lock.definitions.billing.invoices.ttl",
			"octostore.lock.definitions[billing.invoices].ttl" })
	@Tag("field-fault-G4")
	void needNoBracketsForANameWithDots(String property) {
		assertThat(properties(Map.of(property, "2m")).find("billing.invoices").ttl()).isEqualTo(Duration.ofMinutes(2));
	}

	@ParameterizedTest
	@CsvSource({ "NIGHTLY_REPORT_TTL, 2m", "NIGHTLYREPORT_TTL, 2m" })
	@Tag("field-fault-D4")
	void areFoundInEnvironmentVariables(String variable, String value) {
		LockDefinitionSource source = environment(Map.of("OCTOSTORE_LOCK_DEFINITIONS_" + variable, value));
		assertThat(source.find("nightly-report").ttl()).isEqualTo(Duration.ofMinutes(2));
		assertThat(source.unused(Set.of("nightly-report"))).isEmpty();
		assertThat(source.unused(Set.of("another"))).singleElement()
			.asString()
			.contains("OCTOSTORE_LOCK_DEFINITIONS_" + variable);
	}

	@ParameterizedTest
	@ValueSource(strings = { "NIGHTLY_REPORT_WAIT_FOR", "NIGHTLY_REPORT_WAITFOR", "NIGHTLYREPORT_WAITFOR",
			"NIGHTLYREPORT_WAIT_FOR" })
	@Tag("field-fault-D4")
	void areFoundInVariablesWhoseSettingHasTwoWords(String variable) {
		assertThat(environment(Map.of("OCTOSTORE_LOCK_DEFINITIONS_" + variable, "3s")).find("nightly-report").waitFor())
			.isEqualTo(Duration.ofSeconds(3));
	}

	@Test
	void areNotMixedUpWhereNamesDifferInOtherCharactersOnly() {
		LockDefinitionSource source = properties(
				Map.of("octostore.lock.definitions[a.b].ttl", "2m", "octostore.lock.definitions[a-b].wait-for", "1s"));
		source.find("a.b");
		source.find("a-b");
		assertThat(source.find("a.b").ttl()).isEqualTo(Duration.ofMinutes(2));
		assertThat(source.find("a.b").waitFor()).isNull();
		assertThat(source.find("a-b").ttl()).isNull();
		assertThat(source.ambiguous(Set.of("a.b", "a-b"))).isEmpty();
		LockDefinitionSource variables = environment(Map.of("OCTOSTORE_LOCK_DEFINITIONS_A_B_TTL", "2m"));
		assertThat(variables.find("a-b").ttl()).isEqualTo(Duration.ofMinutes(2));
		assertThat(variables.ambiguous(Set.of("a.b", "a-b"))).singleElement().asString().contains("for [a-b, a.b]");
	}

	@Test
	void resolvePlaceholders() {
		assertThat(properties(Map.of("octostore.lock.definitions.job.ttl", "${job-ttl}", "job-ttl", "3m")).find("job")
			.ttl()).isEqualTo(Duration.ofMinutes(3));
	}

	@Test
	void areNothingForOtherLocks() {
		assertThat(properties(Map.of("octostore.lock.definitions.job.ttl", "2m")).find("other")).isNull();
	}

	@Test
	@Tag("field-fault-G4")
	void refuseASettingThatDoesNotExist() {
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> properties(Map.of("octostore.lock.definitions.nightly-report.tll", "2m")))
			.withMessageContaining("octostore.lock.definitions.nightly-report.tll")
			.withMessageContaining("has no setting of that name")
			.withMessageContaining("hold-at-least, lock-delay, max-hold, metadata, on-lost, permits, profile, ttl, "
					+ "wait-for, when-held");
	}

	/**
	 * Only in an environment variable may the name of the lock and that of the setting be
	 * one word.
	 */
	@ParameterizedTest
	@Tag("field-fault-G4")
	@ValueSource(strings = { "definitions.job.tttl", "definitions[job].my-wait-for", "definitions.jobttl",
			"definitions.job.xpermits" })
	void refuseASettingWhoseNameOnlyEndsLikeOne(String property) {
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> properties(Map.of("octostore.lock." + property, "2m")))
			.withMessageContaining("has no setting of that name");
	}

	@Test
	@Tag("field-fault-G4")
	void refuseADurationWithoutUnit() {
		LockDefinitionSource source = properties(Map.of("octostore.lock.definitions.job.ttl", "60"));
		assertThatExceptionOfType(InvalidPropertyException.class).isThrownBy(() -> source.find("job"))
			.withMessageContaining("octostore.lock.definitions.job.ttl")
			.withMessageContaining("60s for seconds");
		assertThat(properties(Map.of("octostore.lock.definitions.job.max-hold", "0")).find("job").maxHold()).isZero();
	}

	private static LockDefinitionSource properties(Map<String, Object> properties) {
		return source(new MapPropertySource("test", properties));
	}

	private static LockDefinitionSource environment(Map<String, Object> variables) {
		return source(new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
				variables));
	}

	private static LockDefinitionSource source(PropertySource<?> source) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().addFirst(source);
		ConfigurationPropertySources.attach(environment);
		return new LockDefinitionSource(environment);
	}

}
