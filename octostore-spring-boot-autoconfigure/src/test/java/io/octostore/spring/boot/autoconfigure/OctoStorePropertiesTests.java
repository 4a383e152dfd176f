package io.octostore.spring.boot.autoconfigure;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import io.octostore.LockNameRule;
import io.octostore.client.HttpConnectorKind;
import io.octostore.client.OctoStoreClientBuilder;
import io.octostore.client.RetrySettings;
import io.octostore.lease.LeaseTimings;
import io.octostore.lock.LockHolder;
import io.octostore.lock.OnLost;
import io.octostore.lock.SessionProfile;
import io.octostore.lock.WhenHeld;

import static org.assertj.core.api.Assertions.assertThat;

class OctoStorePropertiesTests {

	@Test
	void defaultsAreThoseOfTheLibrary() {
		OctoStoreProperties properties = new OctoStoreProperties();
		assertThat(properties.isEnabled()).isTrue();
		assertThat(properties.getBaseUrl()).isEqualTo(OctoStoreClientBuilder.DEFAULT_BASE_URL);
		assertThat(properties.getConnector()).isEqualTo(HttpConnectorKind.DETECT);
		RetrySettings retry = RetrySettings.defaults();
		assertThat(properties.getRetry().getMaxAttempts()).isEqualTo(retry.maxAttempts());
		assertThat(properties.getRetry().getInitialInterval()).isEqualTo(retry.initialDelay());
		assertThat(properties.getRetry().getMultiplier()).isEqualTo(retry.multiplier());
		assertThat(properties.getRetry().getMaxInterval()).isEqualTo(retry.maxDelay());
		assertThat(properties.getRetry().getJitter()).isEqualTo(retry.jitter());
		assertThat(properties.getSession().getTtl()).isEqualTo(LeaseTimings.DEFAULT_SESSION_TTL);
		assertThat(properties.getLock().getHolder()).isEqualTo(LockHolder.SESSION);
		assertThat(properties.getLock().getNameRule()).isEqualTo(LockNameRule.PORTABLE);
		assertThat(properties.getLock().getOnLost()).isEqualTo(OnLost.INTERRUPT);
		assertThat(properties.getLock().getWaitFor()).isZero();
		assertThat(properties.getEmbedded().isEnabled()).isFalse();
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
			assertThat(context.getBean(OctoStoreProperties.class).getLock().getWaitFor())
				.isEqualTo(Duration.ofSeconds(3));
		});
	}

	@Test
	void takeAnEmptyVariableForNone() {
		OctoStoreProperties properties = bind(Map.of("octostore.base-url", ""));
		assertThat(new PropertiesOctoStoreConnectionDetails(properties, null).getBaseUrl())
			.isEqualTo(OctoStoreClientBuilder.DEFAULT_BASE_URL);
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
		OctoStoreProperties.Definition definition = properties.getLock().getDefinitions().get("nightly-report");
		assertThat(definition.getTtl()).isEqualTo(Duration.ofMinutes(2));
		assertThat(definition.getWaitFor()).isEqualTo(Duration.ofSeconds(1));
		assertThat(definition.getWhenHeld()).isEqualTo(WhenHeld.THROW);
		assertThat(definition.getOnLost()).isEqualTo(OnLost.NOTIFY);
		assertThat(definition.getProfile()).isEqualTo(SessionProfile.FAST);
		assertThat(definition.getDedicatedSession()).isTrue();
		assertThat(definition.getHandOver()).isTrue();
		assertThat(definition.getMaxHold()).isEqualTo(Duration.ofHours(2));
		assertThat(properties.getLock().getDefinitions().get("a.b").getWhenHeld()).isEqualTo(WhenHeld.SKIP);
	}

	@Test
	void doNotShowTheToken() {
		OctoStoreProperties properties = bind(Map.of("octostore.token", "tok-secret"));
		assertThat(properties.getToken()).isEqualTo("tok-secret");
		assertThat(properties.toString()).doesNotContain("tok-secret");
	}

	private static OctoStoreProperties bind(Map<String, String> values) {
		return new Binder(new MapConfigurationPropertySource(values)).bindOrCreate("octostore",
				OctoStoreProperties.class);
	}

}
