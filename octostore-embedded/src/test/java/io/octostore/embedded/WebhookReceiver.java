package io.octostore.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Receives webhooks over HTTPS, with a certificate of its own making.
 */
final class WebhookReceiver implements AutoCloseable {

	private static final String PASSWORD = "changeit";

	private final HttpsServer server;

	private final X509Certificate certificate;

	private final BlockingQueue<Delivery> deliveries = new LinkedBlockingQueue<>();

	private final AtomicInteger failures = new AtomicInteger();

	private WebhookReceiver(HttpsServer server, X509Certificate certificate) {
		this.server = server;
		this.certificate = certificate;
		server.createContext("/", this::receive);
		server.start();
	}

	static WebhookReceiver start(Path directory) throws Exception {
		Path file = directory.resolve("receiver.p12");
		Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
				"-genkeypair", "-alias", "receiver", "-keyalg", "EC", "-dname", "CN=localhost", "-ext",
				"san=dns:localhost,ip:127.0.0.1", "-storetype", "PKCS12", "-storepass", PASSWORD, "-keystore",
				file.toString())
			.inheritIO()
			.start();
		assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
		KeyStore keys = KeyStore.getInstance("PKCS12");
		try (InputStream in = Files.newInputStream(file)) {
			keys.load(in, PASSWORD.toCharArray());
		}
		KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
		managers.init(keys, PASSWORD.toCharArray());
		SSLContext tls = SSLContext.getInstance("TLS");
		tls.init(managers.getKeyManagers(), null, null);
		HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		server.setHttpsConfigurator(new HttpsConfigurator(tls));
		return new WebhookReceiver(server, (X509Certificate) keys.getCertificate("receiver"));
	}

	private void receive(HttpExchange exchange) throws IOException {
		String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
		this.deliveries.add(new Delivery(exchange.getRequestHeaders(), body));
		boolean fail = this.failures.getAndUpdate((left) -> Math.max(left - 1, 0)) > 0;
		exchange.sendResponseHeaders(fail ? 500 : 204, -1);
		exchange.close();
	}

	String url() {
		return "https://localhost:" + this.server.getAddress().getPort() + "/hook";
	}

	X509Certificate certificate() {
		return this.certificate;
	}

	/**
	 * The next deliveries are answered with an error.
	 */
	void failNext(int count) {
		this.failures.set(count);
	}

	void reset() {
		this.deliveries.clear();
		this.failures.set(0);
	}

	/**
	 * Waits for a delivery.
	 */
	Delivery next() {
		try {
			Delivery delivery = this.deliveries.poll(20, TimeUnit.SECONDS);
			assertThat(delivery).as("a delivery within 20 s").isNotNull();
			return delivery;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		this.server.stop(0);
	}

	/**
	 * What arrived.
	 *
	 * @param headers the headers
	 * @param body the body
	 */
	record Delivery(Headers headers, String body) {

		String header(String name) {
			String value = this.headers.getFirst(name);
			return (value != null) ? value : "";
		}

	}

}
