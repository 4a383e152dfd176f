package io.octostore.benchmarks.peers;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipalNotFoundException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.datasource.init.ScriptUtils;

import io.octostore.benchmarks.support.GuardedProcess;
import io.octostore.benchmarks.support.Processes;

/**
 * PostgreSQL on the loopback interface with its default settings and the tables of Spring
 * Integration.
 */
final class PostgresServer implements Closeable {

	private static final Duration START_LIMIT = Duration.ofSeconds(30);

	private static final Path VERSIONS = Path.of("/usr/lib/postgresql");

	private final GuardedProcess process;

	private final String address;

	PostgresServer() throws IOException, InterruptedException, Stores.NotInstalledException {
		List<Path> folders = versions();
		String initdb = Stores.find("initdb", folders).toString();
		String postgres = Stores.find("postgres", folders).toString();
		Path folder = Files.createTempDirectory("postgres-benchmark");
		List<String> user = otherUser(folder);
		String data = folder.resolve("data").toString();
		run(folder, with(user, initdb, "-D", data, "-U", "bench", "--auth=trust", "--no-sync", "--encoding=UTF8"));
		int port = Processes.freePort();
		this.process = GuardedProcess.start(folder, "INT", Map.of(), with(user, postgres, "-D", data, "-p",
				Integer.toString(port), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=" + folder));
		this.address = "jdbc:postgresql://127.0.0.1:" + port + "/postgres?user=bench";
		createTables(this.address);
	}

	/**
	 * Debian puts the programs into a folder for each version, not into the search path.
	 */
	private static List<Path> versions() throws IOException {
		if (!Files.isDirectory(VERSIONS)) {
			return List.of();
		}
		try (Stream<Path> versions = Files.list(VERSIONS)) {
			return versions.sorted(Comparator.reverseOrder()).map((version) -> version.resolve("bin")).toList();
		}
	}

	/**
	 * What to put before a command: PostgreSQL refuses to run as root.
	 */
	private static List<String> otherUser(Path folder) throws IOException, Stores.NotInstalledException {
		if (!System.getProperty("user.name").equals("root")) {
			return List.of();
		}
		try {
			Files.setOwner(folder,
					FileSystems.getDefault().getUserPrincipalLookupService().lookupPrincipalByName("postgres"));
		}
		catch (UserPrincipalNotFoundException ex) {
			Files.delete(folder);
			throw new Stores.NotInstalledException("PostgreSQL does not run as root, and there is no user postgres");
		}
		return List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups");
	}

	private static List<String> with(List<String> user, String... command) {
		List<String> all = new ArrayList<>(user);
		all.addAll(List.of(command));
		return all;
	}

	private static void run(Path folder, List<String> command) throws IOException, InterruptedException {
		Path log = folder.resolve("initdb.log");
		int status = new ProcessBuilder(command).directory(folder.toFile())
			.redirectErrorStream(true)
			.redirectOutput(log.toFile())
			.start()
			.waitFor();
		if (status != 0) {
			throw new IOException("initdb failed: " + Files.readString(log));
		}
	}

	private void createTables(String url) throws IOException, InterruptedException {
		long end = System.nanoTime() + START_LIMIT.toNanos();
		while (true) {
			try (Connection connection = DriverManager.getConnection(url)) {
				ScriptUtils.executeSqlScript(connection,
						new ClassPathResource("org/springframework/integration/jdbc/schema-postgresql.sql"));
				return;
			}
			catch (SQLException ex) {
				if (System.nanoTime() > end) {
					String output = this.process.output();
					close();
					throw new IOException("PostgreSQL did not start. It printed: " + output, ex);
				}
				Thread.sleep(100);
			}
		}
	}

	String address() {
		return this.address;
	}

	@Override
	public void close() throws IOException {
		this.process.close();
	}

}
