package io.octostore.spring.boot.test.autoconfigure;

import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.test.annotation.DirtiesContext;

import io.octostore.client.OctoStoreClient;
import io.octostore.embedded.OctoStoreServer;
import io.octostore.embedded.Operation;
import io.octostore.embedded.RecordedEvent;
import io.octostore.embedded.RecordedRequest;
import io.octostore.lock.DistributedLock;
import io.octostore.lock.HeldLock;
import io.octostore.lock.LocksControl;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.spring.boot.autoconfigure.OctoStoreConnectionDetails;
import io.octostore.test.TestOctoStore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

/**
 * Runs small {@code @SpringBootTest} classes and looks at the servers that they got.
 */
class AutoConfigureTestOctoStoreTests {

	private static TestOctoStore first;

	private static TestOctoStore second;

	@Test
	void beatsWhatIsConfigured() {
		run(2, Configured.class);
	}

	@Test
	void beatsConnectionDetailsOfTheApplication() {
		run(1, WithDetailsOfItsOwn.class);
	}

	@Test
	void beatsTheEmbeddedServerOfTheApplication() {
		run(1, WithEmbeddedServer.class);
	}

	@Test
	void knowsLocksThatAreCreatedLate() {
		run(1, WithLazyBeans.class);
	}

	@Test
	void isThereBeforeScheduledJobsAndShowsTheFirstTestWhatTheyDid() {
		run(1, WithScheduledJob.class);
	}

	@Test
	void contextsOfTheSameConfigurationShareAServerThatIsReset() {
		run(2, Sharing.class, SharingToo.class);
		assertThat(first == second).isTrue();
	}

	@Test
	void otherContextsHaveServersOfTheirOwn() {
		run(2, SharingToo.class, Apart.class);
		assertThat(first != second).isTrue();
		assertThat(first.baseUrl()).isNotEqualTo(second.baseUrl());
	}

	@Test
	void theServerEndsWithItsContext() {
		run(1, Dirty.class);
		try (OctoStoreClient client = OctoStoreClient.withoutAuthentication(first.baseUrl())) {
			assertThatExceptionOfType(RuntimeException.class).isThrownBy(client::health);
		}
	}

	@Test
	void testsWithoutTheAnnotationAreLeftAlone() {
		run(1, WithoutAnnotation.class);
	}

	private static void run(int tests, Class<?>... testClasses) {
		EngineExecutionResults results = EngineTestKit.engine("junit-jupiter")
			.selectors(List.of(testClasses).stream().map((type) -> selectClass(type)).toList())
			.execute();
		assertThat(results.allEvents().failed().list()).isEmpty();
		results.testEvents().assertStatistics((statistics) -> statistics.started(tests).succeeded(tests));
	}

	@SpringBootTest(classes = Application.class,
			properties = { "octostore.enabled=false", "octostore.base-url=http://localhost:1", "octostore.token=",
					"octostore.ssl.bundle=missing", "octostore.lock.prefix=billing" })
	@AutoConfigureTestOctoStore
	static class Configured {

		@Autowired
		private TestOctoStore octostore;

		@Autowired
		private OctoStoreServer server;

		@Autowired
		private OctoStoreLocks locks;

		@Value("${octostore.base-url}")
		private String baseUrl;

		@Value("${octostore.token}")
		private String token;

		@Test
		void usesTheServerOfTheTest() {
			assertThat(this.server).isSameAs(this.octostore.server());
			assertThat(this.octostore).holdsNothing();
			try (HeldLock lock = this.locks.tryAcquire("a").orElseThrow()) {
				assertThat(this.octostore).holds("billing.a");
				this.octostore.takeAway("billing.a");
				assertThat(lock.isHeld()).isFalse();
				assertThat(this.octostore).wasLost("billing.a");
			}
		}

		@Test
		void tellsTheApplicationWhereItIs() {
			assertThat(this.baseUrl).isEqualTo(this.octostore.baseUrl());
			assertThat(this.token).isEqualTo(this.octostore.token());
			assertThat(this.octostore).holdsNothing();
		}

	}

	@SpringBootTest(classes = { Application.class, DetailsConfiguration.class })
	@AutoConfigureTestOctoStore
	static class WithDetailsOfItsOwn {

		@Autowired
		private TestOctoStore octostore;

		@Test
		void usesTheServerOfTheTest(@Autowired OctoStoreLocks locks) {
			try (HeldLock lock = locks.tryAcquire("a").orElseThrow()) {
				assertThat(this.octostore).holds(lock.name());
			}
		}

	}

	@SpringBootTest(classes = Application.class, properties = "octostore.embedded.enabled=true")
	@AutoConfigureTestOctoStore
	static class WithEmbeddedServer {

		@Test
		void usesTheServerOfTheTest(@Autowired ApplicationContext context, @Autowired TestOctoStore octostore) {
			assertThat(context.getBeansOfType(OctoStoreServer.class).values()).containsExactly(octostore.server());
		}

	}

	@SpringBootTest(classes = Application.class, properties = "spring.main.lazy-initialization=true")
	@AutoConfigureTestOctoStore
	static class WithLazyBeans {

		@Test
		void losesItsLockAtOnce(@Autowired TestOctoStore octostore, @Autowired @Lazy OctoStoreLocks locks) {
			try (HeldLock lock = locks.tryAcquire("a").orElseThrow()) {
				octostore.takeAway("a");
				assertThat(lock.isHeld()).isFalse();
			}
		}

	}

	@SpringBootTest(classes = { Application.class, JobConfiguration.class })
	@AutoConfigureTestOctoStore
	@DirtiesContext
	static class WithScheduledJob {

		@Test
		void seesWhatTheJobDidAtTheStart(@Autowired TestOctoStore octostore) {
			await().untilAsserted(() -> assertThat(octostore).wasAcquired("at-start").wasReleased("at-start"));
			assertThat(octostore.server().events()).first().extracting(RecordedEvent::lock).isEqualTo("at-start");
		}

	}

	@SpringBootTest(classes = Application.class, properties = "octostore.lock.shutdown-timeout=0s")
	@AutoConfigureTestOctoStore
	static class Sharing {

		@Test
		void leavesALockBehind(@Autowired TestOctoStore octostore, @Autowired OctoStoreLocks locks) {
			assertThat(octostore).holdsNothing().wasNotAcquired("left-behind").wasNotSkipped("of-others");
			octostore.hold("of-others");
			locks.tryAcquire("of-others");
			locks.tryAcquire("left-behind").orElseThrow();
			locks.tryAcquire("used").orElseThrow().close();
			first = octostore;
		}

	}

	@SpringBootTest(classes = Application.class, properties = "octostore.lock.shutdown-timeout=0s")
	@AutoConfigureTestOctoStore
	@DirtiesContext
	static class SharingToo {

		@Test
		void findsEverythingFree(@Autowired TestOctoStore octostore, @Autowired OctoStoreLocks locks) {
			assertThat(octostore).holdsNothing()
				.wasNotAcquired("left-behind")
				.wasNotAcquired("used")
				.wasNotSkipped("of-others");
			assertThat(octostore.server().requests()).extracting(RecordedRequest::operation)
				.doesNotContain(Optional.of(Operation.ACQUIRE));
			assertThat(((LocksControl) locks).activity().held()).allMatch((lock) -> lock.remaining().isZero());
			locks.tryAcquire("used").orElseThrow().close();
			second = octostore;
		}

	}

	@SpringBootTest(classes = Application.class, properties = "another=context")
	@AutoConfigureTestOctoStore
	static class Apart {

		@Test
		void hasAnotherServer(@Autowired TestOctoStore octostore) {
			assertThat(octostore).holdsNothing();
			first = octostore;
		}

	}

	@SpringBootTest(classes = Application.class, properties = "another=dirty-context")
	@AutoConfigureTestOctoStore
	static class Dirty {

		@Test
		@DirtiesContext
		void closesItsContext(@Autowired TestOctoStore octostore) {
			first = octostore;
		}

	}

	@SpringBootTest(classes = Application.class, properties = "octostore.token=tok")
	static class WithoutAnnotation {

		@Test
		void hasNoServer(@Autowired ApplicationContext context) {
			assertThat(context.getBeansOfType(TestOctoStore.class)).isEmpty();
			assertThat(context.getBean(OctoStoreConnectionDetails.class).getToken()).isEqualTo("tok");
		}

	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

	}

	static class DetailsConfiguration {

		@Bean
		OctoStoreConnectionDetails detailsOfTheApplication() {
			return new OctoStoreConnectionDetails() {

				@Override
				public String getBaseUrl() {
					return "http://localhost:1";
				}

				@Override
				public String getToken() {
					return "of-the-application";
				}

			};
		}

	}

	@EnableScheduling
	static class JobConfiguration {

		@Scheduled(initialDelay = 0, fixedDelay = 3_600_000)
		@DistributedLock("at-start")
		public void run() {
		}

	}

}
