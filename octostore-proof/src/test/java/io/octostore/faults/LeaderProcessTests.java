package io.octostore.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.octostore.faults.ChildProcess.Line;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Leaders that are stopped, killed and cut off, against each kind of server, by a lock
 * and in a room. TTL 10 s: authority ends after 8 s. All processes write down what they
 * claim on the clock that they share.
 */
abstract class LeaderProcessTests {

	private static final Duration TTL = Duration.ofSeconds(10);

	private static final Duration AUTHORITY = TTL.multipliedBy(8).dividedBy(10);

	/** Until the server notices that a term is over, and a candidate that asks. */
	private static final Duration SWEEP = Duration.ofSeconds(6);

	private final List<ChildProcess> children = new ArrayList<>();

	private TestServer server;

	abstract TestServer startServer();

	@BeforeEach
	void start() {
		this.server = startServer();
	}

	@AfterEach
	void stop() throws InterruptedException {
		for (ChildProcess child : this.children) {
			child.destroy();
		}
		this.server.close();
	}

	private ChildProcess leader(String kind) {
		ChildProcess child = candidate(kind);
		child.awaitLine("granted");
		child.awaitLine("enters");
		return child;
	}

	private ChildProcess candidate(String kind) {
		ChildProcess child = ChildProcess.start("instance-" + (this.children.size() + 1), List.of(), null,
				ProcessRole.LEADER.name(), this.server.baseUrl(), kind);
		this.children.add(child);
		child.tell("go");
		return child;
	}

	/**
	 * No instance claims to lead, enters its code or is in it after another instance was
	 * elected.
	 */
	private void verify() {
		List<Line> all = this.children.stream().flatMap((child) -> child.lines().stream()).toList();
		List<Line> granted = all.stream().filter((line) -> line.what().equals("granted")).toList();
		assertThat(granted).extracting((line) -> line.number(0)).doesNotHaveDuplicates();
		for (Line later : granted) {
			assertThat(all).as("what instances with older terms than %s do after it", later)
				.noneMatch((line) -> List.of("yes", "enters", "granted").contains(line.what())
						&& line.number(0) < later.number(0) && line.time() > later.time());
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "LOCK", "ROOM" })
	void oneOfTheOthersLeadsWhenTheLeaderIsKilled(String kind) throws Exception {
		ChildProcess leader = leader(kind);
		ChildProcess second = candidate(kind);
		ChildProcess third = candidate(kind);
		leader.signal("KILL");
		await().atMost(TTL.plus(SWEEP)).until(() -> second.has("granted") || third.has("granted"));
		await().during(Duration.ofSeconds(2))
			.atMost(Duration.ofSeconds(8))
			.until(() -> second.has("granted") != third.has("granted"));
		verify();
	}

	@ParameterizedTest
	@ValueSource(strings = { "LOCK", "ROOM" })
	void aLeaderThatWasStoppedDoesNotActWhenItContinues(String kind) throws Exception {
		ChildProcess leader = leader(kind);
		ChildProcess second = candidate(kind);
		leader.signal("STOP");
		await().atMost(TTL.plus(SWEEP)).until(() -> second.has("granted"));
		long continued = System.nanoTime();
		leader.signal("CONT");
		leader.awaitLine("revoked");
		leader.awaitLine("leaves");
		leader.awaitLine("no");
		assertThat(leader.hasSince("yes", continued)).isFalse();
		assertThat(leader.hasSince("enters", continued)).isFalse();
		second.tell("yield");
		await().atMost(Duration.ofSeconds(40)).until(() -> leader.all("granted").size() == 2);
		verify();
	}

	@ParameterizedTest
	@ValueSource(strings = { "LOCK", "ROOM" })
	void aLeaderThatWasStoppedKnowsByItselfThatItLeadsNoMore(String kind) throws Exception {
		ChildProcess leader = leader(kind);
		leader.signal("STOP");
		long stopped = System.nanoTime();
		await().atMost(Duration.ofSeconds(20))
			.until(() -> System.nanoTime() - stopped > AUTHORITY.plusMillis(500).toNanos());
		// So that no answer can tell the leader
		this.server.kill();
		long continued = System.nanoTime();
		leader.signal("CONT");
		leader.awaitLine("revoked");
		assertThat(leader.first("revoked").word(1)).isEqualTo("UNCERTAIN");
		leader.awaitLine("no");
		assertThat(leader.hasSince("yes", continued)).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "LOCK", "ROOM" })
	void aLeaderWithoutItsServerIsToldBeforeAnotherInstanceCouldBeElected(String kind) throws Exception {
		ChildProcess leader = leader(kind);
		long killed = System.nanoTime();
		this.server.kill();
		leader.awaitLine("revoked");
		leader.awaitLine("leaves");
		// The last confirmation was sent before, so that the server keeps it for longer
		assertThat(leader.first("revoked").time() - killed).isLessThan(TTL.toNanos());
		assertThat(leader.first("leaves").time() - killed).isLessThan(TTL.toNanos());
		assertThat(leader.first("revoked").word(1)).isEqualTo("UNCERTAIN");
	}

	@ParameterizedTest
	@ValueSource(strings = { "LOCK", "ROOM" })
	void aLeaderThatYieldsEndsItsCodeFirst(String kind) throws Exception {
		ChildProcess leader = leader(kind);
		ChildProcess second = candidate(kind);
		leader.tell("yield");
		leader.awaitLine("yielded");
		second.awaitLine("granted");
		long elected = second.first("granted").time();
		assertThat(leader.first("revoked").time()).isLessThan(elected);
		assertThat(leader.first("revoked").word(1)).isEqualTo("NONE");
		assertThat(leader.first("leaves").time()).isLessThan(elected);
		assertThat(elected - leader.first("revoked").time()).isLessThan(TimeUnit.SECONDS.toNanos(10));
		second.tell("close");
		second.awaitEnd();
		await().atMost(Duration.ofSeconds(30)).until(() -> leader.all("granted").size() == 2);
		verify();
	}

}
