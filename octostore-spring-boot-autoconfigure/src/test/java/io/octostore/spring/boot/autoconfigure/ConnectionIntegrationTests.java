package io.octostore.spring.boot.autoconfigure;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.SslBundleRegistry;
import org.springframework.boot.ssl.jks.JksSslStoreBundle;
import org.springframework.boot.ssl.jks.JksSslStoreDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.octostore.OctoStoreNetworkException;
import io.octostore.client.OctoStoreClient;
import io.octostore.embedded.OctoStoreServer;
import io.octostore.lock.HeldLock;
import io.octostore.lock.OctoStoreLocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Connections to a server, with and without TLS.
 */
class ConnectionIntegrationTests {

	private static final String PASSWORD = "changeit";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, OctoStoreAutoConfiguration.class))
		.withPropertyValues("octostore.token=tok");

	@TempDir
	private Path folder;

	@Test
	void carriesLocks() {
		try (OctoStoreServer server = OctoStoreServer.builder().token("alice", "tok").start()) {
			this.runner.withPropertyValues("octostore.base-url=" + server.baseUrl()).run((context) -> {
				try (HeldLock lock = context.getBean(OctoStoreLocks.class).tryAcquire("a").orElseThrow()) {
					assertThat(server.holds(lock.name())).isTrue();
				}
				assertThat(server.holds("a")).isFalse();
			});
		}
	}

	@Test
	void trustsWhomTheSslBundleTrusts() throws Exception {
		Path keyStore = createKeyStore();
		HttpsServer server = startTlsServer(keyStore);
		try {
			ApplicationContextRunner secure = this.runner.withPropertyValues(
					"octostore.base-url=https://localhost:" + server.getAddress().getPort(),
					"octostore.retry.enabled=false");
			secure
				.withPropertyValues("octostore.ssl.bundle=octostore",
						"spring.ssl.bundle.jks.octostore.truststore.location=" + keyStore.toUri(),
						"spring.ssl.bundle.jks.octostore.truststore.password=" + PASSWORD)
				.run((context) -> assertThat(context.getBean(OctoStoreClient.class).health().isOk()).isTrue());
			secure.run((context) -> assertThatExceptionOfType(OctoStoreNetworkException.class)
				.isThrownBy(() -> context.getBean(OctoStoreClient.class).health()));
		}
		finally {
			server.stop(0);
		}
	}

	@Test
	@Tag("field-fault-B1")
	void followsABundleThatIsReplaced() throws Exception {
		Path keyStore = createKeyStore();
		HttpsServer server = startTlsServer(keyStore);
		try {
			this.runner
				.withPropertyValues("octostore.base-url=https://localhost:" + server.getAddress().getPort(),
						"octostore.retry.enabled=false", "octostore.ssl.bundle=octostore",
						"spring.ssl.bundle.jks.octostore.truststore.location=" + createKeyStore("other.p12").toUri(),
						"spring.ssl.bundle.jks.octostore.truststore.password=" + PASSWORD)
				.run((context) -> {
					OctoStoreClient client = context.getBean(OctoStoreClient.class);
					assertThatExceptionOfType(OctoStoreNetworkException.class).isThrownBy(client::health)
						.withMessageContaining("the certificate of the server is not trusted");
					context.getBean(SslBundleRegistry.class).updateBundle("octostore", trusting(keyStore));
					assertThat(client.health().isOk()).isTrue();
				});
		}
		finally {
			server.stop(0);
		}
	}

	private static SslBundle trusting(Path keyStore) {
		return SslBundle.of(new JksSslStoreBundle(null,
				JksSslStoreDetails.forLocation(keyStore.toUri().toString()).withPassword(PASSWORD)));
	}

	@Test
	@Tag("field-fault-H10")
	void followsProtocolsAndCiphersOfTheBundle() throws Exception {
		Path keyStore = createKeyStore();
		HttpsServer server = startTlsServer(keyStore);
		try {
			this.runner
				.withPropertyValues("octostore.base-url=https://localhost:" + server.getAddress().getPort(),
						"octostore.retry.enabled=false", "octostore.ssl.bundle=octostore",
						"spring.ssl.bundle.jks.octostore.truststore.location=" + keyStore.toUri(),
						"spring.ssl.bundle.jks.octostore.truststore.password=" + PASSWORD,
						"spring.ssl.bundle.jks.octostore.options.enabled-protocols=TLSv1.1")
				.run((context) -> assertThatExceptionOfType(OctoStoreNetworkException.class)
					.isThrownBy(() -> context.getBean(OctoStoreClient.class).health()));
		}
		finally {
			server.stop(0);
		}
	}

	@Test
	@Tag("field-fault-B2")
	void readsTheTokenFileAgainWhenItsTokenIsRefused() throws Exception {
		Path file = Files.writeString(this.folder.resolve("token"), "tok\n");
		try (OctoStoreServer server = OctoStoreServer.builder().token("alice", "tok").start()) {
			this.withTokenFile(file)
				.withPropertyValues("octostore.base-url=" + server.baseUrl(), "octostore.session.ttl=10s")
				.run((context) -> {
					try (HeldLock lock = context.getBean(OctoStoreLocks.class).tryAcquire("a").orElseThrow();
							OctoStoreClient operator = OctoStoreClient.create(server.baseUrl().toString(), "tok")) {
						Files.writeString(file, operator.rotateToken().token());
						context.getBean(OctoStoreLocks.class).tryAcquire("b").orElseThrow().close();
						lock.ensureHeld();
					}
				});
		}
	}

	private ApplicationContextRunner withTokenFile(Path file) {
		return new ApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, OctoStoreAutoConfiguration.class))
			.withPropertyValues("octostore.token-file=" + file);
	}

	@Test
	void refusesATokenFileThatCannotBeUsed() throws Exception {
		Path missing = this.folder.resolve("missing");
		withTokenFile(missing).run((context) -> assertThat(Failures.invalidProperty(context.getStartupFailure()))
			.hasMessageContaining("octostore.token-file")
			.hasMessageContaining("cannot be read"));
		Path empty = Files.writeString(this.folder.resolve("empty"), " \n");
		withTokenFile(empty).run((context) -> assertThat(Failures.invalidProperty(context.getStartupFailure()))
			.hasMessageContaining("octostore.token-file")
			.hasMessageContaining("empty"));
		Path other = Files.writeString(this.folder.resolve("other"), "tok");
		this.runner.withPropertyValues("octostore.token-file=" + other)
			.run((context) -> assertThat(Failures.invalidProperty(context.getStartupFailure()))
				.hasMessageContaining("octostore.token is set as well"));
	}

	@Test
	@Tag("field-fault-C4")
	void goesThroughTheProxyThatIsSet() throws Exception {
		try (ServerSocket proxy = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
			ApplicationContextRunner proxied = this.runner.withPropertyValues(
					"octostore.base-url=https://octostore.invalid", "octostore.retry.enabled=false",
					"octostore.request-timeout=2s", "octostore.proxy.host=127.0.0.1",
					"octostore.proxy.port=" + proxy.getLocalPort());
			proxied.run((context) -> {
				context.getBean(OctoStoreClient.class).reactive().health().subscribe((health) -> {
				}, (failure) -> {
				});
				try (Socket socket = proxy.accept()) {
					byte[] head = socket.getInputStream().readNBytes(35);
					assertThat(new String(head, StandardCharsets.US_ASCII))
						.startsWith("CONNECT octostore.invalid:443 HTTP");
				}
			});
			proxied.withPropertyValues("octostore.proxy.enabled=false")
				.run((context) -> assertThatExceptionOfType(OctoStoreNetworkException.class)
					.isThrownBy(() -> context.getBean(OctoStoreClient.class).health())
					.withMessageContaining("the name of the host cannot be resolved"));
		}
		this.runner.withPropertyValues("octostore.proxy.host=proxy", "octostore.proxy.port=0")
			.run((context) -> assertThat(Failures.invalidProperty(context.getStartupFailure()))
				.hasMessageContaining("octostore.proxy.port"));
	}

	@Test
	void needsBundlesToTakeOneFrom() {
		new ApplicationContextRunner().withConfiguration(AutoConfigurations.of(OctoStoreAutoConfiguration.class))
			.withPropertyValues("octostore.token=tok", "octostore.ssl.bundle=octostore")
			.run((context) -> assertThat(Failures.invalidProperty(context.getStartupFailure()))
				.hasMessageContaining("octostore.ssl.bundle")
				.hasMessageContaining("spring.ssl.bundle"));
	}

	private Path createKeyStore() throws IOException, InterruptedException {
		return createKeyStore("server.p12");
	}

	private Path createKeyStore(String name) throws IOException, InterruptedException {
		Path keyStore = this.folder.resolve(name);
		Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
		Process process = new ProcessBuilder(keytool.toString(), "-genkeypair", "-alias", "server", "-keyalg", "EC",
				"-dname", "CN=localhost", "-ext", "SAN=dns:localhost", "-validity", "2", "-storetype", "PKCS12",
				"-keystore", keyStore.toString(), "-storepass", PASSWORD)
			.inheritIO()
			.start();
		assertThat(process.waitFor()).isZero();
		return keyStore;
	}

	private static HttpsServer startTlsServer(Path keyStoreFile) throws IOException, GeneralSecurityException {
		KeyStore keyStore = KeyStore.getInstance(keyStoreFile.toFile(), PASSWORD.toCharArray());
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(keyStore, PASSWORD.toCharArray());
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keys.getKeyManagers(), null, null);
		HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.setHttpsConfigurator(new HttpsConfigurator(context));
		server.createContext("/health", (exchange) -> {
			byte[] body = "{\"status\":\"ok\"}".getBytes(StandardCharsets.UTF_8);
			exchange.getResponseHeaders().set("Content-Type", "application/json");
			exchange.sendResponseHeaders(200, body.length);
			exchange.getResponseBody().write(body);
			exchange.close();
		});
		server.start();
		return server;
	}

}
