package io.octostore.benchmarks.peers;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.octostore.benchmarks.support.GuardedProcess;
import io.octostore.benchmarks.support.Processes;

/**
 * Redis on the loopback interface: without persistence, or with a sync of the disk for
 * each write, which is what OctoStore does.
 */
final class RedisServer implements Closeable {

	private static final Duration START_LIMIT = Duration.ofSeconds(20);

	private final GuardedProcess process;

	private final String address;

	RedisServer(boolean durable) throws IOException, InterruptedException, Stores.NotInstalledException {
		Path binary = Stores.find("redis-server", List.of());
		int port = Processes.freePort();
		this.address = "redis://127.0.0.1:" + port;
		Path folder = Files.createTempDirectory("redis-benchmark");
		this.process = GuardedProcess.start(folder, "KILL", Map.of(),
				List.of(binary.toString(), "--bind", "127.0.0.1", "--port", Integer.toString(port), "--dir",
						folder.toString(), "--save", "", "--appendonly", durable ? "yes" : "no", "--appendfsync",
						"always"));
		awaitReady(port);
	}

	private void awaitReady(int port) throws IOException, InterruptedException {
		long end = System.nanoTime() + START_LIMIT.toNanos();
		while (System.nanoTime() < end) {
			try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
				socket.getOutputStream().write("PING\r\n".getBytes(StandardCharsets.US_ASCII));
				if (socket.getInputStream().read() == '+') {
					return;
				}
			}
			catch (IOException ex) {
				Thread.sleep(20);
			}
		}
		String output = this.process.output();
		close();
		throw new IOException("Redis did not start within " + START_LIMIT.toSeconds() + " s. It printed: " + output);
	}

	String address() {
		return this.address;
	}

	@Override
	public void close() throws IOException {
		this.process.close();
	}

}
