package io.octostore.client;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.TrustManagerFactory;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.octostore.OctoStoreNetworkException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Real TLS with a private certificate authority. The key stores in {@code tls} were made
 * by {@code keytool}: {@code trust} holds the authority; {@code server} a certificate for
 * {@code localhost}, {@code other-host} one for another host and {@code client} one for
 * clients, each signed by it. All are valid for a hundred years, except for
 * {@code expired}, which is signed by an authority of its own, and opened by
 * {@code changeit}.
 */
class TlsTests {

	private static final char[] PASSWORD = "changeit".toCharArray();

	private static KeyStore keyStore(String name) throws GeneralSecurityException, IOException {
		KeyStore store = KeyStore.getInstance("PKCS12");
		try (InputStream stream = TlsTests.class.getResourceAsStream("tls/" + name + ".p12")) {
			store.load(stream, PASSWORD);
		}
		return store;
	}

	private static SSLContext context(@Nullable String identity) throws GeneralSecurityException, IOException {
		KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		keys.init((identity != null) ? keyStore(identity) : null, PASSWORD);
		TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trust.init(keyStore("trust"));
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
		return context;
	}

	static ScriptedServer server(String identity, boolean needsClientCertificate)
			throws GeneralSecurityException, IOException {
		return new ScriptedServer(sockets(context(identity), needsClientCertificate), (connection) -> {
			while (true) {
				connection.readRequest();
				connection.write(ScriptedServer.json(200, Samples.ACQUIRED));
			}
		});
	}

	private static ServerSocketFactory sockets(SSLContext context, boolean needsClientCertificate) {
		ServerSocketFactory factory = context.getServerSocketFactory();
		return new ServerSocketFactory() {

			@Override
			public ServerSocket createServerSocket(int port) throws IOException {
				return createServerSocket(port, 50);
			}

			@Override
			public ServerSocket createServerSocket(int port, int backlog) throws IOException {
				return createServerSocket(port, backlog, InetAddress.getLoopbackAddress());
			}

			@Override
			public ServerSocket createServerSocket(int port, int backlog, InetAddress address) throws IOException {
				SSLServerSocket socket = (SSLServerSocket) factory.createServerSocket(port, backlog, address);
				socket.setNeedClientAuth(needsClientCertificate);
				return socket;
			}

		};
	}

	private static OctoStoreClientBuilder builder(int port) {
		return OctoStoreClient.builder()
			.baseUrl("https://localhost:" + port)
			.token(Samples.TOKEN)
			.retry(RetrySettings.none());
	}

	@Test
	void trustsAPrivateAuthority() throws Exception {
		try (ScriptedServer server = server("server", false);
				OctoStoreClient client = builder(server.port()).sslContext(context(null)).build()) {
			assertThat(client.acquireLock("job", Samples.TTL).fencingToken()).isEqualTo(318);
			assertThat(client.reactive().withFreshConnection().acquireLock("job", Samples.TTL).block()).isNotNull();
		}
	}

	@Test
	@Tag("field-fault-B1")
	void certificatesThatAreReplacedAreUsedByTheNextConnection() throws Exception {
		AtomicReference<SSLContext> trust = new AtomicReference<>(SSLContext.getDefault());
		try (ScriptedServer server = server("server", false);
				OctoStoreClient client = builder(server.port()).sslContext(trust::get).build()) {
			assertThatExceptionOfType(OctoStoreNetworkException.class)
				.isThrownBy(() -> client.acquireLock("job", Samples.TTL))
				.withMessageContaining("the certificate of the server is not trusted");
			trust.set(context(null));
			client.reconnect();
			assertThat(client.acquireLock("job", Samples.TTL).fencingToken()).isEqualTo(318);
		}
	}

	@Test
	@Tag("field-fault-B1")
	void certificatesThatAreReplacedWithoutNoticeAreFoundWhenAConnectionFails() throws Exception {
		AtomicReference<SSLContext> trust = new AtomicReference<>(SSLContext.getDefault());
		try (ScriptedServer server = server("server", true);
				OctoStoreClient client = builder(server.port()).sslContext(trust::get).build()) {
			assertThatExceptionOfType(OctoStoreNetworkException.class)
				.isThrownBy(() -> client.acquireLock("job", Samples.TTL));
			trust.set(context("client"));
			assertThatExceptionOfType(OctoStoreNetworkException.class)
				.isThrownBy(() -> client.acquireLock("job", Samples.TTL));
			assertThat(client.acquireLock("job", Samples.TTL).fencingToken()).isEqualTo(318);
		}
	}

	@Test
	@Tag("field-fault-H10")
	void followsProtocolsAndCipherSuites() throws Exception {
		SSLParameters parameters = new SSLParameters(new String[] { "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256" },
				new String[] { "TLSv1.2" });
		SSLContext context = context("server");
		try (ScriptedServer server = server("server", false);
				OctoStoreClient client = builder(server.port()).sslContext(context)
					.sslParameters(() -> parameters)
					.build();
				OctoStoreClient other = builder(server.port()).sslContext(context)
					.sslParameters(() -> new SSLParameters(null, new String[] { "TLSv1" }))
					.build()) {
			client.acquireLock("job", Samples.TTL);
			assertThat(server.sessions()).singleElement().satisfies((session) -> {
				assertThat(session.getProtocol()).isEqualTo("TLSv1.2");
				assertThat(session.getCipherSuite()).isEqualTo("TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256");
			});
			assertThatExceptionOfType(OctoStoreNetworkException.class)
				.isThrownBy(() -> other.acquireLock("job", Samples.TTL));
		}
	}

	@Test
	void speaksHttp11() throws Exception {
		try (ScriptedServer server = server("server", false);
				OctoStoreClient client = builder(server.port()).sslContext(context(null)).build()) {
			client.acquireLock("job", Samples.TTL);
			client.reactive().withFreshConnection().acquireLock("job", Samples.TTL).block();
			assertThat(server.requests()).hasSize(2)
				.allSatisfy((request) -> assertThat(request).startsWith("POST /locks/job/acquire HTTP/1.1\r\n")
					.doesNotContainIgnoringCase("Upgrade"));
		}
	}

	@Test
	void doesNotTrustItUnlessTold() throws Exception {
		try (ScriptedServer server = server("server", false); OctoStoreClient client = builder(server.port()).build()) {
			assertThatExceptionOfType(OctoStoreNetworkException.class)
				.isThrownBy(() -> client.acquireLock("job", Samples.TTL))
				.withMessage("Acquire of lock 'job' was not sent: no connection to https://localhost:" + server.port()
						+ ": the certificate of the server is not trusted")
				.satisfies((ex) -> assertThat(ex.isNotSent()).isTrue());
			assertThat(server.requests()).isEmpty();
		}
	}

	@Test
	void verifiesTheHostName() throws Exception {
		try (ScriptedServer server = server("other-host", false);
				OctoStoreClient client = builder(server.port()).sslContext(context(null)).build()) {
			assertThatExceptionOfType(OctoStoreNetworkException.class)
				.isThrownBy(() -> client.acquireLock("job", Samples.TTL))
				.withMessageEndingWith(": the certificate of the server is for another host")
				.satisfies((ex) -> assertThat(ex.isNotSent()).isTrue());
			assertThat(server.requests()).isEmpty();
		}
	}

	@Test
	void namesACertificateThatHasExpired() throws Exception {
		KeyStore trust = KeyStore.getInstance("PKCS12");
		trust.load(null, null);
		trust.setCertificateEntry("authority", keyStore("expired").getCertificateChain("server")[1]);
		TrustManagerFactory trusts = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
		trusts.init(trust);
		SSLContext context = SSLContext.getInstance("TLS");
		context.init(null, trusts.getTrustManagers(), null);
		try (ScriptedServer server = server("expired", false);
				OctoStoreClient client = builder(server.port()).sslContext(context).build()) {
			assertThatExceptionOfType(OctoStoreNetworkException.class)
				.isThrownBy(() -> client.acquireLock("job", Samples.TTL))
				.withMessageEndingWith(": the certificate of the server has expired")
				.satisfies((ex) -> assertThat(ex.isNotSent()).isTrue());
			assertThat(server.requests()).isEmpty();
		}
	}

	@Test
	void presentsAClientCertificate() throws Exception {
		try (ScriptedServer server = server("server", true);
				OctoStoreClient client = builder(server.port()).sslContext(context("client")).build()) {
			assertThat(client.acquireLock("job", Samples.TTL).fencingToken()).isEqualTo(318);
		}
	}

	@Test
	void failsWithoutTheClientCertificateThatTheServerAsksFor() throws Exception {
		try (ScriptedServer server = server("server", true);
				OctoStoreClient client = builder(server.port()).sslContext(context(null)).build()) {
			assertThatExceptionOfType(OctoStoreNetworkException.class)
				.isThrownBy(() -> client.acquireLock("job", Samples.TTL));
			assertThat(server.requests()).isEmpty();
		}
	}

	@Test
	void aHandshakeThatStallsEndsWithTheConnectTimeout() throws Exception {
		try (ScriptedServer server = new ScriptedServer(ScriptedServer.Connection::awaitClose);
				OctoStoreClient client = builder(server.port()).sslContext(context(null))
					.connectTimeout(Duration.ofMillis(200))
					.requestTimeout(Duration.ofSeconds(5))
					.build()) {
			assertThatExceptionOfType(OctoStoreNetworkException.class)
				.isThrownBy(() -> client.acquireLock("job", Samples.TTL))
				.satisfies((ex) -> assertThat(ex.isNotSent()).isTrue());
		}
	}

}
