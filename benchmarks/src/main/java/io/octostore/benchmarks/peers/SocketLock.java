package io.octostore.benchmarks.peers;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;

import io.octostore.benchmarks.support.Wire;

/**
 * The least that a waiter can do: a watch on a connection of its own, then an acquire on
 * one that is open already. Nothing is renewed, settled or timed, and each caller is on
 * its own.
 */
final class SocketLock implements WaitingLock {

	private static final String FREE = "\"event\":\"released\"";

	/** The last chunk of an answer: the server ends a watch that falls behind. */
	private static final String END = "0";

	private final URI baseUrl;

	private final AtomicInteger nextUser;

	private final Queue<HttpSocket> connections = new ConcurrentLinkedQueue<>();

	private final ThreadLocal<Caller> callers = ThreadLocal.withInitial(this::newCaller);

	SocketLock(String address, int firstUser) {
		this.baseUrl = URI.create(address);
		this.nextUser = new AtomicInteger(firstUser);
	}

	private Caller newCaller() {
		String token = Users.token(this.nextUser.getAndIncrement());
		try {
			HttpSocket connection = new HttpSocket(this.baseUrl, token);
			this.connections.add(connection);
			return new Caller(token, connection);
		}
		catch (IOException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public boolean run(String name, Duration waitFor, Body body) throws Exception {
		Caller caller = this.callers.get();
		String acquired = acquire(caller, name, System.nanoTime() + waitFor.toNanos());
		if (acquired == null) {
			return false;
		}
		try {
			body.run();
			return true;
		}
		finally {
			caller.connection.post(Wire.release(this.baseUrl, name), Wire.releaseBody(acquired));
		}
	}

	private @Nullable String acquire(Caller caller, String name, long deadline) throws IOException {
		String answer = tryAcquire(caller, name);
		while (!isAcquired(answer) && System.nanoTime() < deadline) {
			try (HttpSocket watch = new HttpSocket(this.baseUrl, caller.token)) {
				watch.get(URI.create(this.baseUrl + "/locks/" + name + "/watch"));
				while (!isAcquired(answer) && System.nanoTime() < deadline && isFree(watch)) {
					answer = tryAcquire(caller, name);
				}
			}
		}
		return isAcquired(answer) ? answer : null;
	}

	private String tryAcquire(Caller caller, String name) throws IOException {
		return caller.connection.post(Wire.acquire(this.baseUrl, name), Wire.ACQUIRE_BODY);
	}

	private static boolean isAcquired(String answer) {
		return answer.contains("\"lease_id\"");
	}

	/**
	 * Waits until the lock is free, or the watch has ended.
	 */
	private static boolean isFree(HttpSocket watch) throws IOException {
		String line = watch.readLine();
		while (!line.contains(FREE)) {
			if (line.equals(END)) {
				return false;
			}
			line = watch.readLine();
		}
		return true;
	}

	@Override
	public void close() throws IOException {
		for (HttpSocket connection : this.connections) {
			connection.close();
		}
	}

	private record Caller(String token, HttpSocket connection) {
	}

}
