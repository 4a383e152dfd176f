package io.octostore.client;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLSession;
import javax.net.ssl.SSLSocket;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server that does with each connection what a test says, byte by byte.
 */
final class ScriptedServer implements AutoCloseable {

	private final ServerSocket listener;

	private final Script script;

	private final AtomicInteger connections = new AtomicInteger();

	private final AtomicInteger openConnections = new AtomicInteger();

	private final List<String> requests = new CopyOnWriteArrayList<>();

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	private final CountDownLatch closedByClient = new CountDownLatch(1);

	ScriptedServer(Script script) {
		this(ServerSocketFactory.getDefault(), script);
	}

	ScriptedServer(ServerSocketFactory sockets, Script script) {
		this.script = script;
		try {
			this.listener = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
		start(this::accept);
	}

	/**
	 * Wait for something that happens on another thread.
	 */
	static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A client of this server that sends one request for each call.
	 */
	ReactiveOctoStoreClient client() {
		return ReactiveOctoStoreClient.builder()
			.baseUrl(baseUrl())
			.token(Samples.TOKEN)
			.adminKey("key-of-the-administrator")
			.retry(RetrySettings.none())
			.buildReactive();
	}

	private static void start(Runnable task) {
		Thread thread = new Thread(task, "scripted-server");
		thread.setDaemon(true);
		thread.start();
	}

	private void accept() {
		while (!this.listener.isClosed()) {
			try {
				Socket socket = this.listener.accept();
				this.sockets.add(socket);
				int index = this.connections.incrementAndGet();
				this.openConnections.incrementAndGet();
				start(() -> serve(socket, index));
			}
			catch (IOException ex) {
				return;
			}
		}
	}

	private void serve(Socket socket, int index) {
		try (socket) {
			this.script.serve(new Connection(socket, index));
		}
		catch (IOException ex) {
			this.closedByClient.countDown();
		}
		finally {
			this.openConnections.decrementAndGet();
		}
	}

	String baseUrl() {
		return "http://127.0.0.1:" + this.listener.getLocalPort();
	}

	int port() {
		return this.listener.getLocalPort();
	}

	int connections() {
		return this.connections.get();
	}

	/**
	 * Return how many connections neither side has closed, for scripts that read until
	 * the client closes.
	 * @return the number of connections
	 */
	int openConnections() {
		return this.openConnections.get();
	}

	/**
	 * Return the TLS sessions of all connections.
	 * @return the sessions
	 */
	List<SSLSession> sessions() {
		return this.sockets.stream()
			.filter(SSLSocket.class::isInstance)
			.map((socket) -> ((SSLSocket) socket).getSession())
			.toList();
	}

	/**
	 * Return the heads and bodies of all requests, as they came.
	 * @return the requests
	 */
	List<String> requests() {
		return this.requests;
	}

	/**
	 * Wait until the client has closed a connection that a script was reading from.
	 * @return whether it has
	 */
	boolean awaitClosedByClient() {
		try {
			return this.closedByClient.await(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
	}

	@Override
	public void close() {
		try {
			this.listener.close();
			for (Socket socket : this.sockets) {
				socket.close();
			}
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	static String json(int status, String body) {
		return "HTTP/1.1 " + status + " X\r\nX-Request-Id: " + Samples.REQUEST_ID
				+ "\r\nContent-Type: application/json\r\nContent-Length: "
				+ body.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + body;
	}

	/**
	 * What to do with a connection.
	 */
	@FunctionalInterface
	interface Script {

		void serve(Connection connection) throws IOException;

	}

	/**
	 * A connection that was accepted.
	 */
	final class Connection {

		private final Socket socket;

		private final int index;

		private final InputStream input;

		Connection(Socket socket, int index) throws IOException {
			this.socket = socket;
			this.index = index;
			this.input = new BufferedInputStream(socket.getInputStream());
		}

		/**
		 * Return which connection this is, the first one being 1.
		 * @return the number
		 */
		int index() {
			return this.index;
		}

		/**
		 * Read a request with its body.
		 * @return the request as it came
		 * @throws IOException if the client closes the connection instead
		 */
		String readRequest() throws IOException {
			ByteArrayOutputStream bytes = new ByteArrayOutputStream();
			String head = "";
			while (!head.endsWith("\r\n\r\n")) {
				bytes.write(next());
				head = bytes.toString(StandardCharsets.ISO_8859_1);
			}
			int length = head.lines()
				.filter((line) -> line.toLowerCase(java.util.Locale.ROOT).startsWith("content-length:"))
				.mapToInt((line) -> Integer.parseInt(line.substring(15).trim()))
				.findFirst()
				.orElse(0);
			for (int count = 0; count < length; count++) {
				bytes.write(next());
			}
			String request = bytes.toString(StandardCharsets.UTF_8);
			ScriptedServer.this.requests.add(request);
			return request;
		}

		/**
		 * Read a byte, of a handshake perhaps.
		 * @throws IOException if the client closes the connection instead
		 */
		void readByte() throws IOException {
			next();
		}

		private int next() throws IOException {
			int next = this.input.read();
			if (next < 0) {
				throw new IOException("closed");
			}
			return next;
		}

		void write(String text) throws IOException {
			this.socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
			this.socket.getOutputStream().flush();
		}

		/**
		 * Wait until the client closes the connection.
		 * @throws IOException when it does
		 */
		void awaitClose() throws IOException {
			while (true) {
				next();
			}
		}

		/**
		 * Close the connection so that the client sees a reset.
		 * @throws IOException if that fails
		 */
		void reset() throws IOException {
			this.socket.setSoLinger(true, 0);
			this.socket.close();
		}

	}

}
