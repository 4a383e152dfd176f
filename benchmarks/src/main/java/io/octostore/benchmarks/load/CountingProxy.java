package io.octostore.benchmarks.load;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Passes connections on to the server and writes down when renewals and keepalives pass.
 * A client that does not send a request before the last one is answered begins each with
 * a packet of its own.
 */
final class CountingProxy implements AutoCloseable {

	private static final Pattern CONFIRMATION = Pattern.compile("POST (\\S+/(?:renew|keepalive)) HTTP/1\\.1\r\n");

	private static final int BUFFER = 16 * 1024;

	private final URI server;

	private final ServerSocket listener;

	private final Attempts attempts;

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	CountingProxy(URI server, Attempts attempts) throws IOException {
		this.server = server;
		this.attempts = attempts;
		this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		start("proxy", this::accept);
	}

	URI baseUrl() {
		return URI.create("http://127.0.0.1:" + this.listener.getLocalPort());
	}

	private void accept() throws IOException {
		while (true) {
			Socket client = this.listener.accept();
			Socket upstream = new Socket(InetAddress.getLoopbackAddress(), this.server.getPort());
			client.setTcpNoDelay(true);
			upstream.setTcpNoDelay(true);
			this.sockets.addAll(List.of(client, upstream));
			start("proxy-requests", () -> pass(client, upstream, true));
			start("proxy-answers", () -> pass(upstream, client, false));
		}
	}

	private void pass(Socket from, Socket to, boolean requests) throws IOException {
		try (from; to) {
			InputStream input = from.getInputStream();
			OutputStream output = to.getOutputStream();
			byte[] buffer = new byte[BUFFER];
			for (int read = input.read(buffer); read >= 0; read = input.read(buffer)) {
				if (requests) {
					look(new String(buffer, 0, read, StandardCharsets.ISO_8859_1));
				}
				output.write(buffer, 0, read);
			}
		}
		finally {
			this.sockets.removeAll(List.of(from, to));
		}
	}

	private void look(String packet) {
		Matcher matcher = CONFIRMATION.matcher(packet);
		if (matcher.lookingAt()) {
			this.attempts.sent(matcher.group(1), System.nanoTime());
		}
	}

	private static void start(String name, Transfer transfer) {
		Thread thread = new Thread(() -> {
			try {
				transfer.run();
			}
			catch (IOException ex) {
				// One of the two has closed the connection, and now both are
			}
		}, name);
		thread.setDaemon(true);
		thread.start();
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
		for (Socket socket : this.sockets) {
			socket.close();
		}
	}

	@FunctionalInterface
	private interface Transfer {

		void run() throws IOException;

	}

}
