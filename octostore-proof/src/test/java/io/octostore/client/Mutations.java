package io.octostore.client;

import org.springframework.http.codec.ServerSentEventHttpMessageReader;

/**
 * What mutants of the client do instead.
 */
final class Mutations {

	private Mutations() {
	}

	static Lane general(Endpoint endpoint) {
		return Lane.GENERAL;
	}

	static void withoutLimit(ServerSentEventHttpMessageReader reader, int limit) {
		reader.setMaxInMemorySize(-1);
	}

}
