package io.octostore.benchmarks.cost;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.octostore.benchmarks.support.ForeignLoad;
import io.octostore.benchmarks.support.Options;
import io.octostore.benchmarks.support.Results;
import io.octostore.embedded.OctoStoreServer;
import io.octostore.embedded.OctoStoreServerBuilder;

/**
 * Measures what held locks cost: threads and heap of the JVM that holds them, and the
 * requests that it sends meanwhile, counted by the server in this JVM.
 */
public final class CostOfHeldLocks {

	private static final int MANY = 1000;

	/** Users for {@link #MANY} locks: the server allows each of them a hundred. */
	private static final int USERS = 16;

	/** Locks under one session, and callers that want one lock. */
	private static final int HUNDRED = 100;

	private static final int SESSION_TTL = 30;

	private static final int LOCK_TTL = 60;

	/** So that the renewals of locks that were acquired at once have spread. */
	private static final Duration SETTLING = Duration.ofSeconds(LOCK_TTL);

	private static final List<String> TOKENS = IntStream.range(0, USERS).mapToObj((user) -> "token-" + user).toList();

	private final Report report = new Report();

	private final Duration idle = Duration.ofSeconds(Options.number("bench.idle-seconds", 190));

	private final int rounds = Options.number("bench.rounds", 5);

	private CostOfHeldLocks() {
	}

	/**
	 * Runs.
	 * @return whether all that is aimed at was met
	 * @throws Exception if something does not work
	 */
	public static boolean run() throws Exception {
		CostOfHeldLocks cost = new CostOfHeldLocks();
		ForeignLoad foreignLoad = new ForeignLoad();
		foreignLoad.begin();
		OctoStoreServerBuilder builder = OctoStoreServer.builder();
		TOKENS.forEach((token) -> builder.token("user-of-" + token, token));
		try (OctoStoreServer server = builder.start()) {
			cost.measureMany(server);
			cost.measureHundred(server);
		}
		Results.publish("cost", cost.report.lines(foreignLoad.end()), cost.report.chart());
		return cost.report.isGood();
	}

	private void measureMany(OctoStoreServer server) throws IOException, InterruptedException {
		try (Lessee lessee = new Lessee(server.baseUrl(), SESSION_TTL, LOCK_TTL, TOKENS)) {
			List<Map.Entry<String, Histogram.Use>> growth = List.of();
			List<Double> perLease = new ArrayList<>();
			for (int round = 0; round <= this.rounds; round++) {
				lessee.hold(1);
				Histogram before = lessee.histogram();
				lessee.hold(MANY);
				Histogram after = lessee.histogram();
				growth = after.beyond(before, Report.CLASSES);
				if (round > 0) {
					perLease.add((after.bytes() - before.bytes()) / (MANY - 1.0));
				}
				progress("%d held: %.0f bytes each", MANY, (after.bytes() - before.bytes()) / (MANY - 1.0));
				if (round < this.rounds) {
					lessee.release();
				}
			}
			this.report.heap(MANY, perLease, growth);
			this.report.threads(MANY, lessee.threads());
			this.report.requests(MANY, USERS, rate(server), expected(MANY, USERS));
		}
	}

	private void measureHundred(OctoStoreServer server) throws IOException, InterruptedException {
		try (Lessee lessee = new Lessee(server.baseUrl(), SESSION_TTL, LOCK_TTL, TOKENS.subList(0, 1))) {
			server.clearRequests();
			int grants = lessee.contend(HUNDRED);
			this.report.requestsPerGrant(HUNDRED, server.requests().size() / (double) grants);
			lessee.hold(HUNDRED);
			this.report.requests(HUNDRED, 1, rate(server), expected(HUNDRED, 1));
		}
	}

	private double rate(OctoStoreServer server) throws InterruptedException {
		progress("Counting requests for %d s, after %d s", this.idle.toSeconds(), SETTLING.toSeconds());
		Thread.sleep(SETTLING.toMillis());
		server.clearRequests();
		Instant began = server.now();
		Instant counted = began;
		long count = 0;
		// Piece by piece, because the server remembers the latest 10,000 only
		while (Duration.between(began, counted).compareTo(this.idle) < 0) {
			Thread.sleep(1000);
			Instant from = counted;
			Instant to = server.now();
			count += server.requests()
				.stream()
				.filter((request) -> !request.time().isBefore(from) && request.time().isBefore(to))
				.count();
			counted = to;
		}
		return count * 1e9 / Duration.between(began, counted).toNanos();
	}

	/**
	 * A keepalive for each third of a session's TTL and a renewal for each third of a
	 * lock's, both up to a tenth earlier.
	 */
	private static double expected(int locks, int sessions) {
		return 3 / 0.95 * ((double) sessions / SESSION_TTL + (double) locks / LOCK_TTL);
	}

	private static void progress(String format, Object... args) {
		System.err.printf(format + "%n", args);
	}

}
