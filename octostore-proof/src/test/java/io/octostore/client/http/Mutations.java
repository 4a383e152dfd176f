package io.octostore.client.http;

import org.springframework.http.codec.ServerSentEventHttpMessageReader;

/**
 * What mutants of the wire do instead.
 */
final class Mutations {

	private Mutations() {
	}

	static void withoutLimit(ServerSentEventHttpMessageReader reader, int limit) {
		reader.setMaxInMemorySize(-1);
	}

}
