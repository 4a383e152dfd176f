package io.octostore.benchmarks.handoff;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.octostore.benchmarks.support.OctoStoreProcess;
import io.octostore.benchmarks.support.Options;

/**
 * The servers of all contenders, as far as they are installed.
 */
final class Stores implements AutoCloseable {

	private final Map<Store, URI> addresses = new EnumMap<>(Store.class);

	private final Map<Store, String> absent = new EnumMap<>(Store.class);

	private final List<Closeable> running = new ArrayList<>();

	private Stores() {
	}

	static Stores start() throws Exception {
		Stores stores = new Stores();
		try {
			for (Store store : Store.values()) {
				stores.start(store);
			}
			return stores;
		}
		catch (IOException | InterruptedException | RuntimeException ex) {
			stores.close();
			throw ex;
		}
	}

	private void start(Store store) throws IOException, InterruptedException {
		try {
			switch (store) {
				case OCTOSTORE -> {
					OctoStoreProcess server = new OctoStoreProcess(Options.server(), Role.users());
					this.running.add(server);
					this.addresses.put(store, server.baseUrl());
				}
				case REDIS, DURABLE_REDIS -> {
					RedisServer server = new RedisServer(store == Store.DURABLE_REDIS);
					this.running.add(server);
					this.addresses.put(store, server.address());
				}
				case POSTGRESQL -> {
					PostgresServer server = new PostgresServer();
					this.running.add(server);
					this.addresses.put(store, server.address());
				}
			}
		}
		catch (NotInstalledException ex) {
			this.absent.put(store, ex.getMessage());
		}
	}

	Map<Store, URI> addresses() {
		return this.addresses;
	}

	/**
	 * The servers that are not installed, and why they are believed not to be.
	 */
	Map<Store, String> absent() {
		return this.absent;
	}

	@Override
	public void close() throws IOException {
		for (Closeable server : this.running) {
			server.close();
		}
	}

	/**
	 * Finds a program.
	 * @param program its name
	 * @param folders where to look before the search path
	 */
	static Path find(String program, List<Path> folders) throws NotInstalledException {
		List<Path> all = new ArrayList<>(folders);
		for (String folder : System.getenv().getOrDefault("PATH", "").split(":", -1)) {
			all.add(Path.of(folder));
		}
		return all.stream()
			.map((folder) -> folder.resolve(program))
			.filter((file) -> file.toFile().canExecute())
			.findFirst()
			.orElseThrow(() -> new NotInstalledException("there is no " + program));
	}

	/**
	 * A server of others is not there.
	 */
	static final class NotInstalledException extends Exception {

		private static final long serialVersionUID = 1L;

		NotInstalledException(String message) {
			super(message);
		}

	}

}
