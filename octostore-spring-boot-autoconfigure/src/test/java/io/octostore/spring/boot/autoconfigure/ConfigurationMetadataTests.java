package io.octostore.spring.boot.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an IDE shows of the properties.
 */
class ConfigurationMetadataTests {

	private final List<Map<String, Object>> properties = read();

	@Test
	void listsEveryProperty() {
		assertThat(this.properties).extracting((property) -> property.get("name"))
			.containsExactlyInAnyOrder("management.endpoint.octostore.access",
					"management.endpoint.octostore.cache.time-to-live", "management.health.octostore.enabled",
					"management.info.octostore.enabled", "octostore.endpoint.operations", "octostore.pause.enabled",
					"octostore.admin-key", "octostore.election", "octostore.etcd.endpoint-timeout",
					"octostore.etcd.endpoints", "octostore.etcd.key-prefix", "octostore.etcd.password",
					"octostore.etcd.ssl.bundle", "octostore.etcd.username", "octostore.warm-up",
					"octostore.webhook.additional-secrets", "octostore.webhook.path", "octostore.webhook.secret",
					"octostore.webhook.tolerance", "octostore.additional-tokens", "octostore.allow-insecure-http",
					"octostore.base-url", "octostore.connect-timeout", "octostore.console.enabled",
					"octostore.console.path", "octostore.embedded.enabled", "octostore.embedded.port",
					"octostore.enabled", "octostore.lock.acquire-timeout", "octostore.lock.adaptive-ttl",
					"octostore.lock.annotations.enabled", "octostore.lock.definitions", "octostore.lock.hold-at-least",
					"octostore.lock.holder", "octostore.lock.max-hold", "octostore.lock.metadata",
					"octostore.lock.name-rule", "octostore.lock.on-lost", "octostore.lock.prefix",
					"octostore.lock.shutdown-timeout", "octostore.lock.ttl", "octostore.lock.wait-for",
					"octostore.observation.background", "octostore.proxy.enabled", "octostore.proxy.host",
					"octostore.proxy.password", "octostore.proxy.port", "octostore.proxy.username", "octostore.no-op",
					"octostore.request-timeout", "octostore.retry.enabled", "octostore.retry.initial-interval",
					"octostore.retry.jitter", "octostore.retry.max-attempts", "octostore.retry.max-interval",
					"octostore.retry.multiplier", "octostore.shedlock.rehearsal",
					"octostore.scheduled.only-while-accepting-traffic", "octostore.scheduled.overdue-after",
					"octostore.scheduled.require-lock", "octostore.session.ttl", "octostore.ssl.bundle",
					"octostore.token", "octostore.web.held-status", "octostore.web.problem-details",
					"octostore.token-file");
	}

	@Test
	void describesEveryProperty() {
		assertThat(this.properties).allSatisfy((property) -> {
			String name = (String) property.get("name");
			String description = (String) property.get("description");
			assertThat(description).as(name).isNotBlank().endsWith(".").doesNotContain("{@", "<");
			assertThat(description).as(name).doesNotStartWith("The ").doesNotStartWith("A ");
			if ("java.lang.Boolean".equals(property.get("type"))) {
				assertThat(description).as(name).startsWith("Whether ");
			}
		});
	}

	@Test
	void saysTheDefaultOfEverySwitchAndTime() {
		TreeSet<Object> withoutDefault = new TreeSet<>();
		this.properties.stream()
			.filter((property) -> !property.containsKey("defaultValue"))
			.forEach((property) -> withoutDefault.add(property.get("name")));
		assertThat(withoutDefault).containsExactly("octostore.additional-tokens", "octostore.admin-key",
				"octostore.election", "octostore.endpoint.operations", "octostore.etcd.endpoints",
				"octostore.etcd.password", "octostore.etcd.ssl.bundle", "octostore.etcd.username",
				"octostore.lock.definitions", "octostore.lock.hold-at-least", "octostore.lock.metadata",
				"octostore.lock.prefix", "octostore.lock.ttl", "octostore.proxy.host", "octostore.proxy.password",
				"octostore.proxy.username", "octostore.ssl.bundle", "octostore.token", "octostore.token-file",
				"octostore.webhook.additional-secrets", "octostore.webhook.secret");
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> read() {
		try (InputStream metadata = OctoStoreProperties.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			Map<String, Object> root = JsonMapper.shared().readValue(metadata, Map.class);
			return ((List<Map<String, Object>>) root.get("properties")).stream()
				.filter((property) -> ((String) property.get("name")).contains("octostore"))
				.toList();
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

}
