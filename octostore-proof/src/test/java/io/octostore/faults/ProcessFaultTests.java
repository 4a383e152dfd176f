package io.octostore.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.octostore.ErrorCode;
import io.octostore.OctoStoreServerException;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.faults.ChildProcess.Line;
import io.octostore.faults.FaultTest.Tier;
import io.octostore.faults.FaultTestExtension.HasHistory;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

/**
 * Processes that are stopped, killed, crowded and closed, against each kind of server.
 * Session TTL 10 s: a keepalive goes out every 3 to 3.3 s, and authority ends after 8 s.
 * What all of them asked, were answered and claimed becomes one history on one clock,
 * which the {@link Checkers} judge.
 */
abstract class ProcessFaultTests implements HasHistory {

	private static final Duration LONG = Duration.ofMinutes(5);

	private static final Duration SESSION_TTL = Duration.ofSeconds(10);

	/** Until the server notices that a session is over. */
	private static final Duration SWEEP = Duration.ofSeconds(5);

	private final List<ChildProcess> children = new ArrayList<>();

	private TestServer server;

	private ReactiveOctoStoreClient observer;

	abstract TestServer startServer();

	@BeforeEach
	void start() {
		this.server = startServer();
		this.observer = ReactiveOctoStoreClient.create(this.server.baseUrl(), TestServer.ALICE);
	}

	@AfterEach
	void stop() throws InterruptedException {
		for (ChildProcess child : this.children) {
			child.destroy();
		}
		this.observer.close();
		this.server.close();
	}

	private ChildProcess start(ProcessRole role, Object... arguments) {
		return start(List.of(), null, role, arguments);
	}

	private ChildProcess start(List<String> options, @Nullable Mutant mutant, ProcessRole role, Object... arguments) {
		List<String> all = new ArrayList<>(List.of(role.name(), this.server.baseUrl()));
		for (Object argument : arguments) {
			all.add(argument.toString());
		}
		ChildProcess child = ChildProcess.start("instance-" + (this.children.size() + 1), options, mutant,
				all.toArray(String[]::new));
		this.children.add(child);
		return child;
	}

	private ChildProcess contender(int rounds, Duration hold) {
		return start(ProcessRole.CONTENDER, rounds, hold.toMillis());
	}

	/**
	 * Let a process get the lock, and then another one want it.
	 */
	private static void holdAndWait(ChildProcess holder, ChildProcess waiting) {
		holder.tell("go");
		holder.awaitLine("yes");
		waiting.tell("go");
		waiting.awaitLine("answered");
	}

	private static void awaitTime(long time) {
		await().atMost(SESSION_TTL).until(() -> System.nanoTime() >= time);
	}

	@Override
	public History history() {
		return ProcessHistory.of(this.children.stream().flatMap((child) -> child.lines().stream()).toList());
	}

	private void verify() {
		Checkers.verify("Processes", history());
	}

	private boolean isFree(String name) {
		return !this.observer.getLockStatus(name).block().isHeld();
	}

	@FaultTest(number = "A13", tier = Tier.T3, fault = "two processes with one token contend for a lock",
			mutant = Mutant.IS_NOT_EPHEMERAL)
	void processesWithOneTokenExcludeEachOther() throws Exception {
		ChildProcess first = contender(150, Duration.ofMillis(30));
		ChildProcess second = contender(150, Duration.ofMillis(30));
		first.tell("go");
		second.tell("go");
		first.awaitEnd();
		second.awaitEnd();
		verify();
		assertThat(first.all("has")).hasSize(150);
		assertThat(second.all("has")).hasSize(150);
		assertThat(isFree("lock-1")).isTrue();
	}

	@Test
	void theHistoryOfProcessesThatShareALeaseIsNotLinearizable() throws Exception {
		ChildProcess holder = start(List.of(), Mutant.IS_NOT_EPHEMERAL, ProcessRole.CONTENDER, 1, LONG.toMillis());
		ChildProcess other = start(List.of(), Mutant.IS_NOT_EPHEMERAL, ProcessRole.CONTENDER, 1, LONG.toMillis());
		holder.tell("go");
		holder.awaitLine("yes");
		other.tell("go");
		other.awaitLine("yes");
		await().until(() -> holder.hasSince("yes", other.first("yes").time()));
		assertThat(Checkers.linearizability(history())).singleElement()
			.asString()
			.startsWith("linearizability of lock-1: ")
			.contains("instance-2 ACQUIRE lock-1");
		assertThat(Checkers.exclusion(history())).isNotEmpty();
		assertThat(Checkers.fencing(history())).isNotEmpty();
	}

	@FaultTest(number = "B13", tier = Tier.T3, fault = "many CPU-bound threads on two cores",
			mutant = Mutant.SHARES_THREADS_WITH_THE_APPLICATION, alone = true)
	void threadsThatComputeDelayNoKeepalive() throws Exception {
		ChildProcess holder = start(ProcessRole.CROWDED_HOLDER, 10_000);
		holder.tell("go");
		holder.awaitEnd();
		verify();
		assertThat(holder.has("keeps")).isTrue();
		// It is a matter of one process: where others take a quarter of the CPUs, nothing
		// can be told
		Line computed = holder.first("computed");
		assumeThat(computed.number(0)).as("milliseconds of CPU time").isGreaterThan(computed.number(1) / 4 * 3);
		assertThat(holder.has("no")).isFalse();
		List<Line> sent = new ArrayList<>(holder.all("creates"));
		sent.addAll(holder.all("keeps"));
		assertThat(sent).hasSizeGreaterThanOrEqualTo(3);
		for (int index = 1; index < sent.size(); index++) {
			Duration interval = Duration.ofNanos(sent.get(index).time() - sent.get(index - 1).time());
			// One second, and another one for what other processes do
			assertThat(interval).isLessThan(SESSION_TTL.dividedBy(3).plusSeconds(2));
		}
	}

	@FaultTest(number = "C1", tier = Tier.T3, fault = "the holder is stopped for a third of its session's TTL",
			mutant = Mutant.CONFIRMS_LATE)
	void aShortStopLosesNothing() throws Exception {
		ChildProcess holder = contender(1, LONG);
		ChildProcess waiting = contender(1, LONG);
		holdAndWait(holder, waiting);
		// Confirmed once by now, as of at least three seconds after the start
		long start = holder.first("creates").time();
		awaitTime(start + TimeUnit.MILLISECONDS.toNanos(5_000));
		holder.signal("STOP");
		awaitTime(start + TimeUnit.MILLISECONDS.toNanos(8_500));
		long continued = System.nanoTime();
		holder.signal("CONT");
		await().until(() -> holder.hasSince("yes", continued) || holder.has("no"));
		await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(8)).until(() -> !holder.has("no"));
		assertThat(waiting.has("has")).isFalse();
		verify();
	}

	@FaultTest(number = "C2", tier = Tier.T3, fault = "the holder is stopped for longer than its session's TTL",
			mutant = Mutant.CLAIMS_FIVE_TTLS)
	void aLongStopEndsTheClaimAtTheFirstReading() throws Exception {
		ChildProcess holder = contender(1, LONG);
		ChildProcess waiting = contender(1, LONG);
		holdAndWait(holder, waiting);
		holder.signal("STOP");
		await().atMost(Duration.ofSeconds(20)).until(() -> waiting.has("yes"));
		// So that no answer can tell the holder
		this.server.kill();
		long continued = System.nanoTime();
		holder.signal("CONT");
		await().until(() -> holder.hasSince("yes", continued) || holder.hasSince("no", continued));
		verify();
		assertThat(holder.hasSince("yes", continued)).isFalse();
	}

	@FaultTest(number = "C14", tier = Tier.T3, fault = "long garbage collections", mutant = Mutant.COUNTS_NO_PAUSES)
	void noClaimOutlivesItsDeadlineWhileGarbageIsCollected() throws Exception {
		ChildProcess holder = start(List.of("-Xmx400m", "-Xmn16m"), null, ProcessRole.COLLECTING_HOLDER);
		holder.tell("go");
		holder.awaitLine("has");
		long start = holder.first("creates").time();
		awaitTime(start + TimeUnit.SECONDS.toNanos(4));
		this.server.kill();
		long end = start + TimeUnit.SECONDS.toNanos(15);
		await().atMost(Duration.ofSeconds(30)).until(() -> holder.has("no") || System.nanoTime() > end);
		verify();
		assertThat(holder.has("no")).isTrue();
		long longest = 0;
		List<Line> looks = holder.all("yes");
		for (int index = 1; index < looks.size(); index++) {
			longest = Math.max(longest, looks.get(index).time() - looks.get(index - 1).time());
		}
		assertThat(Duration.ofNanos(longest)).as("longest pause").isGreaterThan(Duration.ofMillis(100));
	}

	@FaultTest(number = "D7", tier = Tier.T3, fault = "a process closes its locks while it holds 50",
			mutant = Mutant.LEAVES_SESSIONS_AT_SHUTDOWN)
	void aShutdownEndsTheSessionOnceAndLeavesNothing() throws Exception {
		ChildProcess holder = contender(1, LONG);
		ChildProcess closing = start(ProcessRole.BUSY_INSTANCE);
		holder.tell("go");
		holder.awaitLine("yes");
		closing.tell("go");
		closing.awaitLine("busy");
		await().until(() -> closing.all("answered").stream().anyMatch((line) -> line.word(1).equals("HELD")));
		closing.tell("close");
		closing.awaitLine("closed");
		for (int number = 2; number <= 51; number++) {
			assertThat(isFree("lock-" + number)).as("lock-%d is free", number).isTrue();
		}
		// Two seconds, and one for a busy machine
		assertThat(closing.first("closed").time() - closing.first("closing").time())
			.isLessThan(TimeUnit.SECONDS.toNanos(3));
		assertThat(closing.all("ends")).extracting((line) -> line.word(0))
			.containsExactlyInAnyOrderElementsOf(sessions(closing));
		closing.awaitEnd();
		assertNothingIsLeft(closing);
		verify();
	}

	@FaultTest(number = "D9", tier = Tier.T3, fault = "the holder is killed", mutant = Mutant.WAITS_OUT_THE_TTL)
	void theLockOfAKilledProcessIsTakenOverWhenItsSessionIsOver() throws Exception {
		ChildProcess holder = contender(1, LONG);
		ChildProcess waiting = contender(1, LONG);
		holdAndWait(holder, waiting);
		holder.signal("KILL");
		await().atMost(SESSION_TTL.plus(SWEEP).plusMillis(500)).until(() -> waiting.has("has"));
		verify();
	}

	@FaultTest(number = "D11", tier = Tier.T3, fault = "a body ignores interrupts during shutdown",
			mutant = Mutant.ENDS_SESSIONS_UNDER_BODIES)
	void theSessionOfABodyThatDoesNotEndIsLeftAlone() throws Exception {
		ChildProcess holder = start(ProcessRole.STUBBORN_HOLDER);
		ChildProcess waiting = contender(1, LONG);
		holdAndWait(holder, waiting);
		holder.tell("close");
		holder.awaitLine("closed");
		await().during(Duration.ofSeconds(2)).atMost(Duration.ofSeconds(8)).until(() -> !waiting.has("has"));
		holder.tell("end");
		holder.awaitEnd();
		assertThat(holder.has("interrupted")).isTrue();
		assertThat(holder.has("ends")).isFalse();
		waiting.awaitLine("has");
		assertThat(waiting.first("has").time()).isGreaterThan(holder.first("returns").time());
		verify();
	}

	@FaultTest(number = "D12", tier = Tier.T3, fault = "client and locks are created and closed 200 times",
			mutant = Mutant.LEAVES_ITS_TIMER_THREAD)
	void whatComesAndGoesLeavesNothing() throws Exception {
		ChildProcess instance = start(ProcessRole.COMES_AND_GOES, 200);
		instance.tell("go");
		instance.awaitEnd();
		assertNothingIsLeft(instance);
		List<String> sessions = sessions(instance);
		assertThat(sessions).doesNotHaveDuplicates().hasSize(200);
		for (String session : sessions) {
			assertThatExceptionOfType(OctoStoreServerException.class)
				.isThrownBy(() -> this.observer.getSession(UUID.fromString(session)).block())
				.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ErrorCode.NOT_FOUND));
		}
		verify();
	}

	private static List<String> sessions(ChildProcess child) {
		return child.all("created").stream().map((line) -> line.word(1)).toList();
	}

	private static void assertNothingIsLeft(ChildProcess child) {
		Line leftovers = child.first("leftovers");
		assertThat(leftovers.number(0)).as("sockets that are left").isZero();
		assertThat(leftovers.words()).as("threads that are left").hasSize(1);
	}

}
