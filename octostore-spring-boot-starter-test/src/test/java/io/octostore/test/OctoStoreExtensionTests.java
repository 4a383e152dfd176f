package io.octostore.test;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;

import io.octostore.client.OctoStoreClient;
import io.octostore.embedded.OctoStoreServer;
import io.octostore.lock.HeldLock;
import io.octostore.lock.OctoStoreLocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

/**
 * Runs small test classes with the extension and looks at the servers that they got.
 */
class OctoStoreExtensionTests {

	private static final List<TestOctoStore> seen = new ArrayList<>();

	@BeforeEach
	void forget() {
		seen.clear();
	}

	@Test
	void givesParametersAndResetsAfterEachTest() {
		run(WithParameters.class, 3);
		assertThat(seen).hasSize(3);
		assertThat(seen.stream().distinct()).hasSize(1);
		assertClosed(seen.get(0));
	}

	@Test
	void runsBeforeTheClassInAStaticField() {
		run(WithStaticField.class, 2);
		assertThat(seen.stream().distinct()).hasSize(1);
		assertClosed(seen.get(0));
	}

	@Test
	void startsAnewForEachTestInAnInstanceField() {
		run(WithInstanceField.class, 2);
		assertThat(seen.stream().distinct()).hasSize(2);
		seen.forEach(OctoStoreExtensionTests::assertClosed);
	}

	@Test
	void leavesOtherParametersToOthers() {
		EngineExecutionResults results = execute(WithOtherParameter.class);
		assertThat(results.testEvents().failed().list()).singleElement()
			.asString()
			.contains("No ParameterResolver registered for parameter [java.lang.String");
	}

	@Test
	void startsNothingThatIsNotNeeded() {
		OctoStoreExtension extension = WithoutNeed.octostore;
		run(WithoutNeed.class, 1);
		assertThat(extension).extracting("octoStore").isNull();
	}

	private static void run(Class<?> testClass, int tests) {
		EngineExecutionResults results = execute(testClass);
		assertThat(results.allEvents().failed().list()).isEmpty();
		results.testEvents().assertStatistics((statistics) -> statistics.started(tests).succeeded(tests));
	}

	private static EngineExecutionResults execute(Class<?> testClass) {
		return EngineTestKit.engine("junit-jupiter").selectors(selectClass(testClass)).execute();
	}

	private static void assertClosed(TestOctoStore octostore) {
		try (OctoStoreClient client = OctoStoreClient.withoutAuthentication(octostore.baseUrl())) {
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(client::health);
		}
	}

	@ExtendWith(OctoStoreExtension.class)
	static class WithParameters {

		WithParameters(TestOctoStore octostore) {
			seen.add(octostore);
		}

		@Test
		void first(TestOctoStore octostore, OctoStoreServer server, OctoStoreLocks locks, OctoStoreLocks others) {
			assertThat(octostore.server()).isSameAs(server);
			assertThat(seen).contains(octostore);
			assertThat(octostore).holdsNothing().wasNotAcquired("a");
			try (HeldLock lock = locks.tryAcquire("a").orElseThrow()) {
				assertThat(others.tryAcquire(lock.name())).isEmpty();
			}
			octostore.hold("b");
		}

		@Test
		void second(TestOctoStore octostore, OctoStoreServer server, OctoStoreLocks locks, OctoStoreLocks others) {
			first(octostore, server, locks, others);
		}

		@Nested
		class Inside {

			@Test
			void usesTheSameServer(TestOctoStore octostore) {
				assertThat(seen).contains(octostore);
				assertThat(octostore).holdsNothing();
			}

		}

	}

	static class WithStaticField {

		@RegisterExtension
		static final OctoStoreExtension octostore = new OctoStoreExtension();

		private static final String URL = octostore.get().baseUrl();

		@Test
		void first() {
			seen.add(octostore.get());
			assertThat(octostore.get().baseUrl()).isEqualTo(URL);
			assertThat(octostore.get()).holdsNothing();
			octostore.get().hold("a");
		}

		@Test
		void second() {
			first();
		}

	}

	static class WithInstanceField {

		@RegisterExtension
		final OctoStoreExtension octostore = new OctoStoreExtension();

		@Test
		void first() {
			seen.add(this.octostore.get());
			assertThat(this.octostore.get()).holdsNothing();
			this.octostore.get().hold("a");
		}

		@Test
		void second(TestOctoStore parameter) {
			assertThat(this.octostore.get() == parameter).isTrue();
			first();
		}

	}

	@ExtendWith(OctoStoreExtension.class)
	static class WithOtherParameter {

		@Test
		void test(String other) {
			assertThat(other).isNull();
		}

	}

	static class WithoutNeed {

		@RegisterExtension
		static final OctoStoreExtension octostore = new OctoStoreExtension();

		@Test
		void needsNoServer() {
			assertThat(seen).isEmpty();
		}

	}

}
