package io.octostore.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import io.octostore.LockNameRule;
import io.octostore.client.OctoStoreClientBuilder;
import io.octostore.client.RetrySettings;
import io.octostore.lease.LeaseTimings;
import io.octostore.lock.LockHolder;
import io.octostore.lock.OnLost;
import io.octostore.lock.SessionProfile;
import io.octostore.lock.WhenHeld;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class OctoStorePropertiesTests {

	@Test
	void defaultsAreThoseOfTheLibrary() {
		OctoStoreProperties properties = bind(Map.of());
		assertThat(properties.enabled()).isTrue();
		assertThat(properties.baseUrl()).isEqualTo(OctoStoreClientBuilder.DEFAULT_BASE_URL);
		RetrySettings retry = RetrySettings.defaults();
		assertThat(properties.retry().maxAttempts()).isEqualTo(retry.maxAttempts());
		assertThat(properties.retry().initialInterval()).isEqualTo(retry.initialDelay());
		assertThat(properties.retry().multiplier()).isEqualTo(retry.multiplier());
		assertThat(properties.retry().maxInterval()).isEqualTo(retry.maxDelay());
		assertThat(properties.retry().jitter()).isEqualTo(retry.jitter());
		assertThat(properties.session().ttl()).isEqualTo(LeaseTimings.DEFAULT_SESSION_TTL);
		assertThat(properties.lock().holder()).isEqualTo(LockHolder.SESSION);
		assertThat(properties.lock().nameRule()).isEqualTo(LockNameRule.PORTABLE);
		assertThat(properties.lock().onLost()).isEqualTo(OnLost.INTERRUPT);
		assertThat(properties.lock().waitFor()).isZero();
		assertThat(properties.embedded().enabled()).isFalse();
	}

	@Test
	void bindFromEnvironmentVariablesOfOtherClients() {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources()
			.replace(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
					new SystemEnvironmentPropertySource(StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
							Map.of("OCTOSTORE_BASE_URL", "https://octostore.example.com", "OCTOSTORE_TOKEN", "tok-env",
									"OCTOSTORE_LOCK_WAITFOR", "3s")));
		ConfigurationPropertySources.attach(environment);
		new ApplicationContextRunner(() -> {
			AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
			context.setEnvironment(environment);
			return context;
		}).withUserConfiguration(OctoStoreAutoConfiguration.class).run((context) -> {
			OctoStoreConnectionDetails details = context.getBean(OctoStoreConnectionDetails.class);
			assertThat(details.getBaseUrl()).isEqualTo("https://octostore.example.com");
			assertThat(details.getToken()).isEqualTo("tok-env");
			assertThat(context.getBean(OctoStoreProperties.class).lock().waitFor()).isEqualTo(Duration.ofSeconds(3));
		});
	}

	@Test
	@Tag("field-fault-G4")
	void refuseAnEmptyAddressAndAnEmptyToken() {
		OctoStoreProperties properties = bind(
				Map.of("octostore.base-url", "", "octostore.additional-tokens", "tok-b,"));
		PropertiesOctoStoreConnectionDetails details = new PropertiesOctoStoreConnectionDetails(properties, null);
		assertThatExceptionOfType(InvalidPropertyException.class).isThrownBy(details::getBaseUrl)
			.withMessageContaining("octostore.base-url")
			.withMessageContaining("It is empty")
			.withMessageContaining("remove it to use https://api.octostore.io");
		OctoStoreProperties empty = bind(Map.of("octostore.additional-tokens[0]", ""));
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(new PropertiesOctoStoreConnectionDetails(empty, null)::getAdditionalTokens)
			.withMessageContaining("octostore.additional-tokens[0]");
	}

	@Test
	void bindDefinitionsOfLocks() {
		OctoStoreProperties properties = bind(Map.of("octostore.lock.definitions.nightly-report.ttl", "2m",
				"octostore.lock.definitions.nightly-report.wait-for", "1s",
				"octostore.lock.definitions.nightly-report.when-held", "throw",
				"octostore.lock.definitions.nightly-report.on-lost", "notify",
				"octostore.lock.definitions[a.b].when-held", "skip",
				"octostore.lock.definitions.nightly-report.profile", "fast",
				"octostore.lock.definitions.nightly-report.dedicated-session", "true",
				"octostore.lock.definitions.nightly-report.hand-over", "true",
				"octostore.lock.definitions.nightly-report.max-hold", "2h"));
		OctoStoreProperties.Definition definition = properties.lock().definitions().get("nightly-report");
		assertThat(definition.ttl()).isEqualTo(Duration.ofMinutes(2));
		assertThat(definition.waitFor()).isEqualTo(Duration.ofSeconds(1));
		assertThat(definition.whenHeld()).isEqualTo(WhenHeld.THROW);
		assertThat(definition.onLost()).isEqualTo(OnLost.NOTIFY);
		assertThat(definition.profile()).isEqualTo(SessionProfile.FAST);
		assertThat(definition.dedicatedSession()).isTrue();
		assertThat(definition.handOver()).isTrue();
		assertThat(definition.maxHold()).isEqualTo(Duration.ofHours(2));
		assertThat(properties.lock().definitions().get("a.b").whenHeld()).isEqualTo(WhenHeld.SKIP);
	}

	@Test
	void doNotShowTheToken() {
		OctoStoreProperties properties = bind(Map.of("octostore.token", "tok-secret"));
		assertThat(properties.token()).isEqualTo("tok-secret");
		assertThat(properties.toString()).doesNotContain("tok-secret");
	}

	private static OctoStoreProperties bind(Map<String, String> values) {
		return new Binder(new MapConfigurationPropertySource(values)).bindOrCreate("octostore",
				OctoStoreProperties.class);
	}

}
