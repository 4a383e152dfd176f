package io.octostore.benchmarks;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The real server on the loopback interface, with a fresh database in a file.
 */
final class ServerProcess implements AutoCloseable {

	private static final Duration START_LIMIT = Duration.ofSeconds(20);

	private final Path folder;

	private final Process process;

	private final URI baseUrl;

	private boolean closed;

	ServerProcess(Path binary) throws IOException, InterruptedException {
		if (!Files.isExecutable(binary)) {
			throw new IllegalArgumentException("No server at " + binary
					+ ": install it as CONTRIBUTING.md says, or name another with -Doctostore.server.binary");
		}
		int port = freePort();
		this.baseUrl = URI.create("http://127.0.0.1:" + port);
		this.folder = Files.createTempDirectory("octostore-benchmark");
		ProcessBuilder builder = new ProcessBuilder(binary.toString()).directory(this.folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD);
		builder.environment().put("BIND_ADDR", "127.0.0.1:" + port);
		builder.environment().put("DATABASE_URL", this.folder.resolve("octostore.db").toString());
		builder.environment()
			.put("STATIC_TOKENS",
					Arrays.stream(Contender.values())
						.map((contender) -> contender.user() + ":" + contender.token())
						.collect(Collectors.joining(",")));
		this.process = builder.start();
		try {
			awaitReady();
		}
		catch (IOException | InterruptedException ex) {
			close();
			throw ex;
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private void awaitReady() throws IOException, InterruptedException {
		HttpClient client = HttpClient.newHttpClient();
		HttpRequest health = HttpRequest.newBuilder(this.baseUrl.resolve("/health")).build();
		long end = System.nanoTime() + START_LIMIT.toNanos();
		while (this.process.isAlive() && System.nanoTime() < end) {
			try {
				if (client.send(health, BodyHandlers.discarding()).statusCode() == 200) {
					return;
				}
			}
			catch (IOException ex) {
				Thread.sleep(20);
			}
		}
		throw new IOException("The server did not start within " + START_LIMIT.toSeconds() + " s");
	}

	URI baseUrl() {
		return this.baseUrl;
	}

	ProcessHandle handle() {
		return this.process.toHandle();
	}

	/**
	 * Ends the server and deletes its files. May be called twice, by the end of the
	 * program and by its shutdown.
	 */
	@Override
	public synchronized void close() throws IOException {
		if (this.closed) {
			return;
		}
		this.closed = true;
		this.process.destroy();
		Processes.end(this.process);
		List<Path> files;
		try (Stream<Path> entries = Files.list(this.folder)) {
			files = entries.toList();
		}
		for (Path file : files) {
			Files.delete(file);
		}
		Files.delete(this.folder);
	}

}
