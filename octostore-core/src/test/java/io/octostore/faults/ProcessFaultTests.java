package io.octostore.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;

import io.octostore.embedded.OctoStoreServer;
import io.octostore.faults.FaultTest.Tier;
import io.octostore.faults.History.Body;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Processes that are stopped and killed. Session TTL 10 s.
 */
@Tag("long")
class ProcessFaultTests {

	private final TestServer testServer = TestServer.embedded();

	private final OctoStoreServer server = this.testServer.control();

	private final List<Child> children = new ArrayList<>();

	@AfterEach
	void stop() throws InterruptedException {
		for (Child child : this.children) {
			child.process.destroyForcibly().waitFor();
		}
		this.testServer.close();
	}

	private Child start(int rounds, Duration hold) {
		Child child = new Child(this.testServer.baseUrl(), "instance-" + (this.children.size() + 1), rounds, hold);
		this.children.add(child);
		await().atMost(Duration.ofSeconds(20)).until(() -> child.has("ready"));
		return child;
	}

	private void verify() {
		List<Line> lines = new ArrayList<>();
		this.children.forEach((child) -> lines.addAll(child.lines));
		lines.sort((one, other) -> Long.compare(one.time(), other.time()));
		History history = new History();
		Map<String, Body> bodies = new HashMap<>();
		for (Line line : lines) {
			String key = line.client() + line.token();
			if (line.what().equals("has")) {
				bodies.put(key, history.handedOut(line.client(), "lock-1", line.token(), line.time()));
			}
			else if (!line.what().equals("ready")) {
				bodies.get(key).read(line.time(), line.what().equals("yes"));
			}
		}
		Checkers.verify("Processes", history);
	}

	@FaultTest(number = "A13", tier = Tier.T3, fault = "two processes with one token contend for a lock",
			mutant = Mutant.IS_NOT_EPHEMERAL)
	void processesWithOneTokenExcludeEachOther() throws Exception {
		Child first = start(150, Duration.ofMillis(30));
		Child second = start(150, Duration.ofMillis(30));
		assertThat(first.process.waitFor(2, TimeUnit.MINUTES)).isTrue();
		assertThat(second.process.waitFor(2, TimeUnit.MINUTES)).isTrue();
		verify();
		assertThat(first.lines).filteredOn((line) -> line.what().equals("has")).hasSize(150);
		assertThat(this.server.holds("lock-1")).isFalse();
	}

	@FaultTest(number = "C1", tier = Tier.T3, fault = "the holder is stopped for a third of its session's TTL",
			mutant = Mutant.CONFIRMS_LATE)
	void aShortStopLosesNothing() throws Exception {
		Child holder = start(1, Duration.ofMinutes(5));
		await().until(() -> holder.has("yes"));
		Child waiting = start(1, Duration.ofMillis(100));
		await().during(Duration.ofSeconds(5)).atMost(Duration.ofSeconds(8)).until(() -> !holder.has("no"));
		holder.signal("STOP");
		await().during(Duration.ofMillis(3_300)).atMost(Duration.ofSeconds(8)).until(() -> !waiting.has("has"));
		long continued = System.nanoTime();
		holder.signal("CONT");
		await().until(() -> holder.lines.stream().anyMatch((line) -> line.time() > continued));
		await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(8)).until(() -> !holder.has("no"));
		assertThat(waiting.has("has")).isFalse();
		verify();
	}

	@FaultTest(number = "C2", tier = Tier.T3, fault = "the holder is stopped for longer than its session's TTL",
			mutant = Mutant.CLAIMS_FIVE_TTLS)
	void aLongStopEndsTheClaimAtTheFirstReading() throws Exception {
		Child holder = start(1, Duration.ofMinutes(5));
		await().until(() -> holder.has("yes"));
		Child waiting = start(1, Duration.ofMinutes(5));
		holder.signal("STOP");
		await().atMost(Duration.ofSeconds(20)).until(() -> waiting.has("yes"));
		long continued = System.nanoTime();
		holder.signal("CONT");
		await().until(() -> holder.lines.stream().anyMatch((line) -> line.time() > continued));
		verify();
		assertThat(holder.lines).filteredOn((line) -> line.time() > continued)
			.extracting(Line::what)
			.doesNotContain("yes");
	}

	@FaultTest(number = "D9", tier = Tier.T3, fault = "the holder is killed", mutant = Mutant.WAITS_OUT_THE_TTL)
	void theLockOfAKilledProcessIsTakenOverWhenItsSessionIsOver() throws Exception {
		Child holder = start(1, Duration.ofMinutes(5));
		await().until(() -> holder.has("yes"));
		Child waiting = start(1, Duration.ofMillis(100));
		holder.signal("KILL");
		// TTL, a sweep, and starting anew after a hint
		await().atMost(Duration.ofMillis(15_500)).until(() -> waiting.has("has"));
		verify();
	}

	private record Line(String client, String what, long token, long time) {
	}

	/**
	 * A contender in a process of its own.
	 */
	private static final class Child {

		private final Process process;

		private final List<Line> lines = new CopyOnWriteArrayList<>();

		Child(String baseUrl, String name, int rounds, Duration hold) {
			@Nullable String mutant = Child.class.getClassLoader().getName();
			boolean isMutant = Mutant.class.getClassLoader().getName() != null
					&& List.of(Mutant.values()).stream().anyMatch((one) -> one.name().equals(mutant));
			try {
				this.process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
						"-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp", System.getProperty("java.class.path"),
						Contender.class.getName(), baseUrl, String.valueOf(rounds), String.valueOf(hold.toMillis()),
						(isMutant && mutant != null) ? mutant : "")
					.redirectErrorStream(true)
					.start();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
			Thread reader = new Thread(() -> read(name), name);
			reader.setDaemon(true);
			reader.start();
		}

		private void read(String name) {
			try (BufferedReader reader = this.process.inputReader(StandardCharsets.UTF_8)) {
				for (String line = reader.readLine(); line != null; line = reader.readLine()) {
					String[] words = line.split(" ");
					if (words.length == 3 && List.of("ready", "has", "yes", "no").contains(words[0])) {
						this.lines.add(new Line(name, words[0], Long.parseLong(words[1]), Long.parseLong(words[2])));
					}
				}
			}
			catch (IOException ex) {
				// The process has ended
			}
		}

		boolean has(String what) {
			return this.lines.stream().anyMatch((line) -> line.what().equals(what));
		}

		void signal(String signal) throws Exception {
			Process kill = new ProcessBuilder("kill", "-" + signal, String.valueOf(this.process.pid())).start();
			assertThat(kill.waitFor()).isZero();
		}

	}

}
