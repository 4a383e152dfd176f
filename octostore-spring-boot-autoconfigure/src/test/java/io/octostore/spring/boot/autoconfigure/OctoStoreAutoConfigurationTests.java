package io.octostore.spring.boot.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.Ordered;

import io.octostore.LocksClosedException;
import io.octostore.LossReason;
import io.octostore.OctoStoreNetworkException;
import io.octostore.client.OctoStoreClient;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.embedded.LockSnapshot;
import io.octostore.embedded.OctoStoreServer;
import io.octostore.embedded.RecordedRequest;
import io.octostore.lock.HeldLock;
import io.octostore.lock.LockActivity;
import io.octostore.lock.LockListener;
import io.octostore.lock.LockOptions;
import io.octostore.lock.LocksControl;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.lock.OctoStoreLocksBuilder;
import io.octostore.lock.ReactiveOctoStoreLocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class OctoStoreAutoConfigurationTests {

	private static OctoStoreServer server;

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, OctoStoreAutoConfiguration.class))
		.withPropertyValues("octostore.base-url=" + server.baseUrl(), "octostore.token=tok-alice");

	@BeforeAll
	static void start() {
		server = OctoStoreServer.builder().token("alice", "tok-alice").token("bob", "tok-bob").start();
	}

	@AfterEach
	void freeLocks() {
		server.reset();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Nested
	class Beans {

		@Test
		void areThereByDefault() {
			runner.run((context) -> {
				assertThat(context).hasSingleBean(OctoStoreConnectionDetails.class)
					.hasSingleBean(OctoStoreClient.class)
					.hasSingleBean(ReactiveOctoStoreClient.class)
					.hasSingleBean(OctoStoreLocks.class)
					.hasSingleBean(ReactiveOctoStoreLocks.class)
					.hasSingleBean(OctoStoreLocksLifecycle.class);
				assertThat(context.getBean(ReactiveOctoStoreClient.class))
					.isSameAs(context.getBean(OctoStoreClient.class).reactive());
			});
		}

		@Test
		void areNotThereWhenDisabledAndNeedNoTokenThen() {
			new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(OctoStoreAutoConfiguration.class))
				.withPropertyValues("octostore.enabled=false")
				.run((context) -> assertThat(context).hasNotFailed()
					.doesNotHaveBean(OctoStoreClient.class)
					.doesNotHaveBean(OctoStoreLocks.class)
					.doesNotHaveBean(OctoStoreProperties.class));
		}

		@Test
		void startNoThreadAndSendNothing() {
			server.clearRequests();
			List<String> before = threads();
			runner.run((context) -> {
				assertThat(context.getBean(LocksControl.class).activity().session())
					.isEqualTo(LockActivity.Session.NONE);
				assertThat(threads()).isSubsetOf(before);
			});
			assertThat(server.requests()).isEmpty();
		}

		@Test
		void startWithoutAServer() {
			runner.withPropertyValues("octostore.base-url=http://localhost:1")
				.run((context) -> assertThat(context).hasNotFailed());
		}

		@Test
		void workWithoutTheEmbeddedServerOnTheClassPath() {
			runner.withClassLoader(new FilteredClassLoader(OctoStoreServer.class))
				.run((context) -> assertThat(context).hasSingleBean(OctoStoreLocks.class));
		}

		private List<String> threads() {
			return Thread.getAllStackTraces().keySet().stream().map(Thread::getName).toList();
		}

	}

	@Nested
	class AdditionalTokens {

		@Test
		void liftTheLimitOfOneUser() {
			runner.withPropertyValues("octostore.additional-tokens=tok-bob").run((context) -> {
				OctoStoreLocks locks = context.getBean(OctoStoreLocks.class);
				List<HeldLock> held = new ArrayList<>();
				for (int index = 0; index < 150; index++) {
					held.add(locks.tryAcquire("lock-" + index).orElseThrow());
				}
				assertThat(server.heldLocks()).hasSameSizeAs(held);
				assertThat(context.getBean(LocksControl.class).activity().limitUsed()).isBetween(50, 100);
				assertThat(server.requests()).extracting(RecordedRequest::user)
					.contains(Optional.of("alice"), Optional.of("bob"));
				held.forEach(HeldLock::close);
			});
		}

		@Test
		void comeFromConnectionDetails() {
			OctoStoreConnectionDetails details = new OctoStoreConnectionDetails() {

				@Override
				public String getBaseUrl() {
					return server.baseUrl().toString();
				}

				@Override
				public String getToken() {
					return "tok-alice";
				}

				@Override
				public List<String> getAdditionalTokens() {
					return List.of("tok-bob");
				}

			};
			runner.withBean(OctoStoreConnectionDetails.class, () -> details)
				.withPropertyValues("octostore.additional-tokens=tok-unknown")
				.run((context) -> {
					OctoStoreLocks locks = context.getBean(OctoStoreLocks.class);
					for (int index = 0; index < 20; index++) {
						locks.tryAcquire("lock-" + index).orElseThrow().close();
					}
					assertThat(server.requests()).extracting(RecordedRequest::user)
						.contains(Optional.of("alice"), Optional.of("bob"));
				});
		}

		@Test
		@Tag("field-fault-B2")
		void areAskedForAgainWhenTheServerHasRefusedOne() {
			OctoStoreServer own = OctoStoreServer.builder().token("alice", "tok-alice").token("bob", "tok-bob").start();
			AtomicReference<String> bob = new AtomicReference<>("tok-bob");
			OctoStoreConnectionDetails details = new OctoStoreConnectionDetails() {

				@Override
				public String getBaseUrl() {
					return own.baseUrl().toString();
				}

				@Override
				public String getToken() {
					return "tok-alice";
				}

				@Override
				public List<String> getAdditionalTokens() {
					return List.of(bob.get());
				}

			};
			runner.withBean(OctoStoreConnectionDetails.class, () -> details).run((context) -> {
				OctoStoreLocks locks = context.getBean(OctoStoreLocks.class);
				for (int index = 0; index < 20; index++) {
					locks.tryAcquire("before-" + index).orElseThrow().close();
				}
				try (OctoStoreClient operator = OctoStoreClient.create(own.baseUrl().toString(), "tok-bob")) {
					bob.set(operator.rotateToken().token());
				}
				for (int index = 0; index < 20; index++) {
					locks.tryAcquire("after-" + index).orElseThrow().close();
				}
			});
			own.close();
		}

	}

	@Nested
	class BackingOff {

		@Test
		void forConnectionDetails() {
			runner.withBean(OctoStoreConnectionDetails.class, () -> details(server.baseUrl().toString(), "tok-alice"))
				.withPropertyValues("octostore.base-url=http://localhost:1", "octostore.token=")
				.run((context) -> {
					assertThat(context).doesNotHaveBean(PropertiesOctoStoreConnectionDetails.class);
					assertThat(context.getBean(OctoStoreClient.class).getLockStatus("nobody-has-it").isHeld())
						.isFalse();
				});
		}

		@Test
		void forAClient() {
			OctoStoreClient client = OctoStoreClient.create("http://localhost:1", "tok");
			runner.withBean(OctoStoreClient.class, () -> client).run((context) -> {
				assertThat(context.getBean(OctoStoreClient.class)).isSameAs(client);
				assertThat(context.getBean(ReactiveOctoStoreClient.class)).isSameAs(client.reactive());
			});
		}

		@Test
		void aClientThatOtherCodeClosesOutlivesTheContext() {
			try (OctoStoreClient client = OctoStoreClient.create(server.baseUrl().toString(), "tok-alice")) {
				runner
					.withBean(OctoStoreClient.class, () -> client, (definition) -> definition.setDestroyMethodName(""))
					.run((context) -> assertThat(context).hasSingleBean(ReactiveOctoStoreClient.class));
				assertThat(client.getLockStatus("after-the-context").isHeld()).isFalse();
			}
		}

		@Test
		void forAReactiveClientAlone() {
			ReactiveOctoStoreClient client = ReactiveOctoStoreClient.create("http://localhost:1", "tok");
			runner.withPropertyValues("octostore.token=")
				.withBean(ReactiveOctoStoreClient.class, () -> client)
				.run((context) -> {
					assertThat(context).hasNotFailed().doesNotHaveBean(OctoStoreClient.class);
					assertThat(context.getBean(ReactiveOctoStoreClient.class)).isSameAs(client);
				});
		}

		@Test
		void forLocks() {
			OctoStoreLocks locks = OctoStoreLocks.builder(ReactiveOctoStoreClient.create("http://localhost:1", "tok"))
				.build();
			runner.withBean("mine", OctoStoreLocks.class, () -> locks).run((context) -> {
				assertThat(context.getBean(OctoStoreLocks.class)).isSameAs(locks);
				assertThat(context.getBean(ReactiveOctoStoreLocks.class)).isSameAs(locks.reactive());
			});
		}

		@Test
		void forReactiveLocks() {
			ReactiveOctoStoreLocks locks = OctoStoreLocks
				.builder(ReactiveOctoStoreClient.create("http://localhost:1", "tok"))
				.build()
				.reactive();
			runner.withBean("mine", ReactiveOctoStoreLocks.class, () -> locks)
				.run((context) -> assertThat(context.getBean(ReactiveOctoStoreLocks.class)).isSameAs(locks));
		}

	}

	@Nested
	class Client {

		@Test
		void usesBaseUrlAndToken() {
			runner.run((context) -> {
				OctoStoreClient client = context.getBean(OctoStoreClient.class);
				assertThat(client.acquireLock("client", Duration.ofSeconds(30)).fencingToken()).isPositive();
				assertThat(server.holds("client")).isTrue();
			});
		}

		@Test
		void readsEveryProperty() {
			runner
				.withPropertyValues("octostore.request-timeout=7s", "octostore.connect-timeout=1500ms",
						"octostore.retry.max-attempts=5", "octostore.retry.initial-interval=10ms",
						"octostore.retry.multiplier=3", "octostore.retry.max-interval=1s", "octostore.retry.jitter=0.5")
				.run((context) -> assertThat(context.getBean(OctoStoreClient.class).toString()).contains("timeout=PT7S")
					.contains("maxAttempts=5, initialDelay=PT0.01S, multiplier=3.0, maxDelay=PT1S, jitter=0.5"));
		}

		@Test
		void repeatsNothingWhenRetriesAreOff() {
			runner.withPropertyValues("octostore.retry.enabled=false")
				.run((context) -> assertThat(context.getBean(OctoStoreClient.class).toString())
					.contains("maxAttempts=1"));
		}

		@Test
		void isObserved() {
			List<String> names = new CopyOnWriteArrayList<>();
			ObservationRegistry observations = ObservationRegistry.create();
			observations.observationConfig().observationHandler(new ObservationHandler<Observation.Context>() {

				@Override
				public boolean supportsContext(Observation.Context context) {
					return true;
				}

				@Override
				public void onStop(Observation.Context context) {
					names.add(context.getName());
				}

			});
			runner.withBean(ObservationRegistry.class, () -> observations).run((context) -> {
				context.getBean(OctoStoreClient.class).health();
				assertThat(names).contains("octostore.client.requests");
			});
		}

		@Test
		void isCustomizedAfterTheProperties() {
			runner.withPropertyValues("octostore.request-timeout=7s")
				.withBean(OctoStoreClientBuilderCustomizer.class,
						() -> (builder) -> builder.requestTimeout(Duration.ofSeconds(4)))
				.run((context) -> assertThat(context.getBean(OctoStoreClient.class).toString())
					.contains("timeout=PT4S"));
		}

		@Test
		void neverShowsTheToken() {
			runner.run((context) -> {
				for (Class<?> type : List.of(OctoStoreClient.class, ReactiveOctoStoreClient.class, OctoStoreLocks.class,
						OctoStoreConnectionDetails.class, OctoStoreProperties.class)) {
					assertThat(context.getBean(type).toString()).doesNotContain("tok-alice");
				}
			});
		}

		@Test
		void mayUseInsecureHttpWhenAllowed() {
			runner
				.withPropertyValues("octostore.base-url=http://octostore.internal:3000",
						"octostore.allow-insecure-http=true")
				.run((context) -> assertThat(context).hasNotFailed());
		}

	}

	@Nested
	class Locks {

		@Test
		void readEveryProperty() {
			runner.withPropertyValues("octostore.lock.prefix=billing", "octostore.lock.ttl=45s",
					"octostore.lock.metadata=me", "octostore.lock.on-lost=notify", "octostore.lock.shutdown-timeout=1s",
					"octostore.session.ttl=20s", "octostore.lock.name-rule=hierarchical")
				.run((context) -> {
					server.clearRequests();
					try (HeldLock lock = context.getBean(OctoStoreLocks.class).tryAcquire("a/b").orElseThrow()) {
						assertThat(lock.name()).isEqualTo("billing.a/b");
						LockSnapshot held = held("billing.a/b");
						assertThat(held.metadata()).contains("me");
						assertThat(Duration.between(server.now(), held.expiresAt())).isBetween(Duration.ofSeconds(31),
								Duration.ofSeconds(45));
					}
				});
		}

		@Test
		@Tag("field-fault-C2")
		void nameTheLimitThatASilentServerHasMet() throws IOException {
			try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
				runner
					.withPropertyValues("octostore.base-url=http://127.0.0.1:" + silent.getLocalPort(),
							"octostore.connect-timeout=100ms", "octostore.lock.acquire-timeout=200ms")
					.run((context) -> assertThatExceptionOfType(OctoStoreNetworkException.class)
						.isThrownBy(() -> context.getBean(OctoStoreLocks.class).tryAcquire("job"))
						.withMessageContaining("octostore.lock.acquire-timeout"));
			}
		}

		@Test
		void mayBeHeldForALimitedTime() {
			runner.withPropertyValues("octostore.lock.max-hold=100ms").run((context) -> {
				try (HeldLock lock = context.getBean(OctoStoreLocks.class).tryAcquire("job").orElseThrow()) {
					Awaitility.await().until(() -> !lock.isHeld());
					assertThat(lock.loss())
						.hasValueSatisfying((loss) -> assertThat(loss.reason()).isEqualTo(LossReason.MAX_HOLD));
				}
			});
		}

		@Test
		void describeTheInstance() {
			runner.withPropertyValues("spring.application.name=billing", "HOSTNAME=host-1").run((context) -> {
				try (HeldLock lock = context.getBean(OctoStoreLocks.class).tryAcquire("described").orElseThrow()) {
					assertThat(held(lock.name()).metadata())
						.contains("billing@host-1:" + ProcessHandle.current().pid());
				}
			});
		}

		@Test
		void tellEveryListener() {
			TestListener first = new TestListener();
			TestListener second = new TestListener();
			runner.withBean("first", LockListener.class, () -> first)
				.withBean("second", LockListener.class, () -> second)
				.run((context) -> {
					context.getBean(OctoStoreLocks.class).tryAcquire("told").orElseThrow().close();
					assertThat(first.acquired).isEqualTo(1);
					assertThat(second.acquired).isEqualTo(1);
				});
		}

		@Test
		void letEveryCustomizerChangeThemAfterTheProperties() {
			runner.withPropertyValues("octostore.lock.prefix=configured")
				.withBean("second", OctoStoreLocksBuilderCustomizer.class, () -> new Customizer("second", 2))
				.withBean("first", OctoStoreLocksBuilderCustomizer.class, () -> new Customizer("first", 1))
				.run((context) -> {
					try (HeldLock lock = context.getBean(OctoStoreLocks.class).tryAcquire("a").orElseThrow()) {
						assertThat(lock.name()).isEqualTo("second.a");
					}
				});
		}

		@Test
		void mayBelongToTheUserBehindTheToken() {
			runner.withPropertyValues("octostore.lock.holder=token", "octostore.lock.ttl=5s").run((context) -> {
				try (HeldLock lock = context.getBean(OctoStoreLocks.class).tryAcquire("of-user").orElseThrow()) {
					assertThat(lock.isHeld()).isTrue();
					assertThat(context.getBean(LocksControl.class).activity().session())
						.isEqualTo(LockActivity.Session.UNUSED);
				}
			});
		}

		@Test
		void areClosedBeforeTheClientWithTheContext() {
			runner.run((context) -> {
				OctoStoreLocks locks = context.getBean(OctoStoreLocks.class);
				locks.tryAcquire("at-shutdown").orElseThrow().close();
				server.clearRequests();
				context.getSourceApplicationContext().close();
				assertThat(server.requests()).extracting(RecordedRequest::method).contains("DELETE");
				assertThatExceptionOfType(LocksClosedException.class)
					.isThrownBy(() -> locks.tryAcquire("later", LockOptions.defaults()));
			});
		}

		@Test
		void survivePausingAndStoppingTheContext() {
			runner.run((context) -> {
				context.getSourceApplicationContext().stop();
				context.getSourceApplicationContext().start();
				context.getBean(OctoStoreLocks.class).tryAcquire("after-restart").orElseThrow().close();
				assertThat(context.getBean(OctoStoreLocksLifecycle.class).isPauseable()).isFalse();
			});
		}

		@Test
		void areNotClosedWithAnotherContext() {
			runner.run((context) -> {
				new ApplicationContextRunner().withParent(context).run((child) -> {
					assertThat(child).hasNotFailed();
				});
				context.getSourceApplicationContext().stop();
				context.getBean(OctoStoreLocks.class).tryAcquire("after-child").orElseThrow().close();
			});
		}

		private LockSnapshot held(String name) {
			return server.heldLocks().stream().filter((lock) -> lock.name().equals(name)).findFirst().orElseThrow();
		}

	}

	@Nested
	class InvalidProperties {

		@ParameterizedTest
		@CsvSource(delimiter = '|', textBlock = """
				octostore.connect-timeout        | 0s     | positive
				octostore.request-timeout        | -1s    | positive
				octostore.retry.max-attempts     | 0      | 1 or more
				octostore.retry.initial-interval | 0ms    | positive
				octostore.retry.multiplier       | 0.5    | from 1 to 10
				octostore.retry.max-interval     | -1s    | positive
				octostore.retry.jitter           | 1.5    | from 0 to 1
				octostore.lock.prefix            | a_b    | letters, digits
				octostore.lock.prefix            | myapp. | Write 'myapp'.
						octostore.lock.ttl               | 60     | It has no unit, and would be 60 milliseconds
						octostore.connect-timeout        | 5      | Write a unit: 5s for seconds, 5ms for milliseconds.
						octostore.lock.ttl               | 0s     | 1 to 3600 whole seconds
				octostore.lock.ttl               | 3601s  | 1 to 3600 whole seconds
				octostore.lock.ttl               | 1500ms | 1 to 3600 whole seconds
				octostore.lock.ttl               | 29s    | shorter than the session's TTL of 30 s
				octostore.lock.on-lost           | default | INTERRUPT or NOTIFY
				octostore.lock.max-hold          | -1s    | 0 to 30 days
				octostore.lock.shutdown-timeout  | -1s    | not be negative
				octostore.session.ttl            | 9s     | 10 to 300 whole seconds
				octostore.session.ttl            | 301s   | 10 to 300 whole seconds
				octostore.ssl.bundle             | none   | no SSL bundle of that name
				""")
		void failTheStart(String property, String value, String rule) {
			runner.withPropertyValues(property + "=" + value)
				.run((context) -> assertThat(Failures.invalidProperty(context.getStartupFailure()))
					.hasMessageContaining(property)
					.hasMessageContaining(rule));
		}

		@Test
		void includeMetadataThatIsTooLong() {
			runner.withPropertyValues("octostore.lock.metadata=" + "x".repeat(1025))
				.run((context) -> assertThat(Failures.invalidProperty(context.getStartupFailure()))
					.hasMessageContaining("octostore.lock.metadata")
					.hasMessageContaining("1024"));
		}

		@Test
		void areNotBlamedForTheValuesOfABean() {
			runner.withBean(OctoStoreConnectionDetails.class, () -> details("ftp://octostore.example.com", "tok"))
				.run((context) -> assertThat(Failures.invalidProperty(context.getStartupFailure()))
					.hasMessageContaining(
							"octostore.base-url (given by " + OctoStoreAutoConfigurationTests.class.getName()));
		}

		@Test
		void neverShowTheToken() {
			runner.withPropertyValues("octostore.token=not a token")
				.run((context) -> assertThat(Failures.invalidProperty(context.getStartupFailure()))
					.hasMessageContaining("octostore.token")
					.hasMessageContaining("printable ASCII")
					.hasMessageNotContaining("not a token"));
		}

	}

	private static OctoStoreConnectionDetails details(String baseUrl, String token) {
		return new OctoStoreConnectionDetails() {

			@Override
			public String getBaseUrl() {
				return baseUrl;
			}

			@Override
			public String getToken() {
				return token;
			}

		};
	}

	private record Customizer(String prefix, int order) implements OctoStoreLocksBuilderCustomizer, Ordered {

		@Override
		public void customize(OctoStoreLocksBuilder builder) {
			builder.namePrefix(this.prefix);
		}

		@Override
		public int getOrder() {
			return this.order;
		}

	}

	private static final class TestListener implements LockListener {

		private int acquired;

		@Override
		public void acquireEnded(AcquireEvent event) {
			this.acquired++;
		}

	}

}
