package io.octostore.spring.boot.test.autoconfigure;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.DynamicPropertyRegistrar;

import io.octostore.embedded.OctoStoreServer;
import io.octostore.spring.boot.autoconfigure.OctoStoreAutoConfiguration;
import io.octostore.spring.boot.autoconfigure.OctoStoreConnectionDetails;
import io.octostore.spring.boot.autoconfigure.OctoStoreEmbeddedAutoConfiguration;
import io.octostore.spring.boot.autoconfigure.OctoStoreLocksBuilderCustomizer;
import io.octostore.test.TestOctoStore;

/**
 * Auto-configuration of a server inside the test, see {@link AutoConfigureTestOctoStore}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = { OctoStoreAutoConfiguration.class, OctoStoreEmbeddedAutoConfiguration.class })
public final class TestOctoStoreAutoConfiguration {

	/**
	 * Create the auto-configuration.
	 */
	public TestOctoStoreAutoConfiguration() {
	}

	@Bean
	@Primary
	TestOctoStore testOctoStore() {
		return TestOctoStore.start();
	}

	/**
	 * The same server; the bean that it comes from closes it.
	 */
	@Bean(destroyMethod = "")
	@Primary
	OctoStoreServer testOctoStoreServer(TestOctoStore octoStore) {
		return octoStore.server();
	}

	@Bean
	@Primary
	TestOctoStoreConnectionDetails testOctoStoreConnectionDetails(TestOctoStore octoStore) {
		return new TestOctoStoreConnectionDetails(octoStore);
	}

	/**
	 * For clients that the application builds from the properties by itself.
	 */
	@Bean
	DynamicPropertyRegistrar testOctoStoreProperties(TestOctoStore octoStore) {
		return (registry) -> {
			registry.add("octostore.base-url", octoStore::baseUrl);
			registry.add("octostore.token", octoStore::token);
		};
	}

	@Bean
	OctoStoreLocksBuilderCustomizer testOctoStoreLocksBuilderCustomizer(TestOctoStore octoStore) {
		return octoStore::customize;
	}

	@Bean
	static LocksAttachment testOctoStoreLocksAttachment(ObjectProvider<TestOctoStore> octoStore) {
		return new LocksAttachment(octoStore);
	}

	/**
	 * Details of the server inside the test.
	 */
	static final class TestOctoStoreConnectionDetails implements OctoStoreConnectionDetails {

		private final TestOctoStore octoStore;

		TestOctoStoreConnectionDetails(TestOctoStore octoStore) {
			this.octoStore = octoStore;
		}

		@Override
		public String getBaseUrl() {
			return this.octoStore.baseUrl();
		}

		@Override
		public String getToken() {
			return this.octoStore.token();
		}

	}

}
