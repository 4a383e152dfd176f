package io.octostore.samples.leadership.demo;

import java.net.URI;
import java.util.Locale;

import io.octostore.embedded.OctoStoreServer;

/**
 * Shows how one of two instances leads, and how the other one takes over when the leader
 * is killed. Ends by itself. Uses the server that {@code OCTOSTORE_BASE_URL} and
 * {@code OCTOSTORE_TOKEN} name, or one in this JVM.
 */
final class Demo {

	private Demo() {
	}

	public static void main(String[] args) throws InterruptedException {
		String baseUrl = System.getenv("OCTOSTORE_BASE_URL");
		String token = System.getenv("OCTOSTORE_TOKEN");
		if (baseUrl != null && token != null) {
			run(URI.create(baseUrl), token);
			return;
		}
		try (OctoStoreServer server = OctoStoreServer.builder().token("demo", "token-of-all-instances").start()) {
			run(server.baseUrl(), "token-of-all-instances");
		}
	}

	private static void run(URI server, String token) throws InterruptedException {
		say("Two instances, A and B, take part in the election 'prices'; the server is at %s", server);
		try (Pair pair = new Pair(server, token, (line) -> System.out.println(line))) {
			Runtime.getRuntime().addShutdownHook(new Thread(pair::close));
			Instance leader = pair.awaitLeader();
			say("%s leads. Next, it is killed; %s leads when the session of 10 s has expired", leader.name(),
					pair.other(leader).name());
			long killed = System.nanoTime();
			leader.kill();
			Instance next = pair.awaitTakeover(leader);
			say("%s leads, %.1f s after %s was killed, with a greater fencing token", next.name(),
					(System.nanoTime() - killed) / 1e9, leader.name());
		}
		say("That is all; everything is stopped");
	}

	private static void say(String format, Object... args) {
		System.out.println("==> " + String.format(Locale.ROOT, format, args));
	}

}
