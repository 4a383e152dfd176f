package io.octostore.spring.boot.autoconfigure;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.io.DefaultResourceLoader;

import io.octostore.embedded.OctoStoreServer;
import io.octostore.lock.DistributedLock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * What a user reads when an application does not start.
 */
@ExtendWith(OutputCaptureExtension.class)
class FailureAnalyzerTests {

	@Test
	void missingTokenNamesTheCures(CapturedOutput output) {
		fail(Map.of());
		assertThat(output).contains("APPLICATION FAILED TO START")
			.contains("No token for the OctoStore server at https://api.octostore.io is configured.")
			.contains("set octostore.token, or the environment variable OCTOSTORE_TOKEN,")
			.contains("octostore.embedded.enabled=true")
			.contains("octostore.enabled=false");
	}

	@Test
	void tokenThatIsAnUnresolvedPlaceholderNamesThePropertyAndThePlaceholder(CapturedOutput output) {
		fail(Map.of("octostore.token", "x${OCTOSTORE_TOKEN_OF_NOBODY}"));
		assertThat(output).contains("Property: octostore.token")
			.contains("Value: \"${OCTOSTORE_TOKEN_OF_NOBODY}\"")
			.contains("Reason: The placeholder has no value")
			.contains("Define the property or environment variable that it names.");
	}

	@Test
	void badAdditionalTokenNamesItsPlaceAndIsNotShown(CapturedOutput output) {
		fail(Map.of("octostore.token", "tok", "octostore.additional-tokens", "tok-b,pass word"));
		assertThat(output).contains("Property: octostore.additional-tokens[1]")
			.contains("only printable ASCII characters")
			.doesNotContain("pass word");
		fail(Map.of("octostore.token", "tok", "octostore.additional-tokens", "${OCTOSTORE_TOKEN_OF_NOBODY}"));
		assertThat(output).contains("Property: octostore.additional-tokens[0]");
	}

	@Test
	void badUrlNamesTheProperty(CapturedOutput output) {
		fail(Map.of("octostore.token", "tok", "octostore.base-url", "octostore.example.com"));
		assertThat(output).contains("Property: octostore.base-url")
			.contains("'octostore.example.com' must start with http:// or https://")
			.contains("for example https://octostore.example.com");
	}

	@Test
	void urlWithPasswordIsNotShown(CapturedOutput output) {
		fail(Map.of("octostore.token", "tok", "octostore.base-url", "https://alice:pass-word@octostore.example.com"));
		assertThat(output).contains("Property: octostore.base-url")
			.contains("must not contain a user name or password")
			.doesNotContain("pass-word");
	}

	@Test
	void insecureUrlNamesBothCures(CapturedOutput output) {
		fail(Map.of("octostore.token", "tok", "octostore.base-url", "http://octostore.example.com"));
		assertThat(output).contains("Property: octostore.base-url")
			.contains("Value: \"http://octostore.example.com\"")
			.contains("sent without encryption to another host")
			.contains("Use https, or")
			.contains("octostore.allow-insecure-http=true");
	}

	@Test
	void badTtlNamesPropertyValueOriginAndRange(CapturedOutput output) {
		fail(Map.of("octostore.token", "tok", "octostore.session.ttl", "5s"));
		assertThat(output).contains("Property: octostore.session.ttl")
			.contains("Value: \"5s\"")
			.contains("Origin: \"octostore.session.ttl\" from property source \"test\"")
			.contains("Reason: sessionTtl must be 10 to 300 whole seconds");
	}

	@Test
	void ttlsThatExcludeEachOtherAreNamed(CapturedOutput output) {
		fail(Map.of("octostore.token", "tok", "octostore.lock.ttl", "2m", "octostore.lock.adaptive-ttl", "true"));
		assertThat(output).contains("Property: octostore.lock.adaptive-ttl")
			.contains("Reason: It cannot be combined with octostore.lock.ttl, which is 120s")
			.contains("Remove one of them.");
	}

	@Test
	void badDefinitionNamesTheProperty(CapturedOutput output) {
		fail(Map.of("octostore.token", "tok", "octostore.lock.definitions.a.ttl", "5s"), LockedMethods.class);
		assertThat(output).contains("Property: octostore.lock.definitions.a.ttl")
			.contains("Value: \"5s\"")
			.contains("Reason: ttl must not be shorter than the session's TTL of 30 s");
		fail(Map.of("octostore.token", "tok", "octostore.lock.definitions.a.ttl", "119s",
				"octostore.lock.definitions.a.profile", "tolerant"), LockedMethods.class);
		assertThat(output).contains("Value: \"119s\"")
			.contains("Reason: ttl must not be shorter than the session's TTL of 120 s")
			.contains("Raise it or choose another profile than TOLERANT.");
		fail(Map.of("octostore.token", "tok", "octostore.lock.definitions.a.max-hold", "31d"), LockedMethods.class);
		assertThat(output).contains("Property: octostore.lock.definitions.a.max-hold").contains("0 to 30 days");
		fail(Map.of("octostore.token", "tok", "octostore.lock.definitions.a.wait-for", "-1s"), LockedMethods.class);
		assertThat(output).contains("Property: octostore.lock.definitions.a.wait-for")
			.contains("Value: \"-1s\"")
			.contains("Reason: waitFor must be 0 to 30 days");
		fail(Map.of("octostore.token", "tok", "octostore.lock.wait-for", "31d"), LockedMethods.class);
		assertThat(output).contains("Property: octostore.lock.wait-for");
	}

	@Test
	void badPlacementNamesTheMethodAndTheCure(CapturedOutput output) {
		fail(Map.of("octostore.token", "tok"), BadMethods.class);
		assertThat(output).contains("A method cannot run as it is declared:")
			.contains("    io.octostore.spring.boot.autoconfigure.FailureAnalyzerTests$BadJob.run()")
			.contains("It is private, so that no proxy can put a lock around it.")
			.contains("Make it public or package-private and call it through its bean.");
	}

	@Test
	void missingEmbeddedServerNamesTheDependency(CapturedOutput output) {
		SpringApplication application = application(Map.of("octostore.embedded.enabled", "true"));
		ClassLoader original = Thread.currentThread().getContextClassLoader();
		FilteredClassLoader filtered = new FilteredClassLoader(OctoStoreServer.class);
		Thread.currentThread().setContextClassLoader(filtered);
		try {
			application.setResourceLoader(new DefaultResourceLoader(filtered));
			assertThatException().isThrownBy(application::run);
		}
		finally {
			Thread.currentThread().setContextClassLoader(original);
		}
		assertThat(output).contains("octostore.embedded.enabled is true, but io.octostore:octostore-embedded is not on")
			.contains("Add the dependency io.octostore:octostore-embedded");
	}

	private static void fail(Map<String, Object> properties, Class<?>... sources) {
		assertThatException().isThrownBy(() -> application(properties, sources).run());
	}

	private static SpringApplication application(Map<String, Object> properties, Class<?>... sources) {
		return new SpringApplicationBuilder(AutoConfigured.class).sources(sources)
			.web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.initializers((context) -> context.getEnvironment()
				.getPropertySources()
				.addFirst(new MapPropertySource("test", properties)))
			.build();
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ SslAutoConfiguration.class, OctoStoreEmbeddedAutoConfiguration.class,
			OctoStoreAutoConfiguration.class, OctoStoreLockingAutoConfiguration.class })
	static class AutoConfigured {

	}

	@Configuration(proxyBeanMethods = false)
	static class LockedMethods {

		@Bean
		Job job() {
			return new Job();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class BadMethods {

		@Bean
		BadJob job() {
			return new BadJob();
		}

	}

	static class Job {

		@DistributedLock("a")
		public void run() {
		}

	}

	static class BadJob {

		@DistributedLock("a")
		@SuppressWarnings("unused")
		private void run() {
		}

	}

}
