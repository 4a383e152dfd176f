package io.octostore.embedded.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import io.octostore.embedded.ServerGeneration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * A real server as a process of its own. The system property
 * {@code octostore.real-server} names its binary.
 */
final class RealServer implements ServerUnderTest {

	private static final String BINARY = System.getProperty("octostore.real-server", "");

	private static final int FIRST_PORT = 20_000;

	private static final int PORTS = 10_000;

	private static final AtomicInteger next = new AtomicInteger((int) ProcessHandle.current().pid() * 100);

	private int port;

	private final ProcessBuilder program;

	private final @Nullable Path folder;

	private Process process;

	RealServer(Mode mode) {
		this(BINARY, mode, null);
	}

	/**
	 * A release with users who have tokens.
	 */
	static RealServer inMemory(ServerGeneration generation) {
		return new RealServer(binary(generation), Mode.TOKENS, null);
	}

	/**
	 * A release with users who have tokens, and a database in a file, so that it can be
	 * started again.
	 */
	RealServer(ServerGeneration generation) {
		this(binary(generation), Mode.TOKENS, newFolder());
	}

	private RealServer(String binary, Mode mode, @Nullable Path folder) {
		this.program = new ProcessBuilder(binary).redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.DISCARD);
		this.folder = folder;
		Map<String, String> environment = this.program.environment();
		environment.put("DATABASE_URL", (folder != null) ? folder.resolve("octostore.db").toString() : ":memory:");
		environment.put("ADMIN_KEY", "adm-key");
		if (mode == Mode.REGISTRATION) {
			environment.put("LOCAL_REGISTRATION", "true");
		}
		else {
			environment.put("STATIC_TOKENS", "alice:tok-a,bob:tok-b");
		}
		this.process = startAnywhere();
	}

	/**
	 * Start on a free port, on another one if the server has ended at once, because
	 * another process took the port in between.
	 */
	private Process startAnywhere() {
		for (int attempt = 0; attempt < 10; attempt++) {
			this.port = freePort();
			this.program.environment().put("BIND_ADDR", "127.0.0.1:" + this.port);
			Process started = startProcess();
			if (started.isAlive()) {
				return started;
			}
		}
		throw new IllegalStateException(this.program.command() + " ends as soon as it is started");
	}

	private Process startProcess() {
		Process started;
		try {
			started = this.program.start();
		}
		catch (IOException ex) {
			throw new UncheckedIOException(this.program.command() + " is no program", ex);
		}
		WireClient client = new WireClient(baseUrl());
		await().atMost(Duration.ofMinutes(1))
			.pollInterval(Duration.ofMillis(5))
			.ignoreExceptions()
			.until(() -> !started.isAlive() || client.get("/health").send().status() == 200);
		return started;
	}

	private static Path newFolder() {
		try {
			return Files.createTempDirectory("octostore-real");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * The release that a generation stands for, in the folder that the system property
	 * {@code octostore.server.home} names.
	 */
	private static String binary(ServerGeneration generation) {
		Path root = Path.of(System.getProperty("octostore.server.home", ""), generation.version());
		Path binary = root.resolve("bin").resolve("octostore");
		assertThat(binary)
			.as("install it with cargo install octostore --version %s --locked --root %s", generation.version(), root)
			.isExecutable();
		return binary.toString();
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
	public void restart() {
		this.process.destroy();
		this.process.onExit().join();
		this.process = startProcess();
	}

	@Override
	public void close() {
		this.process.destroyForcibly().onExit().join();
		if (this.folder != null) {
			delete(this.folder);
		}
	}

	private static void delete(Path folder) {
		try (Stream<Path> files = Files.walk(folder)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(file);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
