package io.octostore.spring.boot.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * Speaks TLS in front of a server that does not, with certificates that can be replaced.
 */
final class TlsFront implements AutoCloseable {

	private final URI target;

	private final ServerSocket listener;

	private final List<Socket> sockets = new CopyOnWriteArrayList<>();

	private volatile SSLContext certificates;

	TlsFront(URI target, SSLContext certificates) throws IOException {
		this.target = target;
		this.certificates = certificates;
		this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
		start(this::accept);
	}

	String baseUrl() {
		return "https://localhost:" + this.listener.getLocalPort();
	}

	/**
	 * Replace the certificates, as a server does that is started again: connections end.
	 */
	void restartWith(SSLContext newCertificates) throws IOException {
		this.certificates = newCertificates;
		closeSockets();
	}

	private void accept() throws IOException {
		while (true) {
			Socket accepted = this.listener.accept();
			SSLSocket client = (SSLSocket) this.certificates.getSocketFactory()
				.createSocket(accepted, null, accepted.getPort(), true);
			client.setUseClientMode(false);
			this.sockets.add(client);
			start(() -> serve(client));
		}
	}

	private void serve(SSLSocket client) throws IOException {
		try (client; Socket server = new Socket(this.target.getHost(), this.target.getPort())) {
			this.sockets.add(server);
			client.startHandshake();
			start(() -> copy(server, client));
			copy(client, server);
		}
	}

	private static void copy(Socket from, Socket to) throws IOException {
		try (from; to) {
			InputStream source = from.getInputStream();
			OutputStream sink = to.getOutputStream();
			byte[] buffer = new byte[8192];
			int length = source.read(buffer);
			while (length >= 0) {
				sink.write(buffer, 0, length);
				sink.flush();
				length = source.read(buffer);
			}
		}
	}

	private static void start(Work work) {
		Thread thread = new Thread(() -> {
			try {
				work.run();
			}
			catch (IOException ex) {
				// A connection has ended, or this front
			}
		}, "tls-front");
		thread.setDaemon(true);
		thread.start();
	}

	private void closeSockets() throws IOException {
		for (Socket socket : this.sockets) {
			socket.close();
		}
		this.sockets.clear();
	}

	@Override
	public void close() throws IOException {
		this.listener.close();
		closeSockets();
	}

	private interface Work {

		void run() throws IOException;

	}

}
