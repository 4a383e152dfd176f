package io.octostore.spring.boot.autoconfigure;

import java.io.IOException;
import java.net.URL;
import java.util.Enumeration;

import org.junit.jupiter.api.Test;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Properties that no part of the library knows.
 */
class PropertyAuditTests {

	private final MockEnvironment environment = new MockEnvironment();

	@Test
	void findsTypingErrorsAtEachDepth() {
		this.environment.withProperty("octostore.tokn", "a")
			.withProperty("octostore.lock.tll", "30s")
			.withProperty("octostore.lock.wait-for", "5s");
		assertThat(PropertyAudit.unknown(this.environment, getClass().getClassLoader())).satisfiesExactly(
				(name) -> assertThat(name).startsWith("octostore.lock.tll"),
				(name) -> assertThat(name).startsWith("octostore.tokn"));
	}

	@Test
	void knowsPropertiesThatOtherPartsOfTheLibraryBind() {
		this.environment.withProperty("octostore.enabled", "true").withProperty("octostore.lock.ttl", "30s");
		assertThat(PropertyAudit.unknown(this.environment, getClass().getClassLoader())).isEmpty();
	}

	@Test
	void readsNoMetadataWhereEachPropertyIsBound() {
		this.environment.withProperty("octostore.base-url", "https://octostore.example.com")
			.withProperty("octostore.lock.definitions.report.ttl", "30s")
			.withProperty("octostore.additional-tokens[0]", "b");
		ClassLoader refusing = new ClassLoader(getClass().getClassLoader()) {

			@Override
			public Enumeration<URL> getResources(String name) throws IOException {
				throw new AssertionError("read " + name);
			}

		};
		assertThat(PropertyAudit.unknown(this.environment, refusing)).isEmpty();
	}

}
