package io.octostore.spring.boot.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import io.octostore.lease.LeaseTimings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Time limits know of each other.
 */
@Tag("field-fault-C2")
class TimeLimitsTests {

	private static OctoStoreProperties properties(String... pairs) {
		MapConfigurationPropertySource source = new MapConfigurationPropertySource();
		for (String pair : pairs) {
			source.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
		}
		return new Binder(source).bindOrCreate("octostore", OctoStoreProperties.class);
	}

	private static void check(String... pairs) {
		OctoStoreProperties properties = properties(pairs);
		new TimeLimits(properties).checkClient();
		new TimeLimits(properties).checkLocks();
		properties.lock()
			.definitions()
			.forEach((name, definition) -> new TimeLimits(properties).checkProfile(definition.profile(),
					"octostore.lock.definitions." + name + ".profile"));
	}

	@Test
	void allowTheDefaults() {
		assertThatCode(TimeLimitsTests::check).doesNotThrowAnyException();
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			octostore.connect-timeout=11s | octostore.request-timeout=10s |
			octostore.connect-timeout=2s | octostore.request-timeout=1s |
			octostore.connect-timeout=6s | octostore.lock.acquire-timeout=5s |
			octostore.connect-timeout=2s | octostore.lock.acquire-timeout=500ms |
			octostore.retry.initial-interval=3s | octostore.retry.max-interval=2s |
			octostore.retry.initial-interval=3s | octostore.request-timeout=2500ms | octostore.retry.max-interval=4s
			octostore.lock.acquire-timeout=21s | octostore.session.ttl=30s |
			octostore.lock.acquire-timeout=7s | octostore.session.ttl=10s |
			octostore.lock.acquire-timeout=8s | octostore.lock.definitions.job.profile=fast |
			""")
	void nameBothPropertiesAndTheirValues(String one, String other, @Nullable String besides) {
		String third = (besides != null) ? besides : other;
		assertThatExceptionOfType(InvalidPropertyException.class).isThrownBy(() -> check(one, other, third))
			.withMessageContaining(one.substring(0, one.indexOf('=')))
			.withMessageContaining(one.substring(one.indexOf('=') + 1))
			.withMessageContaining(other.substring(0, other.indexOf('=')))
			.withMessageContaining("which is")
			.withMessageContaining("Lower it, or raise");
	}

	@Test
	void leaveTimeForAConnectionWhenAKeepaliveIsDue() {
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> check("octostore.connect-timeout=5s", "octostore.session.ttl=10s"))
			.withMessageContaining("octostore.connect-timeout")
			.withMessageContaining("octostore.session.ttl");
	}

	@ParameterizedTest
	@ValueSource(strings = { "99ms", "61s" })
	void limitTheAcquire(String value) {
		assertThatExceptionOfType(InvalidPropertyException.class)
			.isThrownBy(() -> check("octostore.lock.acquire-timeout=" + value))
			.withMessageContaining("100 ms to 1 minute");
	}

	@Test
	void asLongAsNothingIsRepeatedPausesDoNotMatter() {
		assertThatCode(() -> check("octostore.retry.enabled=false", "octostore.retry.initial-interval=1h"))
			.doesNotThrowAnyException();
	}

	@Test
	void withATokenForEachInstanceThereIsNoSession() {
		assertThatCode(() -> check("octostore.lock.holder=token", "octostore.lock.acquire-timeout=50s",
				"octostore.lock.definitions.job.profile=fast"))
			.doesNotThrowAnyException();
	}

	private static String row(String limit, Duration value, String owner, String rule) {
		return row(limit, PropertyChecks.print(value), owner, rule);
	}

	private static String row(String limit, String value, String owner, String rule) {
		return "| " + limit + ", " + value + " | " + owner + " | " + rule + " |";
	}

	/**
	 * The table of all limits in {@code docs/operations.md}.
	 */
	@Test
	void areInTheGuide() throws IOException {
		OctoStoreProperties defaults = properties();
		List<String> rows = List.of(
				row("`connect-timeout`", defaults.connectTimeout(), "client: attempt",
						"at most `request-timeout`, `lock.acquire-timeout`, 46 % of `session.ttl`"),
				row("`request-timeout`", defaults.requestTimeout(), "client: call, all attempts", ""),
				row("`retry.initial-interval`", defaults.retry().initialInterval(), "client: failure",
						"at most `retry.max-interval`, `request-timeout`"),
				row("second attempt after silence", "a third", "client: send", "the limit of its call"),
				row("`lock.acquire-timeout`", defaults.lock().acquireTimeout(), "engine: send of one request",
						"less than 70 % of `session.ttl`, profiles included"),
				row("call for a lock", defaults.lock().acquireTimeout().multipliedBy(2), "engine: call",
						"twice `lock.acquire-timeout`, beside `wait-for`"),
				row("campaign for a room", defaults.lock().acquireTimeout(), "engine: send of one request",
						"`lock.acquire-timeout`, 70 % of the TTL of the election"),
				row("`lock.wait-for`", defaults.lock().waitFor(), "queue: call", "at most 30 days"),
				row("release", LeaseTimings.RELEASE_TIMEOUT, "engine: end of the body", ""),
				row("attempt of a keepalive or renewal", "1s to 10s", "engine: send", "a third of what is left"),
				row("claim", "80 % of the TTL", "engine: send of the last confirmed request", "the TTL"),
				row("`session.ttl`", defaults.session().ttl(), "server: last keepalive", "at most `lock.ttl`"),
				row("`lock.ttl`", LeaseTimings.defaultLockTtl(defaults.session().ttl()), "server: last renewal",
						"1 hour"),
				row("`lock.max-hold`", "none", "locks: hand-out", "at most 30 days"),
				row("`lock.hold-at-least`", "none", "locks: hand-out", "1 hour"),
				row("unused session", LeaseTimings.IDLE_SESSION, "engine: last use", ""),
				row("`lock.shutdown-timeout`", defaults.lock().shutdownTimeout(), "locks: close of the context",
						"the grace period of the platform, less 5 s"),
				row("silence of a watch", "45s", "client: last sign of life", ""),
				row("idle connection", "30s", "client: last answer", "the idle limit of proxies on the way"),
				row("age of a connection", "4m to 5m", "client: its opening", ""));
		String page = Files.readString(Path.of("..", "docs", "operations.md"));
		String table = page.substring(page.indexOf("<!-- table: limits -->"));
		assertThat(table.substring(0, table.indexOf("<!-- end -->")).lines().skip(3)).containsExactlyElementsOf(rows);
	}

}
