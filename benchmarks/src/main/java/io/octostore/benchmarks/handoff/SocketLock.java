package io.octostore.benchmarks.handoff;

import java.io.IOException;
import java.net.URI;

import io.octostore.benchmarks.support.Wire;

/**
 * The least that a waiter can do: a watch on a connection of its own, then an acquire on
 * one that is open already. Nothing is renewed, settled or timed.
 */
final class SocketLock implements WaitingLock {

	private static final String NAME = "hand-off-sockets";

	private static final String FREE = "\"event\":\"released\"";

	private final URI baseUrl;

	private final String token;

	private final HttpSocket connection;

	SocketLock(URI baseUrl, String token) throws IOException {
		this.baseUrl = baseUrl;
		this.token = token;
		this.connection = new HttpSocket(baseUrl, token);
	}

	@Override
	public void run(Body body) throws Exception {
		String acquired = acquire();
		body.run();
		this.connection.post(Wire.release(this.baseUrl, NAME), Wire.releaseBody(acquired));
	}

	private String acquire() throws IOException {
		String answer = tryAcquire();
		if (!isAcquired(answer)) {
			try (HttpSocket watch = new HttpSocket(this.baseUrl, this.token)) {
				watch.get(URI.create(this.baseUrl + "/locks/" + NAME + "/watch"));
				while (!isAcquired(answer)) {
					awaitFree(watch);
					answer = tryAcquire();
				}
			}
		}
		return answer;
	}

	private String tryAcquire() throws IOException {
		return this.connection.post(Wire.acquire(this.baseUrl, NAME), Wire.ACQUIRE_BODY);
	}

	private static boolean isAcquired(String answer) {
		return answer.contains("\"lease_id\"");
	}

	private static void awaitFree(HttpSocket watch) throws IOException {
		String line = watch.readLine();
		while (!line.contains(FREE)) {
			line = watch.readLine();
		}
	}

	@Override
	public void close() throws IOException {
		this.connection.close();
	}

}
