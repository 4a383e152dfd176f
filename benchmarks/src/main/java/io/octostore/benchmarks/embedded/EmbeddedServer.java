package io.octostore.benchmarks.embedded;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

import io.octostore.benchmarks.support.ForeignLoad;
import io.octostore.benchmarks.support.Options;
import io.octostore.benchmarks.support.Results;
import io.octostore.benchmarks.support.Spread;
import io.octostore.benchmarks.support.Wire;
import io.octostore.embedded.OctoStoreServer;
import io.octostore.embedded.OctoStoreServerBuilder;

/**
 * Measures how long the server in memory takes to start, and an acquire on it while few
 * and while many locks are held.
 */
public final class EmbeddedServer {

	private static final int FEW = 10;

	private static final int MANY = 10_000;

	/** What the server allows each user; one is left for the lock that is measured. */
	private static final int LOCKS_PER_USER = 99;

	private static final String USER = "token-of-the-caller";

	private final HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

	private final int rounds = Options.number("bench.rounds", 15);

	private final int pairs = Options.number("bench.pairs", 2000);

	private EmbeddedServer() {
	}

	/**
	 * Runs.
	 * @return whether all that is aimed at was met
	 * @throws Exception if something does not work
	 */
	public static boolean run() throws Exception {
		EmbeddedServer embedded = new EmbeddedServer();
		Report report = new Report();
		ForeignLoad foreignLoad = new ForeignLoad();
		foreignLoad.begin();
		report.starts(embedded.measureStarts());
		embedded.measureAcquires(report);
		Results.publish("embedded", report.lines(foreignLoad.end()), report.chart());
		return report.isGood();
	}

	/**
	 * From the call of the start to the first answer. The first start loads classes, the
	 * others are those of a warm JVM.
	 */
	private List<Double> measureStarts() throws IOException, InterruptedException {
		List<Double> millis = new ArrayList<>();
		for (int round = 0; round <= this.rounds; round++) {
			long began = System.nanoTime();
			try (OctoStoreServer server = server(0)) {
				acquire(server.baseUrl(), USER, "first");
				millis.add((System.nanoTime() - began) / 1e6);
			}
		}
		return millis;
	}

	private void measureAcquires(Report report) throws IOException, InterruptedException {
		try (OctoStoreServer few = server(FEW); OctoStoreServer many = server(MANY)) {
			List<Double> amongFew = new ArrayList<>();
			List<Double> amongMany = new ArrayList<>();
			for (int round = 0; round <= this.rounds; round++) {
				boolean fewFirst = round % 2 == 0;
				double first = micros((fewFirst ? few : many).baseUrl());
				double second = micros((fewFirst ? many : few).baseUrl());
				if (round > 0) {
					amongFew.add(fewFirst ? first : second);
					amongMany.add(fewFirst ? second : first);
				}
			}
			report.acquires(FEW, amongFew, MANY, amongMany);
		}
	}

	/**
	 * The median time of an acquire, each followed by a release.
	 */
	private double micros(URI baseUrl) throws IOException, InterruptedException {
		long[] nanos = new long[this.pairs];
		for (int pair = 0; pair < this.pairs; pair++) {
			long began = System.nanoTime();
			String acquired = acquire(baseUrl, USER, "measured");
			nanos[pair] = System.nanoTime() - began;
			post(Wire.release(baseUrl, "measured"), USER, Wire.releaseBody(acquired));
		}
		return Spread.percentile(nanos, 50) / 1e3;
	}

	private OctoStoreServer server(int held) throws IOException, InterruptedException {
		OctoStoreServerBuilder builder = OctoStoreServer.builder().token("caller", USER);
		for (int user = 0; user * LOCKS_PER_USER < held; user++) {
			builder.token("user-" + user, "token-" + user);
		}
		OctoStoreServer server = builder.start();
		for (int lock = 0; lock < held; lock++) {
			acquire(server.baseUrl(), "token-" + lock / LOCKS_PER_USER, "held-" + lock);
		}
		return server;
	}

	private String acquire(URI baseUrl, String token, String name) throws IOException, InterruptedException {
		return post(Wire.acquire(baseUrl, name), token, "{\"ttl_seconds\":3600}");
	}

	private String post(URI uri, String token, String body) throws IOException, InterruptedException {
		HttpRequest request = HttpRequest.newBuilder(uri)
			.header("Authorization", "Bearer " + token)
			.header("Content-Type", "application/json")
			.POST(BodyPublishers.ofString(body))
			.build();
		var answer = this.client.send(request, BodyHandlers.ofString());
		Wire.requireOk(answer.statusCode());
		return answer.body();
	}

}
