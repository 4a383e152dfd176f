package io.octostore.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.octostore.faults.ChildProcess.Line;
import io.octostore.testsupport.EtcdCluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Processes that contend for a lock on a cluster of three, whose members are stopped and
 * killed meanwhile. Session TTL 10 s. What all of them asked, were answered and claimed
 * becomes one history on one clock, which the {@link Checkers} judge.
 */
@Tag("etcd")
class EtcdProcessFaultTests {

	private static final Duration LONG = Duration.ofMinutes(5);

	private static final Duration SESSION_TTL = Duration.ofSeconds(10);

	private static final int ROUNDS = 120;

	private static final Duration HOLD = Duration.ofMillis(20);

	private final List<ChildProcess> children = new ArrayList<>();

	private EtcdCluster cluster;

	@BeforeEach
	void start() {
		this.cluster = EtcdCluster.start(3);
	}

	@AfterEach
	void stop() throws InterruptedException {
		for (ChildProcess child : this.children) {
			child.destroy();
		}
		this.cluster.close();
	}

	private ChildProcess contender(int rounds, Duration hold) {
		ChildProcess child = ChildProcess.start("instance-" + (this.children.size() + 1), List.of(), null,
				ProcessRole.CONTENDER.name(), ProcessInstance.ETCD + this.cluster.url(), String.valueOf(rounds),
				String.valueOf(hold.toMillis()));
		this.children.add(child);
		return child;
	}

	private void verify() {
		Checkers.verify("Processes on etcd",
				ProcessHistory.of(this.children.stream().flatMap((child) -> child.lines().stream()).toList()));
	}

	private List<Line> grants() {
		return this.children.stream()
			.flatMap((child) -> child.all("has").stream())
			.sorted(Comparator.comparingLong(Line::time))
			.toList();
	}

	/**
	 * Let two processes contend, and do something to the cluster when they are at it.
	 */
	private void contend(Harm harm) throws Exception {
		ChildProcess first = contender(ROUNDS, HOLD);
		ChildProcess second = contender(ROUNDS, HOLD);
		first.tell("go");
		second.tell("go");
		await().atMost(Duration.ofSeconds(30)).until(() -> grants().size() > ROUNDS / 4);
		int leader = this.cluster.leader();
		harm.doTo(this.cluster, (harm.leads) ? leader : (leader + 1) % 3);
		first.awaitEnd();
		second.awaitEnd();
		verify();
		assertThat(first.all("left")).hasSize(ROUNDS);
		assertThat(second.all("left")).hasSize(ROUNDS);
		List<Line> grants = grants();
		Duration longest = Duration.ofNanos(Stream.iterate(1, (index) -> index < grants.size(), (index) -> index + 1)
			.mapToLong((index) -> grants.get(index).time() - grants.get(index - 1).time())
			.max()
			.orElseThrow());
		assertThat(longest).as("longest time without a grant").isLessThan(SESSION_TTL);
	}

	@ParameterizedTest
	@EnumSource(Harm.class)
	void contendersExcludeEachOtherAndGoOn(Harm harm) throws Exception {
		contend(harm);
	}

	@Test
	void withoutAMajorityAClaimEndsInTimeAndTheLockIsFreeAfterwards() throws Exception {
		ChildProcess holder = contender(1, LONG);
		ChildProcess waiting = contender(1, Duration.ZERO);
		holder.tell("go");
		holder.awaitLine("yes");
		waiting.tell("go");
		waiting.awaitLine("answered");
		this.cluster.kill(0);
		this.cluster.kill(1);
		await().atMost(SESSION_TTL.multipliedBy(2)).until(() -> holder.has("no"));
		assertThat(waiting.has("has")).isFalse();
		this.cluster.restart(0);
		// Its lease has got its whole TTL again
		await().atMost(SESSION_TTL.multipliedBy(4)).until(() -> waiting.has("has"));
		waiting.awaitEnd();
		verify();
	}

	@Test
	void theLockOfAKilledProcessIsTakenOver() throws Exception {
		ChildProcess holder = contender(1, LONG);
		ChildProcess waiting = contender(1, Duration.ZERO);
		holder.tell("go");
		holder.awaitLine("yes");
		waiting.tell("go");
		waiting.awaitLine("answered");
		holder.signal("KILL");
		await().atMost(SESSION_TTL.multipliedBy(2)).until(() -> waiting.has("has"));
		waiting.awaitEnd();
		verify();
	}

	@Test
	void aProcessThatWasStoppedForLongerThanItsSessionClaimsNothing() throws Exception {
		ChildProcess holder = contender(1, LONG);
		ChildProcess waiting = contender(1, LONG);
		holder.tell("go");
		holder.awaitLine("yes");
		waiting.tell("go");
		waiting.awaitLine("answered");
		holder.signal("STOP");
		await().atMost(SESSION_TTL.multipliedBy(3)).until(() -> waiting.has("yes"));
		long resumed = System.nanoTime();
		holder.signal("CONT");
		await().atMost(SESSION_TTL).until(() -> holder.hasSince("no", resumed));
		assertThat(holder.hasSince("yes", resumed)).isFalse();
		verify();
	}

	/**
	 * What is done to one member.
	 */
	enum Harm {

		NOTHING(true) {

			@Override
			void doTo(EtcdCluster cluster, int member) {
			}

		},

		LEADER_STOPPED(true) {

			@Override
			void doTo(EtcdCluster cluster, int member) {
				cluster.stop(member);
				// The others have elected another one
				await().atMost(Duration.ofSeconds(20)).until(() -> cluster.leader() != member);
				cluster.resume(member);
			}

		},

		LEADER_KILLED(true) {

			@Override
			void doTo(EtcdCluster cluster, int member) {
				cluster.kill(member);
				cluster.restart(member);
			}

		},

		FOLLOWER_STOPPED(false) {

			@Override
			void doTo(EtcdCluster cluster, int member) {
				cluster.stop(member);
				await().pollDelay(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(20)).until(() -> true);
				cluster.resume(member);
			}

		},

		FOLLOWER_KILLED(false) {

			@Override
			void doTo(EtcdCluster cluster, int member) {
				cluster.kill(member);
				cluster.restart(member);
			}

		};

		private final boolean leads;

		Harm(boolean leads) {
			this.leads = leads;
		}

		abstract void doTo(EtcdCluster cluster, int member);

	}

}
