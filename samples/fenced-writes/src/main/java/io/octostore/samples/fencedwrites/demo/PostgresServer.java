package io.octostore.samples.fencedwrites.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.springframework.util.FileSystemUtils;

/**
 * PostgreSQL on the loopback interface, from Debian's packages, with its data in a
 * temporary folder.
 */
final class PostgresServer implements AutoCloseable {

	private static final Path VERSIONS = Path.of("/usr/lib/postgresql");

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private final Process process;

	private final Path folder;

	private final String url;

	private PostgresServer(Process process, Path folder, String url) {
		this.process = process;
		this.folder = folder;
		this.url = url;
	}

	static PostgresServer start() throws IOException, InterruptedException {
		Path programs = programs();
		Path folder = Files.createTempDirectory("fenced-writes");
		List<String> user = otherUser(folder);
		String data = folder.resolve("data").toString();
		Process initdb = run(folder, user, programs.resolve("initdb").toString(), "-D", data, "-U", "demo",
				"--auth=trust", "--no-sync", "--encoding=UTF8");
		if (initdb.waitFor() != 0) {
			throw new IllegalStateException("initdb failed: " + Files.readString(folder.resolve("log")));
		}
		int port = freePort();
		Process process = run(folder, user, programs.resolve("postgres").toString(), "-D", data, "-p",
				Integer.toString(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=" + folder);
		PostgresServer server = new PostgresServer(process, folder,
				"jdbc:postgresql://127.0.0.1:" + port + "/postgres");
		server.awaitReady();
		return server;
	}

	/**
	 * Debian puts the programs into a folder for each version, not into the search path.
	 */
	private static Path programs() throws IOException {
		if (Files.isDirectory(VERSIONS)) {
			try (Stream<Path> versions = Files.list(VERSIONS)) {
				Path newest = versions.max(Comparator.naturalOrder())
					.map((version) -> version.resolve("bin"))
					.orElse(null);
				if (newest != null && Files.isExecutable(newest.resolve("initdb"))) {
					return newest;
				}
			}
		}
		throw new IllegalStateException("PostgreSQL is not installed in " + VERSIONS + ": apt-get install postgresql");
	}

	/**
	 * What to put before a command: PostgreSQL refuses to run as root.
	 */
	private static List<String> otherUser(Path folder) throws IOException {
		if (!System.getProperty("user.name").equals("root")) {
			return List.of();
		}
		Files.setOwner(folder,
				FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
		return List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups");
	}

	private static Process run(Path folder, List<String> user, String... command) throws IOException {
		List<String> all = new ArrayList<>(user);
		all.addAll(List.of(command));
		return new ProcessBuilder(all).directory(folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()))
			.start();
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private void awaitReady() throws IOException, InterruptedException {
		long end = System.nanoTime() + LIMIT.toNanos();
		while (true) {
			try {
				DriverManager.getConnection(this.url, "demo", "").close();
				return;
			}
			catch (SQLException ex) {
				if (System.nanoTime() > end || !this.process.isAlive()) {
					String log = Files.readString(this.folder.resolve("log"));
					close();
					throw new IllegalStateException("PostgreSQL did not start: " + log, ex);
				}
				TimeUnit.MILLISECONDS.sleep(50);
			}
		}
	}

	String url() {
		return this.url;
	}

	/**
	 * With SIGTERM PostgreSQL would wait for its clients.
	 */
	@Override
	public void close() {
		try {
			new ProcessBuilder("kill", "-INT", Long.toString(this.process.pid())).start().waitFor();
			if (!this.process.waitFor(10, TimeUnit.SECONDS)) {
				this.process.destroyForcibly();
			}
			FileSystemUtils.deleteRecursively(this.folder);
		}
		catch (IOException ex) {
			throw new IllegalStateException("PostgreSQL could not be stopped", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
