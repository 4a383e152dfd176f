package io.octostore.embedded.conformance;

import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Supplier;

import io.octostore.embedded.OctoStoreServer;
import io.octostore.embedded.ServerGeneration;
import io.octostore.embedded.conformance.RandomRequests.Pair;
import io.octostore.embedded.conformance.RandomRequests.Request;
import io.octostore.embedded.conformance.WireClient.WireAnswer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sends the same random requests to a real server and to the embedded one.
 */
final class Differential {

	private static final int OPERATIONS_PER_SERVER = 4000;

	private final ServerGeneration generation;

	private final Supplier<RealServer> realServer;

	Differential(ServerGeneration generation, Supplier<RealServer> realServer) {
		this.generation = generation;
		this.realServer = realServer;
	}

	/**
	 * Sends as many requests as the system property
	 * {@code octostore.differential.operations} says, and those that
	 * {@code octostore.differential.seed} says.
	 */
	void run(int defaultOperations) {
		int operations = Integer.getInteger("octostore.differential.operations", defaultOperations);
		long seed = Long.getLong("octostore.differential.seed", 1);
		for (int done = 0; done < operations; done += OPERATIONS_PER_SERVER) {
			compare(seed + done, Math.min(OPERATIONS_PER_SERVER, operations - done));
		}
	}

	private void compare(long seed, int operations) {
		try (RealServer real = this.realServer.get();
				OctoStoreServer embedded = OctoStoreServer.builder()
					.token("alice", "tok-a")
					.token("bob", "tok-b")
					.adminKey("adm-key")
					.generation(this.generation)
					.start()) {
			WireClient realClient = new WireClient(real.baseUrl());
			WireClient embeddedClient = new WireClient(embedded.baseUrl());
			RandomRequests requests = requests(seed, realClient, embeddedClient);
			AnswerComparison comparison = new AnswerComparison();
			for (int operation = 0; operation < operations; operation++) {
				Request request = requests.next();
				WireAnswer realAnswer = send(realClient, request, true);
				WireAnswer embeddedAnswer = send(embeddedClient, request, false);
				List<String> differences = comparison.differences(realAnswer, embeddedAnswer);
				assertThat(differences)
					.as("seed %s, operation %s: %s%nreal: %s%nembedded: %s", seed, operation, request,
							realAnswer.body(), embeddedAnswer.body())
					.isEmpty();
				if (AnswerComparison.isJson(realAnswer) && !realAnswer.body().isEmpty()) {
					requests.learn(request, realAnswer.json(), embeddedAnswer.json());
				}
			}
		}
	}

	/**
	 * Release 0.9.0 fails for users without a namespace, so others are needed there.
	 */
	private RandomRequests requests(long seed, WireClient real, WireClient embedded) {
		if (this.generation != ServerGeneration.V0_9) {
			return new RandomRequests(seed, Pair.same("tok-a"), Pair.same("tok-b"), "");
		}
		return new RandomRequests(seed, new Pair(register(real, "anne"), register(embedded, "anne")),
				new Pair(register(real, "bert"), register(embedded, "bert")), "team.");
	}

	private static String register(WireClient client, String user) {
		return client.post("/auth/register")
			.json("{\"username\":\"" + user + "\",\"namespace\":\"team\"}")
			.send()
			.text("token");
	}

	private static WireAnswer send(WireClient client, Request request, boolean real) {
		WireClient.Call call = client.call(request.method(), text(request.path(), real));
		if (request.token() != null) {
			call.as(text(request.token(), real));
		}
		if (request.adminKey() != null) {
			call.header("X-Admin-Key", request.adminKey());
		}
		if (request.contentType() != null) {
			call.header("Content-Type", request.contentType());
		}
		if (request.body() != null) {
			call.body(text(request.body(), real));
		}
		try {
			return call.send();
		}
		catch (UncheckedIOException ex) {
			// The real server closes connections whose body it did not read, without
			// saying so.
			return call.send();
		}
	}

	private static String text(Pair pair, boolean real) {
		return real ? pair.real() : pair.embedded();
	}

}
