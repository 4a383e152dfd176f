package io.octostore.spring.boot.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

import javax.net.ssl.KeyManagerFactory;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.octostore.client.OctoStoreClient;
import io.octostore.client.OctoStoreNetworkException;
import io.octostore.embedded.OctoStoreServer;
import io.octostore.lock.HeldLock;
import io.octostore.lock.OctoStoreLocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Both HTTP libraries, with and without TLS.
 */
class ConnectorIntegrationTests {

	private static final String PASSWORD = "changeit";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, OctoStoreAutoConfiguration.class))
		.withPropertyValues("octostore.token=tok");

	@TempDir
	private Path folder;

	@ParameterizedTest
	@ValueSource(strings = { "reactor-netty", "jdk" })
	void carriesLocks(String connector) {
		try (OctoStoreServer server = OctoStoreServer.builder().token("alice", "tok").start()) {
			this.runner.withPropertyValues("octostore.base-url=" + server.baseUrl(), "octostore.connector=" + connector)
				.run((context) -> {
					try (HeldLock lock = context.getBean(OctoStoreLocks.class).tryAcquire("a").orElseThrow()) {
						assertThat(server.holds(lock.name())).isTrue();
					}
					assertThat(server.holds("a")).isFalse();
				});
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "reactor-netty", "jdk" })
	void trustsWhomTheSslBundleTrusts(String connector) throws Exception {
		Path keyStore = createKeyStore();
		DisposableServer server = startTlsServer(keyStore);
		try {
			ApplicationContextRunner secure = this.runner.withPropertyValues(
					"octostore.base-url=https://localhost:" + server.port(), "octostore.connector=" + connector,
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
			server.disposeNow();
		}
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
		Path keyStore = this.folder.resolve("server.p12");
		Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
		Process process = new ProcessBuilder(keytool.toString(), "-genkeypair", "-alias", "server", "-keyalg", "EC",
				"-dname", "CN=localhost", "-ext", "SAN=dns:localhost", "-validity", "2", "-storetype", "PKCS12",
				"-keystore", keyStore.toString(), "-storepass", PASSWORD)
			.inheritIO()
			.start();
		assertThat(process.waitFor()).isZero();
		return keyStore;
	}

	private static DisposableServer startTlsServer(Path keyStoreFile) throws IOException, GeneralSecurityException {
		KeyStore keyStore = KeyStore.getInstance("PKCS12");
		try (InputStream stream = Files.newInputStream(keyStoreFile)) {
			keyStore.load(stream, PASSWORD.toCharArray());
		}
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(keyStore, PASSWORD.toCharArray());
		SslContext context = SslContextBuilder.forServer(keys).build();
		return HttpServer.create()
			.host("localhost")
			.port(0)
			.secure((spec) -> spec.sslContext(context))
			.route((routes) -> routes.get("/health",
					(request, response) -> response.header("Content-Type", "application/json")
						.sendString(Mono.just("{\"status\":\"ok\"}"))))
			.bindNow();
	}

}
