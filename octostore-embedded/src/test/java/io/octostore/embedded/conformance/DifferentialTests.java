package io.octostore.embedded.conformance;

import java.io.UncheckedIOException;
import java.util.List;

import io.octostore.embedded.OctoStoreServer;
import io.octostore.embedded.conformance.RandomRequests.Pair;
import io.octostore.embedded.conformance.RandomRequests.Request;
import io.octostore.embedded.conformance.WireClient.WireAnswer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Sends the same random requests to the real server and to the embedded one. The system
 * property {@code octostore.differential.operations} says how many, and
 * {@code octostore.differential.seed} which ones.
 */
@Tag("real-server")
class DifferentialTests {

	private static final int OPERATIONS_PER_SERVER = 4000;

	@Test
	void answersLikeTheRealServer() {
		int operations = Integer.getInteger("octostore.differential.operations", 20_000);
		long seed = Long.getLong("octostore.differential.seed", 1);
		for (int done = 0; done < operations; done += OPERATIONS_PER_SERVER) {
			compare(seed + done, Math.min(OPERATIONS_PER_SERVER, operations - done));
		}
	}

	private static void compare(long seed, int operations) {
		try (RealServer real = new RealServer(ServerUnderTest.Mode.TOKENS);
				OctoStoreServer embedded = OctoStoreServer.builder()
					.token("alice", "tok-a")
					.token("bob", "tok-b")
					.adminKey("adm-key")
					.start()) {
			WireClient realClient = new WireClient(real.baseUrl());
			WireClient embeddedClient = new WireClient(embedded.baseUrl());
			RandomRequests requests = new RandomRequests(seed);
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
