package io.octostore.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.octostore.embedded.OctoStoreServer;
import io.octostore.embedded.Operation;
import io.octostore.embedded.RecordedRequest;
import io.octostore.embedded.ServerGeneration;

import static org.awaitility.Awaitility.await;

/**
 * A server under test on the loopback interface, with the users alice and bob: the
 * in-process one, or a real one as a process of its own.
 */
public final class TestServer implements AutoCloseable {

	public static final String ALICE = "tok-alice";

	public static final String BOB = "tok-bob";

	public static final String ADMIN_KEY = "key-admin";

	private final URI baseUrl;

	private final @Nullable OctoStoreServer embedded;

	private final @Nullable Process process;

	private final AutoCloseable resource;

	private TestServer(URI baseUrl, @Nullable OctoStoreServer embedded, @Nullable Process process,
			AutoCloseable resource) {
		this.baseUrl = baseUrl;
		this.embedded = embedded;
		this.process = process;
		this.resource = resource;
	}

	public static TestServer embedded() {
		return embedded(ServerGeneration.V0_14);
	}

	public static TestServer embedded(ServerGeneration generation) {
		OctoStoreServer server = OctoStoreServer.builder()
			.token("alice", ALICE)
			.token("bob", BOB)
			.adminKey(ADMIN_KEY)
			.generation(generation)
			.start();
		return new TestServer(server.baseUrl(), server, null, server);
	}

	/**
	 * An in-process server without users that registers some.
	 */
	public static TestServer registering() {
		OctoStoreServer server = OctoStoreServer.builder().localRegistration(true).start();
		return new TestServer(server.baseUrl(), server, null, server);
	}

	/**
	 * Start the binary that the system property {@code octostore.real-server} names, with
	 * a database of its own.
	 */
	public static TestServer real() {
		return real(binary());
	}

	/**
	 * Start the binary that {@link #real()} starts, without users, so that it registers
	 * some.
	 */
	public static TestServer realRegistering() {
		return real(binary(), Map.of("LOCAL_REGISTRATION", "true"));
	}

	/**
	 * Start the binary that {@link #real()} starts with further settings.
	 * @param settings further environment variables
	 */
	public static TestServer real(Map<String, String> settings) {
		Map<String, String> environment = new HashMap<>(settings);
		environment.putAll(users());
		return real(binary(), environment);
	}

	private static Path binary() {
		String binary = System.getProperty("octostore.real-server");
		if (binary == null || !Files.isExecutable(Path.of(binary))) {
			throw new IllegalStateException(
					"System property octostore.real-server must name the server's binary, but is " + binary);
		}
		return Path.of(binary);
	}

	private static Map<String, String> users() {
		return Map.of("STATIC_TOKENS", "alice:" + ALICE + ",bob:" + BOB, "ADMIN_KEY", ADMIN_KEY);
	}

	/**
	 * Start a server, with a database of its own.
	 * @param binary the program
	 */
	public static TestServer real(Path binary) {
		return real(binary, users());
	}

	private static TestServer real(Path binary, Map<String, String> settings) {
		IllegalStateException last = null;
		for (int attempt = 0; attempt < 5; attempt++) {
			try {
				return startReal(binary, settings);
			}
			catch (IllegalStateException ex) {
				// Another process took the port before the server did
				last = ex;
			}
		}
		throw new IllegalStateException(binary + " does not start", last);
	}

	private static TestServer startReal(Path binary, Map<String, String> settings) {
		try {
			Path folder = Files.createTempDirectory("octostore-real");
			int port = freePort();
			ProcessBuilder builder = new ProcessBuilder(binary.toString()).directory(folder.toFile())
				.redirectErrorStream(true)
				.redirectOutput(folder.resolve("server.log").toFile());
			builder.environment()
				.putAll(Map.of("BIND_ADDR", "127.0.0.1:" + port, "DATABASE_URL",
						folder.resolve("octostore.db").toString()));
			builder.environment().putAll(settings);
			Process process = builder.start();
			TestServer server = new TestServer(URI.create("http://127.0.0.1:" + port), null, process,
					() -> stop(process, folder));
			server.awaitReady(process);
			return server;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private void awaitReady(Process process) {
		HttpClient client = HttpClient.newHttpClient();
		HttpRequest health = HttpRequest.newBuilder(this.baseUrl.resolve("/health"))
			.timeout(Duration.ofSeconds(2))
			.build();
		await().atMost(Duration.ofSeconds(20)).until(() -> {
			if (!process.isAlive()) {
				throw new IllegalStateException("The server ended with status " + process.exitValue());
			}
			try {
				return client.send(health, BodyHandlers.discarding()).statusCode() == 200;
			}
			catch (IOException ex) {
				return false;
			}
		});
	}

	private static void stop(Process process, Path folder) throws Exception {
		process.destroy();
		if (!process.waitFor(5, TimeUnit.SECONDS)) {
			process.destroyForcibly().waitFor();
		}
		try (Stream<Path> files = Files.walk(folder)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(file);
			}
		}
	}

	public String baseUrl() {
		return this.baseUrl.toString();
	}

	/**
	 * How many requests for an operation the in-process server has received.
	 */
	public long count(Operation operation) {
		return control().requests()
			.stream()
			.map(RecordedRequest::operation)
			.flatMap(Optional::stream)
			.filter(operation::equals)
			.count();
	}

	/**
	 * The in-process server, for what only it can do.
	 */
	public OctoStoreServer control() {
		if (this.embedded == null) {
			throw new IllegalStateException("A real server cannot be controlled");
		}
		return this.embedded;
	}

	/**
	 * Let the server end at once, for the rest of the test.
	 */
	public void kill() {
		if (this.embedded != null) {
			this.embedded.goDown();
		}
		if (this.process != null) {
			this.process.destroyForcibly();
		}
	}

	@Override
	public void close() {
		try {
			this.resource.close();
		}
		catch (Exception ex) {
			throw new IllegalStateException("The server could not be stopped", ex);
		}
	}

}
