package io.octostore.authority;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ssl.SSLContext;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.octostore.OctoStoreException;
import io.octostore.etcd.EtcdAuthority;
import io.octostore.lock.HeldLock;
import io.octostore.lock.LockOptions;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.testsupport.EtcdCluster;
import io.octostore.testsupport.TestCertificate;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A member that shows a certificate and asks for one.
 */
@Tag("etcd")
class EtcdTlsTests {

	private static final Duration LIMIT = Duration.ofSeconds(5);

	@TempDir
	private Path folder;

	private static EtcdAuthority authority(EtcdCluster cluster, SSLContext tls) {
		return EtcdAuthority.builder().endpoints(cluster.endpoints()).sslContext(() -> tls).build();
	}

	@Test
	void admitsInstancesByTheirCertificate() {
		TestCertificate server = TestCertificate.create(this.folder, "server");
		TestCertificate client = TestCertificate.create(this.folder, "client");
		TestCertificate stranger = TestCertificate.create(this.folder, "stranger");
		try (EtcdCluster cluster = EtcdCluster.start(1, server, server, client);
				EtcdAuthority known = authority(cluster, TestCertificate.context(client, server));
				OctoStoreLocks locks = OctoStoreLocks.builder(known).build();
				EtcdAuthority without = authority(cluster, server.trusting());
				EtcdAuthority other = authority(cluster, TestCertificate.context(stranger, server));
				EtcdAuthority distrusting = authority(cluster, TestCertificate.context(client, stranger))) {
			locks.tryAcquire("a").orElseThrow().close();
			assertRefused(without, "the server ended the TLS handshake: certificate required");
			assertRefused(other, "the server ended the TLS handshake: ");
			assertRefused(distrusting, "the certificate of the server is not trusted");
		}
	}

	private static void assertRefused(EtcdAuthority etcd, String reason) {
		assertThatExceptionOfType(OctoStoreException.class).isThrownBy(() -> etcd.check(LIMIT))
			.withMessageContaining(reason)
			.withMessageContaining("https://127.0.0.1:");
	}

	@Test
	void newCertificatesOfMembersAndInstancesCostNoLock() {
		TestCertificate server = TestCertificate.create(this.folder, "server");
		TestCertificate client = TestCertificate.create(this.folder, "client");
		TestCertificate nextServer = TestCertificate.create(this.folder, "next-server");
		TestCertificate nextClient = TestCertificate.create(this.folder, "next-client");
		AtomicReference<SSLContext> tls = new AtomicReference<>(TestCertificate.context(client, server));
		Duration ttl = Duration.ofSeconds(10);
		try (EtcdCluster cluster = EtcdCluster.start(1, server, server, client, nextServer, nextClient);
				EtcdAuthority etcd = EtcdAuthority.builder()
					.endpoints(cluster.endpoints())
					.sslContext(tls::get)
					.build();
				OctoStoreLocks locks = OctoStoreLocks.builder(etcd)
					.sessionTtl(ttl)
					.defaults(LockOptions.defaults().withTtl(ttl))
					.build()) {
			HeldLock held = locks.tryAcquire("a").orElseThrow();
			server.replace(nextServer);
			cluster.kill(0);
			cluster.startAgain(0);
			assertRefused(etcd, "the certificate of the server is not trusted");
			tls.set(TestCertificate.context(nextClient, nextServer));
			await().during(ttl.plusSeconds(3)).atMost(ttl.multipliedBy(3)).until(held::isHeld);
			locks.tryAcquire("b").orElseThrow().close();
		}
	}

}
