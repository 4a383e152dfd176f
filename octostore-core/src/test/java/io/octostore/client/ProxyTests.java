package io.octostore.client;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.octostore.OctoStoreNetworkException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Every request goes through the proxy, which also resolves the name of the server.
 */
@Tag("field-fault-C4")
class ProxyTests {

	private static final String STREAM = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
			+ "data: {\"event\":\"released\",\"lock_name\":\"job\"}\n\n";

	/**
	 * A proxy that connects everything to one port of this machine.
	 */
	private static final class Tunnel implements AutoCloseable {

		private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

		private final List<String> heads = new CopyOnWriteArrayList<>();

		private final int target;

		private final String answer;

		/** What a request has to have, in Base64, or nothing. */
		private final String credentials;

		Tunnel(int target, String answer) throws IOException {
			this(target, answer, "");
		}

		Tunnel(int target, String answer, String credentials) throws IOException {
			this.target = target;
			this.answer = answer;
			this.credentials = credentials;
			start(() -> {
				while (true) {
					Socket socket = this.listener.accept();
					start(() -> connect(socket));
				}
			});
		}

		private void connect(Socket socket) throws IOException {
			StringBuilder head = new StringBuilder();
			InputStream input = socket.getInputStream();
			while (head.indexOf("\r\n\r\n") < 0) {
				head.append((char) input.read());
			}
			this.heads.add(head.toString());
			String given = head.toString().contains(this.credentials) ? this.answer
					: "407 Proxy Authentication Required";
			socket.getOutputStream().write(("HTTP/1.1 " + given + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
			if (!given.startsWith("200")) {
				socket.close();
				return;
			}
			Socket server = new Socket(InetAddress.getLoopbackAddress(), this.target);
			start(() -> copy(server.getInputStream(), socket.getOutputStream()));
			copy(input, server.getOutputStream());
		}

		private static void copy(InputStream input, OutputStream output) throws IOException {
			try (input; output) {
				input.transferTo(output);
			}
		}

		private static void start(Task task) {
			Thread thread = new Thread(() -> {
				try {
					task.run();
				}
				catch (IOException ex) {
					// The connection has ended
				}
			}, "tunnel");
			thread.setDaemon(true);
			thread.start();
		}

		ProxySelector selector() {
			return ProxySelector
				.of(new InetSocketAddress(InetAddress.getLoopbackAddress(), this.listener.getLocalPort()));
		}

		@Override
		public void close() throws IOException {
			this.listener.close();
		}

		private interface Task {

			void run() throws IOException;

		}

	}

	private static ScriptedServer server() {
		return new ScriptedServer((connection) -> {
			while (true) {
				String request = connection.readRequest();
				if (request.contains("/watch")) {
					connection.write(STREAM);
					connection.awaitClose();
				}
				connection.write(ScriptedServer.json(200, request.contains("/health") ? Samples.HEALTH
						: request.contains("/keepalive") ? Samples.KEPT_ALIVE : Samples.ACQUIRED));
			}
		});
	}

	@Test
	void everyKindOfRequestGoesThroughIt() throws IOException {
		try (ScriptedServer server = server();
				Tunnel proxy = new Tunnel(server.port(), "200 OK");
				OctoStoreClient client = OctoStoreClient.builder()
					.baseUrl("http://octostore.invalid:4711")
					.allowInsecureHttp(true)
					.token(Samples.TOKEN)
					.proxySelector(proxy.selector())
					.proxyAuthentication(new PasswordAuthentication("user", "secret".toCharArray()))
					.build()) {
			assertThat(client.health().isOk()).isTrue();
			assertThat(client.acquireLock("job", Samples.TTL).fencingToken()).isEqualTo(318);
			assertThat(client.keepSessionAlive(Samples.SESSION)).isNotNull();
			assertThat(client.reactive().watchLock("job").blockFirst(Duration.ofSeconds(10))).isNotNull();
			assertThat(proxy.heads).hasSizeGreaterThanOrEqualTo(3)
				.allSatisfy((head) -> assertThat(head).startsWith("CONNECT octostore.invalid:4711 HTTP/1.1")
					.containsIgnoringCase("proxy-authorization: Basic dXNlcjpzZWNyZXQ=")
					.doesNotContain(Samples.TOKEN));
		}
	}

	@Test
	void aProxyThatRefusesIsNamedAsTheReason() throws IOException {
		try (Tunnel proxy = new Tunnel(1, "407 Proxy Authentication Required");
				OctoStoreClient client = OctoStoreClient.builder()
					.baseUrl("http://octostore.invalid:4711")
					.retry(RetrySettings.none())
					.proxySelector(proxy.selector())
					.build()) {
			assertThatExceptionOfType(OctoStoreNetworkException.class).isThrownBy(client::health)
				.withMessage("Health check was not sent: no connection to http://octostore.invalid:4711: "
						+ "the proxy made no connection (status: 407 Proxy Authentication Required); "
						+ "check octostore.proxy.username and octostore.proxy.password")
				.satisfies((ex) -> assertThat(ex.isNotSent()).isTrue());
		}
	}

	@Test
	void aPasswordThatTheProxyDoesNotAcceptIsInNoMessage() throws IOException {
		try (ScriptedServer server = server();
				Tunnel proxy = new Tunnel(server.port(), "200 OK", "dXNlcjpzZWNyZXQ=");
				OctoStoreClient client = OctoStoreClient.builder()
					.baseUrl("http://octostore.invalid:4711")
					.retry(RetrySettings.none())
					.proxySelector(proxy.selector())
					.proxyAuthentication(new PasswordAuthentication("somebody", "wrong-secret".toCharArray()))
					.build()) {
			String wrong = Base64.getEncoder().encodeToString("somebody:wrong-secret".getBytes(StandardCharsets.UTF_8));
			assertThatExceptionOfType(OctoStoreNetworkException.class).isThrownBy(client::health)
				.withMessageContaining("status: 407 Proxy Authentication Required")
				.withMessageContaining("check octostore.proxy.username and octostore.proxy.password")
				.satisfies((ex) -> assertThat(traceOf(ex)).doesNotContain("wrong-secret", wrong, "somebody"));
			assertThat(proxy.heads).singleElement().asString().contains(wrong);
			assertThat(server.requests()).isEmpty();
		}
	}

	@Test
	void aPasswordThatASocksProxyDoesNotAcceptIsInNoMessage() {
		try (ScriptedServer proxy = new ScriptedServer((connection) -> {
			connection.readByte();
			// Version 5, by password
			connection.write("\u0005\u0002");
			for (int count = 0; count < 5; count++) {
				connection.readByte();
			}
			connection.write("\u0001\u0001");
			connection.awaitClose();
		});
				OctoStoreClient client = OctoStoreClient.builder()
					.baseUrl("http://octostore.invalid:4711")
					.retry(RetrySettings.none())
					.proxySelector(socks(proxy.port()))
					.proxyAuthentication(new PasswordAuthentication("somebody", "wrong-secret".toCharArray()))
					.build()) {
			assertThatExceptionOfType(OctoStoreNetworkException.class).isThrownBy(client::health)
				.withMessageEndingWith(": the proxy made no connection; "
						+ "check octostore.proxy.username and octostore.proxy.password")
				.satisfies((ex) -> assertThat(traceOf(ex)).doesNotContain("wrong-secret", "somebody"));
		}
	}

	private static ProxySelector socks(int port) {
		return new ProxySelector() {

			@Override
			public List<Proxy> select(URI uri) {
				return List.of(new Proxy(Proxy.Type.SOCKS, new InetSocketAddress("127.0.0.1", port)));
			}

			@Override
			public void connectFailed(URI uri, SocketAddress address, IOException failure) {
			}

		};
	}

	private static String traceOf(Throwable failure) {
		StringWriter text = new StringWriter();
		failure.printStackTrace(new PrintWriter(text));
		return text.toString();
	}

	@Test
	void aProxyThatAcceptsAndFallsSilentMeansNotSent() throws IOException {
		try (ScriptedServer proxy = new ScriptedServer(ScriptedServer.Connection::awaitClose);
				OctoStoreClient client = OctoStoreClient.builder()
					.baseUrl("http://octostore.invalid:4711")
					.connectTimeout(Duration.ofMillis(300))
					.requestTimeout(Duration.ofMinutes(1))
					.retry(RetrySettings.none())
					.proxySelector(ProxySelector.of(new InetSocketAddress("127.0.0.1", proxy.port())))
					.build()) {
			assertThatExceptionOfType(OctoStoreNetworkException.class).isThrownBy(client::health)
				.withMessageContaining("the proxy made no connection")
				.satisfies((ex) -> assertThat(ex.isNotSent()).isTrue());
		}
	}

}
