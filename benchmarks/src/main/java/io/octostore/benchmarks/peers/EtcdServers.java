package io.octostore.benchmarks.peers;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.octostore.benchmarks.support.GuardedProcess;
import io.octostore.benchmarks.support.Options;
import io.octostore.benchmarks.support.Processes;

/**
 * A cluster of three members of etcd on the loopback interface, with its default
 * settings.
 */
final class EtcdServers implements Closeable {

	private static final int SIZE = 3;

	private static final Duration START_LIMIT = Duration.ofSeconds(30);

	private final List<GuardedProcess> members = new ArrayList<>();

	private final List<String> endpoints = new ArrayList<>();

	EtcdServers() throws IOException, InterruptedException, Stores.NotInstalledException {
		Path program = Path.of(Options.text("octostore.etcd", "etcd"));
		if (!Files.isExecutable(program)) {
			program = Stores.find("etcd", List.of());
		}
		List<String> peers = new ArrayList<>();
		for (int member = 0; member < SIZE; member++) {
			this.endpoints.add("http://127.0.0.1:" + Processes.freePort());
			peers.add("http://127.0.0.1:" + Processes.freePort());
		}
		try {
			for (int member = 0; member < SIZE; member++) {
				this.members.add(start(program, member, peers));
			}
			awaitReady();
		}
		catch (IOException | InterruptedException ex) {
			close();
			throw ex;
		}
	}

	private GuardedProcess start(Path program, int member, List<String> peers) throws IOException {
		List<String> cluster = new ArrayList<>();
		for (int peer = 0; peer < SIZE; peer++) {
			cluster.add("node-" + peer + "=" + peers.get(peer));
		}
		Path folder = Files.createTempDirectory("etcd-benchmark");
		String endpoint = this.endpoints.get(member);
		return GuardedProcess.start(folder, "KILL", Map.of(),
				List.of(program.toString(), "--name", "node-" + member, "--data-dir", folder.resolve("data").toString(),
						"--listen-client-urls", endpoint, "--advertise-client-urls", endpoint, "--listen-peer-urls",
						peers.get(member), "--initial-advertise-peer-urls", peers.get(member), "--initial-cluster",
						String.join(",", cluster), "--log-level", "warn"));
	}

	private void awaitReady() throws IOException, InterruptedException {
		HttpClient client = HttpClient.newHttpClient();
		long end = System.nanoTime() + START_LIMIT.toNanos();
		for (String endpoint : this.endpoints) {
			while (!isServing(client, endpoint)) {
				if (System.nanoTime() > end) {
					throw new IOException("etcd did not start within " + START_LIMIT.toSeconds() + " s. It printed: "
							+ this.members.get(0).output());
				}
				Thread.sleep(50);
			}
		}
	}

	/**
	 * A read that the majority has to confirm.
	 */
	private static boolean isServing(HttpClient client, String endpoint) throws InterruptedException {
		HttpRequest read = HttpRequest.newBuilder(URI.create(endpoint + "/v3/kv/range"))
			.timeout(Duration.ofSeconds(2))
			.POST(BodyPublishers.ofString("{\"key\":\"YQ==\"}"))
			.build();
		try {
			return client.send(read, BodyHandlers.discarding()).statusCode() == 200;
		}
		catch (IOException ex) {
			return false;
		}
	}

	String address() {
		return String.join(",", this.endpoints);
	}

	@Override
	public void close() throws IOException {
		for (GuardedProcess member : this.members) {
			member.close();
		}
	}

}
