package io.octostore.spring.boot.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

import io.octostore.embedded.OctoStoreServer;
import io.octostore.lock.DistributedLock;
import io.octostore.lock.HeldLock;
import io.octostore.lock.OctoStoreLocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The server gets another certificate while a job runs, before the file of the client
 * that says which ones to trust is written again.
 */
class CertificateChangeTests {

	private static final String PASSWORD = "changeit";

	private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

	private final List<String> lines = new CopyOnWriteArrayList<>();

	private final AppenderBase<ILoggingEvent> log = new AppenderBase<>() {

		@Override
		protected void append(ILoggingEvent event) {
			if (event.getLevel().isGreaterOrEqual(Level.INFO)) {
				lines.add(event.getFormattedMessage());
				if (event.getThrowableProxy() != null) {
					lines.add("a stack trace");
				}
			}
		}

	};

	@TempDir
	private Path folder;

	@BeforeEach
	void listen() {
		this.log.start();
		this.root.addAppender(this.log);
	}

	@AfterEach
	void stopListening() {
		this.root.detachAppender(this.log);
	}

	@Test
	@Tag("field-fault-B1")
	void aJobRunsWithinThirtySecondsAndTheLogStaysShort() throws Exception {
		KeyStore before = createKeyStore("before.p12");
		KeyStore after = createKeyStore("after.p12");
		Path trusted = Files.writeString(this.folder.resolve("trusted.pem"), certificate(before));
		try (OctoStoreServer server = OctoStoreServer.builder().token("alice", "tok").start();
				TlsFront front = new TlsFront(server.baseUrl(), context(before))) {
			new ApplicationContextRunner()
				.withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class, OctoStoreAutoConfiguration.class,
						OctoStoreLockingAutoConfiguration.class))
				.withUserConfiguration(Jobs.class)
				.withPropertyValues("octostore.base-url=" + front.baseUrl(), "octostore.token=tok",
						"octostore.ssl.bundle=octostore", "spring.ssl.bundle.watch.file.quiet-period=500ms",
						"spring.ssl.bundle.pem.octostore.reload-on-update=true",
						"spring.ssl.bundle.pem.octostore.truststore.certificate=" + trusted.toUri())
				.run((application) -> {
					Jobs jobs = application.getBean(Jobs.class);
					HeldLock held = application.getBean(OctoStoreLocks.class).tryAcquire("import").orElseThrow();
					await().until(() -> jobs.runs() >= 2);
					this.lines.clear();
					front.restartWith(context(after));
					await().atMost(Duration.ofSeconds(20))
						.until(() -> this.lines.stream().anyMatch((line) -> line.contains("not trusted")));
					Files.writeString(trusted, certificate(before) + certificate(after));
					int runs = jobs.runs();
					await().atMost(Duration.ofSeconds(30)).until(() -> jobs.runs() > runs);
					await().until(() -> jobs.runs() > runs + 5);
					assertThat(this.lines).hasSizeLessThan(50);
					held.ensureHeld();
					held.close();
				});
		}
	}

	private KeyStore createKeyStore(String name) throws Exception {
		Path keyStore = this.folder.resolve(name);
		Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
		Process process = new ProcessBuilder(keytool.toString(), "-genkeypair", "-alias", "server", "-keyalg", "EC",
				"-dname", "CN=localhost", "-ext", "SAN=dns:localhost", "-validity", "2", "-storetype", "PKCS12",
				"-keystore", keyStore.toString(), "-storepass", PASSWORD)
			.inheritIO()
			.start();
		assertThat(process.waitFor()).isZero();
		return KeyStore.getInstance(keyStore.toFile(), PASSWORD.toCharArray());
	}

	private static String certificate(KeyStore keyStore) throws GeneralSecurityException {
		return "-----BEGIN CERTIFICATE-----\n"
				+ Base64.getMimeEncoder().encodeToString(keyStore.getCertificate("server").getEncoded())
				+ "\n-----END CERTIFICATE-----\n";
	}

	private static SSLContext context(KeyStore keyStore) throws GeneralSecurityException {
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init(keyStore, PASSWORD.toCharArray());
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keys.getKeyManagers(), null, null);
		return context;
	}

	@EnableScheduling
	static class Jobs {

		private final AtomicInteger runs = new AtomicInteger();

		@Scheduled(fixedDelay = 200)
		@DistributedLock("report")
		void report() {
			this.runs.incrementAndGet();
		}

		int runs() {
			return this.runs.get();
		}

	}

}
