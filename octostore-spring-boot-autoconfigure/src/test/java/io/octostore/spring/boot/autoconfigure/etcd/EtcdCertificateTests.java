package io.octostore.spring.boot.autoconfigure.etcd;

import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import io.octostore.OctoStoreException;
import io.octostore.etcd.EtcdAuthority;
import io.octostore.lock.HeldLock;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.spring.boot.autoconfigure.OctoStoreAutoConfiguration;
import io.octostore.spring.boot.autoconfigure.OctoStoreLockingAutoConfiguration;
import io.octostore.testsupport.EtcdCluster;
import io.octostore.testsupport.TestCertificate;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Files of a bundle that are written again while a lock of an etcd cluster is held, whose
 * members ask for a certificate.
 */
@Tag("etcd")
class EtcdCertificateTests {

	@TempDir
	private Path folder;

	@Test
	void newFilesOfTheBundleAreUsedAndCostNoLock() {
		TestCertificate server = TestCertificate.create(this.folder, "server");
		TestCertificate client = TestCertificate.create(this.folder, "client");
		TestCertificate nextServer = TestCertificate.create(this.folder, "next-server");
		TestCertificate nextClient = TestCertificate.create(this.folder, "next-client");
		Path trusted = this.folder.resolve("trusted.pem");
		TestCertificate.write(trusted, server);
		String bundle = "spring.ssl.bundle.pem.etcd.";
		try (EtcdCluster cluster = EtcdCluster.start(1, server, server, client, nextServer, nextClient)) {
			new ApplicationContextRunner()
				.withConfiguration(
						AutoConfigurations.of(SslAutoConfiguration.class, OctoStoreEtcdAutoConfiguration.class,
								OctoStoreAutoConfiguration.class, OctoStoreLockingAutoConfiguration.class))
				.withPropertyValues("octostore.etcd.endpoints=" + cluster.url(), "octostore.etcd.ssl.bundle=etcd",
						"octostore.session.ttl=15s", "spring.ssl.bundle.watch.file.quiet-period=500ms",
						bundle + "reload-on-update=true", bundle + "truststore.certificate=" + trusted.toUri(),
						bundle + "keystore.certificate=" + client.certificate().toUri(),
						bundle + "keystore.private-key=" + client.key().toUri())
				.run((application) -> {
					EtcdAuthority etcd = application.getBean(EtcdAuthority.class);
					OctoStoreLocks locks = application.getBean(OctoStoreLocks.class);
					HeldLock held = locks.tryAcquire("a").orElseThrow();
					server.replace(nextServer);
					cluster.kill(0);
					cluster.startAgain(0);
					assertThatExceptionOfType(OctoStoreException.class)
						.isThrownBy(() -> etcd.check(Duration.ofSeconds(3)))
						.withMessageContaining("the certificate of the server is not trusted");
					TestCertificate.write(trusted, server, nextServer);
					client.replace(nextClient);
					await().during(Duration.ofSeconds(20)).atMost(Duration.ofSeconds(60)).until(held::isHeld);
					locks.tryAcquire("b").orElseThrow().close();
					held.close();
				});
		}
	}

}
