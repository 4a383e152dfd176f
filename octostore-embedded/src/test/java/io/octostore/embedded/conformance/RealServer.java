package io.octostore.embedded.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import static org.awaitility.Awaitility.await;

/**
 * The real server as a process of its own, with a database in memory. The system property
 * {@code octostore.real-server} names its binary.
 */
final class RealServer implements ServerUnderTest {

	private static final String BINARY = System.getProperty("octostore.real-server", "");

	private static final int FIRST_PORT = 20_000;

	private static final int PORTS = 10_000;

	private static final AtomicInteger next = new AtomicInteger((int) ProcessHandle.current().pid() * 100);

	private final int port = freePort();

	private final Process process;

	RealServer(Mode mode) {
		ProcessBuilder builder = new ProcessBuilder(BINARY).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD);
		Map<String, String> environment = builder.environment();
		environment.put("BIND_ADDR", "127.0.0.1:" + this.port);
		environment.put("DATABASE_URL", ":memory:");
		environment.put("ADMIN_KEY", "adm-key");
		if (mode == Mode.REGISTRATION) {
			environment.put("LOCAL_REGISTRATION", "true");
		}
		else {
			environment.put("STATIC_TOKENS", "alice:tok-a,bob:tok-b");
		}
		try {
			this.process = builder.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException("the system property octostore.real-server does not name a program", ex);
		}
		WireClient client = new WireClient(baseUrl());
		await().atMost(Duration.ofMinutes(1))
			.pollInterval(Duration.ofMillis(5))
			.ignoreExceptions()
			.until(() -> client.get("/health").send().status() == 200);
	}

	/**
	 * A free port below those that the system gives to connections, so that none of them
	 * takes it before the server does.
	 */
	private static int freePort() {
		while (true) {
			try (ServerSocket socket = new ServerSocket(FIRST_PORT + Math.floorMod(next.getAndIncrement(), PORTS))) {
				return socket.getLocalPort();
			}
			catch (IOException ex) {
				// taken by another program
			}
		}
	}

	@Override
	public URI baseUrl() {
		return URI.create("http://127.0.0.1:" + this.port);
	}

	@Override
	public void pass(Duration duration) {
		Instant end = now().plus(duration);
		await().atMost(duration.plusSeconds(10)).pollInterval(Duration.ofMillis(10)).until(() -> now().isAfter(end));
	}

	@Override
	public Instant now() {
		return Instant.now();
	}

	@Override
	public void close() {
		this.process.destroyForcibly();
	}

}
