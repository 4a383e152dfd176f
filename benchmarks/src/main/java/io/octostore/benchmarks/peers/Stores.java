package io.octostore.benchmarks.peers;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;

import io.octostore.benchmarks.support.Environment;
import io.octostore.benchmarks.support.OctoStoreProcess;
import io.octostore.benchmarks.support.Options;

/**
 * The servers of some contenders, as far as they are installed.
 */
public final class Stores implements AutoCloseable {

	private final Map<Store, String> addresses = new EnumMap<>(Store.class);

	private final Map<Store, String> absent = new EnumMap<>(Store.class);

	private final List<Closeable> running = new ArrayList<>();

	private @Nullable OctoStoreProcess octoStore;

	private Stores() {
	}

	/**
	 * Starts what the contenders need.
	 * @param contenders the contenders
	 * @return the servers
	 * @throws Exception if one does not start
	 */
	public static Stores start(Collection<Contender> contenders) throws Exception {
		Stores stores = new Stores();
		Set<Store> needed = contenders.stream()
			.map(Contender::store)
			.collect(Collectors.toCollection(() -> EnumSet.noneOf(Store.class)));
		try {
			for (Store store : needed) {
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
					OctoStoreProcess server = new OctoStoreProcess(Options.server(), Users.all());
					this.octoStore = server;
					started(store, server, server.baseUrl().toString());
				}
				case ETCD -> {
					EtcdServers servers = new EtcdServers();
					started(store, servers, servers.address());
				}
				case REDIS, DURABLE_REDIS -> {
					RedisServer server = new RedisServer(store == Store.DURABLE_REDIS);
					started(store, server, server.address());
				}
				case POSTGRESQL -> {
					PostgresServer server = new PostgresServer();
					started(store, server, server.address());
				}
			}
		}
		catch (NotInstalledException ex) {
			this.absent.put(store, ex.getMessage());
			System.err.printf("LEFT OUT: %s, %s%n", store.title(), ex.getMessage());
		}
	}

	private void started(Store store, Closeable server, String address) {
		this.running.add(server);
		this.addresses.put(store, address);
	}

	/**
	 * Where each server listens that is installed.
	 * @return the addresses
	 */
	public Map<Store, String> addresses() {
		return this.addresses;
	}

	/**
	 * The servers that are not installed, and why they are believed not to be.
	 * @return the reasons
	 */
	public Map<Store, String> absent() {
		return this.absent;
	}

	/**
	 * How many requests the OctoStore server has had.
	 * @return the number, 0 if the server does not run
	 * @throws IOException if it does not say so
	 * @throws InterruptedException if this thread is interrupted meanwhile
	 */
	public long requests() throws IOException, InterruptedException {
		return (this.octoStore != null) ? this.octoStore.requests() : 0;
	}

	/**
	 * The programs that run.
	 * @return lines of a list
	 */
	public List<String> describe() {
		List<String> lines = new ArrayList<>();
		for (Store store : this.addresses.keySet()) {
			switch (store) {
				case OCTOSTORE -> lines.add(Environment.server(Options.server()));
				case ETCD -> lines.add("- %s, three members on this machine"
					.formatted(Environment.firstLine(Options.text("octostore.etcd", "etcd"), "--version")));
				case REDIS -> lines.add("- Redis without persistence: %s".formatted(redis()));
				case DURABLE_REDIS -> lines.add("- Durable Redis, `appendfsync always`: %s".formatted(redis()));
				case POSTGRESQL ->
					lines.add("- %s, default settings".formatted(Environment.firstLine("postgres", "--version")));
			}
		}
		this.absent.forEach((store, reason) -> lines.add("- Left out: %s, %s".formatted(store.title(), reason)));
		return lines;
	}

	private static String redis() {
		return Environment.firstLine("redis-server", "--version").replaceFirst("^Redis server v=(\\S+).*", "$1");
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
