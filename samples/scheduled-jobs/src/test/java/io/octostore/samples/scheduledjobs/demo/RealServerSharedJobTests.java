package io.octostore.samples.scheduledjobs.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLConnection;
import java.time.Duration;

import org.junit.jupiter.api.Tag;

import static org.awaitility.Awaitility.await;

/**
 * On the real server, whose binary the system property {@code octostore.real-server}
 * names.
 */
@Tag("real-server")
class RealServerSharedJobTests extends SharedJobTests {

	private static final String TOKEN = "token-of-all-instances";

	@Override
	DemoServer startServer() {
		try {
			int port = freePort();
			ProcessBuilder builder = new ProcessBuilder(System.getProperty("octostore.real-server"))
				.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD);
			builder.environment().put("BIND_ADDR", "127.0.0.1:" + port);
			builder.environment().put("DATABASE_URL", ":memory:");
			builder.environment().put("STATIC_TOKENS", "demo:" + TOKEN);
			Process process = builder.start();
			DemoServer server = new DemoServer(URI.create("http://127.0.0.1:" + port), TOKEN, process::destroyForcibly);
			await().atMost(Duration.ofSeconds(20))
				.pollInterval(Duration.ofMillis(20))
				.ignoreExceptions()
				.until(() -> isHealthy(server));
			return server;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private static boolean isHealthy(DemoServer server) throws IOException {
		URLConnection connection = server.baseUrl().resolve("/health").toURL().openConnection();
		connection.getInputStream().close();
		return true;
	}

}
