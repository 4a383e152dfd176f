package io.octostore.spring.boot.webhook;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;

import io.octostore.client.AcquireResult;
import io.octostore.client.LockEvent;
import io.octostore.client.OctoStoreClient;
import io.octostore.client.WebhookEvent;
import io.octostore.client.WebhookRequest;
import io.octostore.client.WebhookSignature;
import io.octostore.embedded.OctoStoreServer;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a web application does with webhooks, with any web stack.
 */
abstract class WebhookContract {

	private static final String SECRET = "whsec-marker-77";

	private static final String PASSWORD = "changeit";

	private final HttpClient http = HttpClient.newHttpClient();

	abstract ConfigurableApplicationContext start(Class<?> application, String... properties);

	private ConfigurableApplicationContext startPlain(String... properties) {
		return start(Application.class, withSecret(properties));
	}

	private static String[] withSecret(String... properties) {
		String[] all = Arrays.copyOf(properties, properties.length + 1);
		all[properties.length] = "octostore.webhook.secret=" + SECRET;
		return all;
	}

	private static String event(Instant time) {
		return "{\"event\":\"acquired\",\"lock\":\"jobs/nightly\",\"holder_id\":\"c5ae3c3c-dc7a-824d-8826-ca6f59643b98\","
				+ "\"fencing_token\":42,\"timestamp\":\"" + time + "\"}";
	}

	private static String sign(String body) {
		return WebhookSignature.of(SECRET).sign(body.getBytes(StandardCharsets.UTF_8));
	}

	private int post(ConfigurableApplicationContext context, String path, String body, @Nullable String signature)
			throws Exception {
		URI uri = URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + path);
		HttpRequest.Builder request = HttpRequest.newBuilder(uri)
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(body));
		if (signature != null) {
			request.header(WebhookSignature.HEADER, signature);
		}
		return this.http.send(request.build(), HttpResponse.BodyHandlers.discarding()).statusCode();
	}

	private int post(ConfigurableApplicationContext context, String body, @Nullable String signature) throws Exception {
		return post(context, "/octostore/webhook", body, signature);
	}

	@Test
	void publishesGenuineEventsOnce() throws Exception {
		try (ConfigurableApplicationContext context = startPlain()) {
			String body = event(Instant.now());
			assertThat(post(context, body, sign(body))).isEqualTo(204);
			assertThat(post(context, body, sign(body))).isEqualTo(204);
			Listener listener = context.getBean(Listener.class);
			WebhookEvent event = listener.next();
			assertThat(event.type()).isEqualTo(LockEvent.Type.ACQUIRED);
			assertThat(event.lockName()).isEqualTo("jobs/nightly");
			assertThat(event.fencingToken()).contains(42L);
			assertThat(listener.events).isEmpty();
		}
	}

	@Test
	void refusesWhatIsNotGenuine() throws Exception {
		try (ConfigurableApplicationContext context = startPlain()) {
			String body = event(Instant.now());
			String old = event(Instant.now().minusSeconds(360));
			assertThat(post(context, body, null)).isEqualTo(401);
			assertThat(post(context, body, sign(body + " "))).isEqualTo(401);
			assertThat(post(context, body, WebhookSignature.of("other").sign(new byte[0]))).isEqualTo(401);
			assertThat(post(context, old, sign(old))).isEqualTo(401);
			assertThat(post(context, "{}", sign("{}"))).isEqualTo(400);
			assertThat(post(context, "", sign(""))).isEqualTo(400);
			assertThat(context.getBean(Listener.class).events).isEmpty();
		}
	}

	@Test
	void refusesABodyThatIsTooLarge() throws Exception {
		try (ConfigurableApplicationContext context = startPlain()) {
			String large = " ".repeat(16 * 1024 + 1);
			String fits = event(Instant.now()) + " ".repeat(1000);
			assertThat(post(context, large, sign(large))).isEqualTo(413);
			assertThat(post(context, fits, sign(fits))).isEqualTo(204);
			assertThat(context.getBean(Listener.class).events).hasSize(1);
		}
	}

	@Test
	void anEventWhoseListenerFailsIsTakenAgain() throws Exception {
		try (ConfigurableApplicationContext context = startPlain()) {
			context.getBean(Listener.class).failures.set(1);
			String body = event(Instant.now());
			assertThat(post(context, body, sign(body))).isEqualTo(500);
			assertThat(post(context, body, sign(body))).isEqualTo(204);
			assertThat(context.getBean(Listener.class).events).hasSize(1);
		}
	}

	@Test
	void takesAnotherPathAndAFurtherSecret() throws Exception {
		try (ConfigurableApplicationContext context = startPlain("octostore.webhook.path=/hooks/locks",
				"octostore.webhook.additional-secrets=old-one")) {
			String body = event(Instant.now());
			String signature = WebhookSignature.of("old-one").sign(body.getBytes(StandardCharsets.UTF_8));
			assertThat(post(context, "/hooks/locks", body, signature)).isEqualTo(204);
			assertThat(post(context, body, signature)).isEqualTo(404);
		}
	}

	@Test
	void hasNoEndpointWithoutASecret() throws Exception {
		try (ConfigurableApplicationContext context = start(Application.class)) {
			assertThat(context.getBeansOfType(WebhookEndpoint.class)).isEmpty();
			assertThat(post(context, "{}", "x")).isEqualTo(404);
		}
	}

	/**
	 * The application on HTTPS, with a certificate of its own making.
	 */
	private ConfigurableApplicationContext startEncrypted(Path store) {
		return start(Application.class, withSecret("server.ssl.key-store=" + store,
				"server.ssl.key-store-password=" + PASSWORD, "server.ssl.key-store-type=PKCS12"));
	}

	private static Path keyStore(Path directory) throws Exception {
		Path file = directory.resolve("receiver.p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "receiver", "-keyalg", "EC", "-dname", "CN=localhost", "-ext",
				"san=dns:localhost,ip:127.0.0.1", "-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore",
				file.toString())
			.inheritIO()
			.start();
		assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
		return file;
	}

	private static X509Certificate certificate(Path store) throws Exception {
		KeyStore keys = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(store)) {
			keys.load(in, PASSWORD.toCharArray());
		}
		return (X509Certificate) keys.getCertificate("receiver");
	}

	private static void assertDelivers(ConfigurableApplicationContext context, OctoStoreClient client)
			throws InterruptedException {
		Listener listener = context.getBean(Listener.class);
		client.webhooks()
			.create(WebhookRequest
				.of("https://localhost:" + context.getEnvironment().getProperty("local.server.port")
						+ "/octostore/webhook")
				.withSecret(SECRET)
				.withEvents(LockEvent.Type.ACQUIRED, LockEvent.Type.RELEASED)
				.withLockPattern("watched*"));
		AcquireResult.Acquired other = client.acquireLock("other", Duration.ofSeconds(30));
		AcquireResult.Acquired acquired = client.acquireLock("watched-1", Duration.ofSeconds(30));
		WebhookEvent event = listener.next();
		assertThat(event.type()).isEqualTo(LockEvent.Type.ACQUIRED);
		assertThat(event.lockName()).isEqualTo("watched-1");
		assertThat(event.fencingToken()).contains(acquired.fencingToken());
		assertThat(event.holderId()).isPresent();
		client.releaseLock("other", other.leaseId());
		client.releaseLock("watched-1", acquired.leaseId());
		WebhookEvent released = listener.next();
		assertThat(released.type()).isEqualTo(LockEvent.Type.RELEASED);
		assertThat(released.lockName()).isEqualTo("watched-1");
		assertThat(released.fencingToken()).contains(acquired.fencingToken());
	}

	@Test
	void takesWhatTheInProcessServerPosts(@TempDir Path directory) throws Exception {
		Path store = keyStore(directory);
		try (ConfigurableApplicationContext context = startEncrypted(store);
				OctoStoreServer server = OctoStoreServer.builder()
					.token("alice", "tok-alice")
					.privateWebhooks(certificate(store))
					.start();
				OctoStoreClient client = OctoStoreClient.create(server.baseUrl().toString(), "tok-alice")) {
			assertDelivers(context, client);
		}
	}

	@Test
	@Tag("real-server")
	void takesWhatTheRealServerPosts(@TempDir Path directory) throws Exception {
		Path store = keyStore(directory);
		Path bundle = pem(directory, certificate(store));
		try (ConfigurableApplicationContext context = startEncrypted(store);
				TestServer server = TestServer.real(Map.of("OCTOSTORE_WEBHOOK_ALLOW_PRIVATE_NETWORKS", "true",
						"OCTOSTORE_CA_BUNDLE", bundle.toString()));
				OctoStoreClient client = OctoStoreClient.create(server.baseUrl(), TestServer.ALICE)) {
			assertDelivers(context, client);
		}
	}

	private static Path pem(Path directory, X509Certificate certificate) throws Exception {
		String text = "-----BEGIN CERTIFICATE-----\n"
				+ Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(certificate.getEncoded())
				+ "\n-----END CERTIFICATE-----\n";
		return Files.writeString(directory.resolve("receiver.pem"), text);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Listener listener() {
			return new Listener();
		}

	}

	static class Listener {

		private final BlockingQueue<WebhookEvent> events = new LinkedBlockingQueue<>();

		private final AtomicInteger failures = new AtomicInteger();

		@EventListener
		void on(WebhookEvent event) throws IOException {
			if (this.failures.getAndUpdate((left) -> Math.max(left - 1, 0)) > 0) {
				throw new IOException("database");
			}
			this.events.add(event);
		}

		WebhookEvent next() throws InterruptedException {
			WebhookEvent event = this.events.poll(20, TimeUnit.SECONDS);
			assertThat(event).as("an event within 20 s").isNotNull();
			return event;
		}

	}

}
