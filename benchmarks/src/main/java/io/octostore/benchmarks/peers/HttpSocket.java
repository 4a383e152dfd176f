package io.octostore.benchmarks.peers;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

import io.octostore.benchmarks.support.Wire;

/**
 * One connection that speaks as much HTTP/1.1 as the server's answers need.
 */
final class HttpSocket implements AutoCloseable {

	private static final String CONTENT_LENGTH = "content-length:";

	private static final int READ_LIMIT_MILLIS = 60_000;

	private final Socket socket;

	private final InputStream input;

	private final String headers;

	HttpSocket(URI baseUrl, String token) throws IOException {
		this.socket = new Socket(InetAddress.getLoopbackAddress(), baseUrl.getPort());
		this.socket.setTcpNoDelay(true);
		this.socket.setSoTimeout(READ_LIMIT_MILLIS);
		this.input = new BufferedInputStream(this.socket.getInputStream());
		this.headers = "Host: " + baseUrl.getAuthority() + "\r\nAuthorization: Bearer " + token + "\r\n";
	}

	/**
	 * Sends a request and reads the whole answer.
	 */
	String post(URI uri, String body) throws IOException {
		send("POST " + uri.getRawPath() + " HTTP/1.1\r\n" + this.headers + "Content-Type: application/json\r\n"
				+ "Content-Length: " + body.length() + "\r\n\r\n" + body);
		return new String(this.input.readNBytes(readHead()), StandardCharsets.UTF_8);
	}

	/**
	 * Sends a request and reads the beginning of the answer.
	 */
	void get(URI uri) throws IOException {
		send("GET " + uri.getRawPath() + " HTTP/1.1\r\n" + this.headers + "Accept: text/event-stream\r\n\r\n");
		readHead();
	}

	private void send(String request) throws IOException {
		this.socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Returns the length of the body, 0 if the answer does not say it.
	 */
	private int readHead() throws IOException {
		String[] statusLine = readLine().split(" ", 3);
		Wire.requireOk(Integer.parseInt(statusLine[1]));
		int length = 0;
		for (String line = readLine(); !line.isEmpty(); line = readLine()) {
			String header = line.toLowerCase(Locale.ROOT);
			if (header.startsWith(CONTENT_LENGTH)) {
				length = Integer.parseInt(header.substring(CONTENT_LENGTH.length()).trim());
			}
		}
		return length;
	}

	String readLine() throws IOException {
		StringBuilder line = new StringBuilder();
		for (int next = this.input.read(); next != '\n'; next = this.input.read()) {
			if (next < 0) {
				throw new IOException("The server has closed the connection");
			}
			if (next != '\r') {
				line.append((char) next);
			}
		}
		return line.toString();
	}

	@Override
	public void close() throws IOException {
		this.socket.close();
	}

}
