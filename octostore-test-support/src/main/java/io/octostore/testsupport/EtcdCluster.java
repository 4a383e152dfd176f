package io.octostore.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;

import org.jspecify.annotations.Nullable;

import static org.awaitility.Awaitility.await;

/**
 * An etcd cluster on the loopback interface, each member a process of its own with its
 * data in a temporary folder. Members are stopped, continued, killed and started again by
 * their number, from 0 on.
 */
public final class EtcdCluster implements AutoCloseable {

	/** The property that names the program. */
	public static final String PROGRAM = "octostore.etcd";

	private static final Pattern MEMBER = Pattern.compile("\"member_id\":\"(\\d+)\"");

	private static final Pattern LEADER = Pattern.compile("\"leader\":\"(\\d+)\"");

	private final Path folder;

	private final Path program;

	private final Settings settings;

	private final HttpClient client;

	private final List<Member> members = new ArrayList<>();

	/** Members must not outlive a JVM that is told to end. */
	private final Thread atExit = new Thread(this::end, "etcd-cluster-end");

	private EtcdCluster(Path folder, Path program, Settings settings) {
		this.folder = folder;
		this.program = program;
		this.settings = settings;
		SSLContext tls = settings.tls();
		this.client = (tls != null) ? HttpClient.newBuilder().sslContext(tls).build() : HttpClient.newHttpClient();
	}

	/**
	 * Start a cluster of the program that the system property {@value #PROGRAM} names.
	 * @param size number of members
	 */
	public static EtcdCluster start(int size) {
		return start(size, new Settings(null, List.of()));
	}

	/**
	 * Start a cluster of the program that the system property {@value #PROGRAM} names.
	 * @param size number of members
	 * @param options further options of each member
	 */
	public static EtcdCluster start(int size, String... options) {
		return start(size, new Settings(null, List.of(options)));
	}

	/**
	 * Start a cluster whose members ask clients for a certificate.
	 * @param size number of members
	 * @param server the certificate of the members
	 * @param trusted certificates of clients that are trusted; the gateway of a member is
	 * one, with the certificate of the member
	 */
	public static EtcdCluster start(int size, TestCertificate server, TestCertificate... trusted) {
		Path clients = server.folder().resolve("clients.pem");
		TestCertificate.write(clients, trusted);
		return start(size,
				new Settings(TestCertificate.context(server, server),
						List.of("--cert-file", server.certificate().toString(), "--key-file", server.key().toString(),
								"--client-cert-auth", "--trusted-ca-file", clients.toString())));
	}

	private static EtcdCluster start(int size, Settings settings) {
		String program = System.getProperty(PROGRAM);
		if (program == null || !Files.isExecutable(Path.of(program))) {
			throw new IllegalStateException(
					"System property " + PROGRAM + " must name the program of etcd, but is " + program);
		}
		return start(Path.of(program), size, settings);
	}

	/**
	 * Start a cluster.
	 * @param program the program of etcd
	 * @param size number of members
	 */
	public static EtcdCluster start(Path program, int size) {
		return start(program, size, new Settings(null, List.of()));
	}

	private static EtcdCluster start(Path program, int size, Settings settings) {
		IllegalStateException last = null;
		for (int attempt = 0; attempt < 3; attempt++) {
			EtcdCluster cluster = null;
			try {
				cluster = new EtcdCluster(Files.createTempDirectory("octostore-etcd"), program, settings);
				cluster.startMembers(size);
				return cluster;
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			catch (IllegalStateException ex) {
				// Another process took a port before the member did
				last = ex;
				if (cluster != null) {
					cluster.close();
				}
			}
		}
		throw new IllegalStateException(program + " does not start", last);
	}

	private void startMembers(int size) throws IOException {
		Runtime.getRuntime().addShutdownHook(this.atExit);
		int[] ports = freePorts(2 * size);
		List<String> peers = new ArrayList<>();
		for (int index = 0; index < size; index++) {
			peers.add("node-" + index + "=" + peer(ports[size + index]));
		}
		for (int index = 0; index < size; index++) {
			this.members
				.add(member("node-" + index, ports[index], ports[size + index], String.join(",", peers), "new"));
		}
		for (Member member : this.members) {
			member.start(this.folder);
		}
		await().atMost(Duration.ofSeconds(30)).until(() -> {
			for (Member member : this.members) {
				if (!member.process().isAlive()) {
					throw new IllegalStateException("A member ended with status " + member.process().exitValue());
				}
			}
			return IntStream.range(0, size).allMatch(this::isServing);
		});
	}

	private Member member(String name, int port, int peerPort, String peers, String state) {
		String url = ((this.settings.tls() != null) ? "https" : "http") + "://127.0.0.1:" + port;
		List<String> command = new ArrayList<>(List.of(this.program.toString(), "--name", name, "--data-dir", name,
				"--listen-client-urls", url, "--advertise-client-urls", url, "--listen-peer-urls", peer(peerPort),
				"--initial-advertise-peer-urls", peer(peerPort), "--initial-cluster", peers, "--initial-cluster-state",
				state, "--log-level", "warn"));
		command.addAll(this.settings.options());
		return new Member(command, url, peer(peerPort), this.folder.resolve(name + ".log"));
	}

	private static String peer(int port) {
		return "http://127.0.0.1:" + port;
	}

	private static int[] freePorts(int count) throws IOException {
		List<ServerSocket> sockets = new ArrayList<>();
		try {
			for (int index = 0; index < count; index++) {
				sockets.add(new ServerSocket(0));
			}
			return sockets.stream().mapToInt(ServerSocket::getLocalPort).toArray();
		}
		finally {
			for (ServerSocket socket : sockets) {
				socket.close();
			}
		}
	}

	/**
	 * URLs of all members.
	 */
	public List<String> endpoints() {
		return this.members.stream().map(Member::url).toList();
	}

	/**
	 * URLs of all members in one text, separated by commas.
	 */
	public String url() {
		return endpoints().stream().collect(Collectors.joining(","));
	}

	/**
	 * Whether a member answers a read that a majority has to confirm.
	 */
	public boolean isServing(int index) {
		return ask(index, "/v3/kv/range", "{\"key\":\"YQ==\"}").filter(EtcdCluster::isConfirmed).isPresent();
	}

	/**
	 * Number of the member that leads.
	 */
	public int leader() {
		return await().atMost(Duration.ofSeconds(20)).until(this::findLeader, (leader) -> leader >= 0);
	}

	private int findLeader() {
		for (int index = 0; index < this.members.size(); index++) {
			String status = post(index, "/v3/maintenance/status", "{}");
			if (status != null && !number(MEMBER, status).isEmpty()
					&& number(MEMBER, status).equals(number(LEADER, status))) {
				return index;
			}
		}
		return -1;
	}

	private static String number(Pattern pattern, String text) {
		Matcher matcher = pattern.matcher(text);
		return matcher.find() ? matcher.group(1) : "";
	}

	/**
	 * Ask a member something.
	 * @return the body of a success, otherwise {@code null}
	 */
	public @Nullable String post(int index, String path, String body) {
		return ask(index, path, body).filter((answer) -> answer.statusCode() == 200)
			.map(HttpResponse::body)
			.orElse(null);
	}

	/**
	 * Ask a member something as a user.
	 * @return the body of a success
	 */
	public String postAs(String token, int index, String path, String body) {
		return send(index, path, body, token).filter((answer) -> answer.statusCode() == 200)
			.map(HttpResponse::body)
			.orElseThrow(() -> new IllegalStateException(path + " was refused"));
	}

	/**
	 * A refusal for want of a user is decided by a member that has caught up, too.
	 */
	private static boolean isConfirmed(HttpResponse<String> answer) {
		return answer.statusCode() == 200 || answer.body().contains("user name is empty");
	}

	private Optional<HttpResponse<String>> ask(int index, String path, String body) {
		return send(index, path, body, null);
	}

	private Optional<HttpResponse<String>> send(int index, String path, String body, @Nullable String token) {
		try {
			HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(this.members.get(index).url() + path))
				.timeout(Duration.ofSeconds(1))
				.POST(BodyPublishers.ofString(body));
			if (token != null) {
				request.header("Authorization", token);
			}
			return Optional.of(this.client.send(request.build(), BodyHandlers.ofString()));
		}
		catch (IOException ex) {
			return Optional.empty();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * A text as the gateway writes keys.
	 */
	public static String base64(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	/**
	 * Let a member stand still.
	 */
	public void stop(int index) {
		signal(index, "STOP");
	}

	/**
	 * Let a member that stands still go on.
	 */
	public void resume(int index) {
		signal(index, "CONT");
	}

	private void signal(int index, String signal) {
		try {
			String pid = String.valueOf(this.members.get(index).process().pid());
			if (new ProcessBuilder("kill", "-" + signal, pid).start().waitFor() != 0) {
				throw new IllegalStateException("Member " + index + " cannot be signalled");
			}
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Let a member end at once.
	 */
	public void kill(int index) {
		this.members.get(index).kill();
	}

	/**
	 * Start a member again that was killed, with the data that it had.
	 */
	public void restart(int index) {
		startAgain(index);
		await().atMost(Duration.ofSeconds(30)).until(() -> isServing(index));
	}

	/**
	 * Start a member again that was killed, without waiting until it serves.
	 */
	public void startAgain(int index) {
		this.members.get(index).start(this.folder);
	}

	/**
	 * Let all members end at once, and start them again with the data that they had.
	 */
	public void restartAll() {
		this.members.forEach(Member::kill);
		this.members.forEach((member) -> member.start(this.folder));
		await().atMost(Duration.ofSeconds(30))
			.until(() -> IntStream.range(0, this.members.size()).allMatch(this::isServing));
	}

	/**
	 * Take a member out of the cluster, and end it. Its number is not used again.
	 */
	public void remove(int index) {
		Member member = this.members.get(index);
		int other = (index + 1) % this.members.size();
		String list = String.valueOf(post(other, "/v3/cluster/member/list", "{}"));
		Matcher id = Pattern.compile("\"ID\":\"(\\d+)\",\"name\":\"[^\"]*\",\"peerURLs\":\\[\"" + member.peer() + "\"")
			.matcher(list);
		if (!id.find()) {
			throw new IllegalStateException("Member " + index + " is not one of " + list);
		}
		reconfigure(other, "/v3/cluster/member/remove", "{\"ID\":\"" + id.group(1) + "\"}");
		member.kill();
	}

	/**
	 * Take another member into the cluster, where another one has been removed, and start
	 * it.
	 * @param removed number of the member that was removed
	 * @return number of the new member
	 */
	public int add(int removed) {
		try {
			int[] ports = freePorts(2);
			int index = this.members.size();
			int asked = (removed + 1) % index;
			reconfigure(asked, "/v3/cluster/member/add", "{\"peerURLs\":[\"" + peer(ports[1]) + "\"]}");
			List<String> peers = new ArrayList<>(List.of("node-" + index + "=" + peer(ports[1])));
			for (int member = 0; member < index; member++) {
				if (member != removed) {
					peers.add("node-" + member + "=" + this.members.get(member).peer());
				}
			}
			this.members.add(member("node-" + index, ports[0], ports[1], String.join(",", peers), "existing"));
			restart(index);
			return index;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Members refuse that for some seconds after they have been connected.
	 */
	private void reconfigure(int index, String path, String body) {
		await().atMost(Duration.ofSeconds(30)).until(() -> post(index, path, body) != null);
	}

	@Override
	public void close() {
		try {
			Runtime.getRuntime().removeShutdownHook(this.atExit);
		}
		catch (IllegalStateException ex) {
			// The JVM ends, and the hook does the same
		}
		end();
	}

	private synchronized void end() {
		this.members.forEach(Member::kill);
		if (!Files.exists(this.folder)) {
			return;
		}
		try (Stream<Path> files = Files.walk(this.folder)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
				Files.delete(file);
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * How members are started.
	 *
	 * @param tls how their administrator is admitted, {@code null} without encryption
	 * @param options further options of each member
	 */
	private record Settings(@Nullable SSLContext tls, List<String> options) {
	}

	/**
	 * One member.
	 */
	private static final class Member {

		private final List<String> command;

		private final String url;

		private final String peer;

		private final Path log;

		private @Nullable Process process;

		Member(List<String> command, String url, String peer, Path log) {
			this.command = List.copyOf(command);
			this.url = url;
			this.peer = peer;
			this.log = log;
		}

		String url() {
			return this.url;
		}

		String peer() {
			return this.peer;
		}

		void start(Path folder) {
			try {
				this.process = new ProcessBuilder(this.command).directory(folder.toFile())
					.redirectErrorStream(true)
					.redirectOutput(ProcessBuilder.Redirect.appendTo(this.log.toFile()))
					.start();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		Process process() {
			Process current = this.process;
			if (current == null) {
				throw new IllegalStateException("The member was not started");
			}
			return current;
		}

		void kill() {
			Process current = this.process;
			if (current == null) {
				return;
			}
			try {
				current.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
