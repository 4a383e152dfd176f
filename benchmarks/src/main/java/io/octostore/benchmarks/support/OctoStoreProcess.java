package io.octostore.benchmarks.support;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The real server on the loopback interface, with a fresh database in a file.
 */
public final class OctoStoreProcess implements Closeable {

	private static final Duration START_LIMIT = Duration.ofSeconds(20);

	private static final String ADMIN_KEY = "key-of-the-administrator";

	private static final Pattern REQUESTS = Pattern.compile("\"total_requests\":(\\d+)");

	private final HttpClient client = HttpClient.newHttpClient();

	private final GuardedProcess process;

	private final URI baseUrl;

	/**
	 * Starts a server and waits until it answers.
	 * @param binary the server
	 * @param tokens the users and their tokens
	 * @throws IOException if it does not start
	 * @throws InterruptedException if this thread is interrupted meanwhile
	 */
	public OctoStoreProcess(Path binary, Map<String, String> tokens) throws IOException, InterruptedException {
		if (!Files.isExecutable(binary)) {
			throw new IllegalArgumentException("No server at " + binary
					+ ": install it as CONTRIBUTING.md says, or name another with -Doctostore.server.binary");
		}
		int port = Processes.freePort();
		this.baseUrl = URI.create("http://127.0.0.1:" + port);
		Path folder = Files.createTempDirectory("octostore-benchmark");
		// Killed, because it would wait for open watches, and its data is of no use
		this.process = GuardedProcess.start(folder, "KILL",
				Map.of("BIND_ADDR", "127.0.0.1:" + port, "DATABASE_URL", folder.resolve("octostore.db").toString(),
						"ADMIN_KEY", ADMIN_KEY, "STATIC_TOKENS",
						tokens.entrySet()
							.stream()
							.map((user) -> user.getKey() + ":" + user.getValue())
							.collect(Collectors.joining(","))),
				List.of(binary.toString()));
		try {
			awaitReady();
		}
		catch (IOException | InterruptedException ex) {
			close();
			throw ex;
		}
	}

	private void awaitReady() throws IOException, InterruptedException {
		HttpRequest health = HttpRequest.newBuilder(this.baseUrl.resolve("/health")).build();
		long end = System.nanoTime() + START_LIMIT.toNanos();
		while (System.nanoTime() < end) {
			try {
				if (this.client.send(health, BodyHandlers.discarding()).statusCode() == 200) {
					return;
				}
			}
			catch (IOException ex) {
				Thread.sleep(20);
			}
		}
		throw new IOException("The server did not start within " + START_LIMIT.toSeconds() + " s. It printed: "
				+ this.process.output());
	}

	/**
	 * Where the server listens.
	 * @return the URL, without a slash at its end
	 */
	public URI baseUrl() {
		return this.baseUrl;
	}

	/**
	 * How many requests the server has had, this one not counted.
	 * @return the number
	 * @throws IOException if the server does not say so
	 * @throws InterruptedException if this thread is interrupted meanwhile
	 */
	public long requests() throws IOException, InterruptedException {
		HttpRequest metrics = HttpRequest.newBuilder(this.baseUrl.resolve("/metrics"))
			.header("X-Admin-Key", ADMIN_KEY)
			.build();
		String answer = this.client.send(metrics, BodyHandlers.ofString()).body();
		Matcher matcher = REQUESTS.matcher(answer);
		if (!matcher.find()) {
			throw new IOException("The server does not say how many requests it has had: " + answer);
		}
		return Long.parseLong(matcher.group(1));
	}

	/**
	 * Ends the server and deletes its files.
	 */
	@Override
	public void close() throws IOException {
		this.process.close();
	}

}
