package io.octostore.election;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.octostore.NotLeaderException;
import io.octostore.OctoStoreValidationException;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.lock.LockOptions;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.lock.SessionProfile;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Elections of two instances on a server that speaks the protocol, here the in-process
 * one: by a lock and in a room, with one outcome.
 */
class LeaderElectionIntegrationTests {

	private TestServer server;

	private Instance first;

	private Instance second;

	TestServer startServer() {
		return TestServer.embedded();
	}

	@BeforeEach
	void start() {
		this.server = startServer();
		this.first = new Instance(this.server);
		this.second = new Instance(this.server);
	}

	@AfterEach
	void stop() {
		Stream.of(this.first, this.second).forEach(Instance::close);
		this.server.close();
	}

	@ParameterizedTest
	@EnumSource
	void oneInstanceLeadsAndTheOtherOneFollows(Kind kind) {
		LeaderElection one = this.first.election(kind);
		LeaderElection two = this.second.election(kind);
		one.start();
		await().until(one::isLeader);
		two.start();
		await().during(Duration.ofMillis(500)).until(() -> !two.isLeader());
		long token = one.leadership().orElseThrow().fencingToken();
		one.stop().join();
		assertThat(one.isLeader()).isFalse();
		await().until(two::isLeader);
		assertThat(two.leadership().orElseThrow().fencingToken()).isGreaterThan(token);
	}

	@ParameterizedTest
	@EnumSource
	void anotherInstanceIsElectedOnlyAfterTheCodeOfAYieldingLeaderHasEnded(Kind kind) throws Exception {
		LeaderElection one = this.first.election(kind);
		LeaderElection two = this.second.election(kind);
		List<String> journal = new CopyOnWriteArrayList<>();
		CountDownLatch mayEnd = new CountDownLatch(1);
		one.addListener(new LeadershipListener() {

			@Override
			public void revoked(Leadership leadership) {
				journal.add("one is told");
				pass(mayEnd);
				journal.add("one has ended");
			}

		});
		two.addListener(new LeadershipListener() {

			@Override
			public void granted(Leadership leadership) {
				journal.add("two leads");
			}

		});
		one.start();
		await().until(one::isLeader);
		two.start();
		one.yieldLeadership();
		await().until(() -> !journal.isEmpty());
		await().during(Duration.ofSeconds(1)).until(() -> !two.isLeader());
		mayEnd.countDown();
		await().until(() -> journal.size() == 3);
		assertThat(journal).containsExactly("one is told", "one has ended", "two leads");
		assertThat(one.isRunning()).isTrue();
	}

	private static void pass(CountDownLatch latch) {
		try {
			assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@ParameterizedTest
	@EnumSource
	void aCloseHandsOverAndLeavesNothing(Kind kind) {
		LeaderElection one = this.first.election(kind);
		one.start();
		await().until(one::isLeader);
		one.close();
		assertThat(one.isLeader()).isFalse();
		LeaderElection two = this.second.election(kind);
		two.start();
		await().atMost(Duration.ofSeconds(3)).until(two::isLeader);
	}

	@ParameterizedTest
	@EnumSource
	void aCandidateThatStopsIsNotElectedLater(Kind kind) {
		LeaderElection one = this.first.election(kind);
		LeaderElection two = this.second.election(kind);
		one.start();
		await().until(one::isLeader);
		two.start();
		two.stop().join();
		one.stop().join();
		await().during(Duration.ofSeconds(1)).until(() -> !two.isLeader());
		one.start();
		await().until(one::isLeader);
	}

	@Test
	void aBodyIsInterruptedWhenTheLocksAreClosed() {
		LeaderElection one = this.first.election(Kind.LOCK);
		one.start();
		await().until(one::isLeader);
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(() -> one.executeChecked((leadership) -> {
			Thread closing = new Thread(() -> this.first.locks.close(Duration.ZERO), "closing");
			closing.start();
			new CountDownLatch(1).await();
			return "never";
		})).satisfies((ex) -> assertThat(ex.loss()).isPresent());
		await().until(() -> !one.isRunning());
	}

	@Test
	void aLeaderIgnoresDefaultsThatWouldEndItsLeadership() {
		OctoStoreLocks locks = OctoStoreLocks.builder(this.first.client)
			.defaults(LockOptions.defaults().withMaxHold(Duration.ofSeconds(1)).withHoldAtLeast(Duration.ofMinutes(1)))
			.build();
		try (locks; LeaderElection one = LeaderElection.byLock(locks, "leader").build()) {
			one.start();
			await().until(one::isLeader);
			await().during(Duration.ofMillis(1500)).until(one::isLeader);
			one.stop().join();
			LeaderElection two = this.second.election(Kind.LOCK);
			two.start();
			await().atMost(Duration.ofSeconds(5)).until(two::isLeader);
		}
	}

	@Test
	void refusesWhatBreaksARuleBeforeTheStart() {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> LeaderElection.byLock(this.first.locks, "not a name").build())
			.withMessageContaining("not a name");
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> LeaderElection.byLock(this.first.locks, "leader").ttl(Duration.ofSeconds(5)).build())
			.withMessageContaining("5");
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> LeaderElection.byLock(this.first.locks, "leader").candidateId("node-1").build())
			.withMessage("candidateId 'node-1' is for rooms, but 'leader' is led by a lock");
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> LeaderElection.inRoom(this.first.client, "short").build())
			.withMessageContaining("short");
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(
					() -> LeaderElection.inRoom(this.first.client, "build-leader").ttl(Duration.ofSeconds(4)).build())
			.withMessageContaining("4");
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(
					() -> LeaderElection.inRoom(this.first.client, "build-leader").profile(SessionProfile.FAST).build())
			.withMessage("profile FAST is for locks, but 'build-leader' is led in a room: set ttl");
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> LeaderElection.byLock(this.first.locks, "leader").yieldPause(Duration.ofMinutes(61)))
			.withMessage("yieldPause must be 0 to 1 hour, but is PT1H1M");
	}

	/**
	 * What the terms are won by.
	 */
	enum Kind {

		LOCK, ROOM

	}

	/**
	 * An instance of an application, which shares its token with the other one.
	 */
	private static final class Instance implements AutoCloseable {

		private final ReactiveOctoStoreClient client;

		private final OctoStoreLocks locks;

		private final List<LeaderElection> elections = new CopyOnWriteArrayList<>();

		private Instance(TestServer server) {
			this.client = ReactiveOctoStoreClient.create(server.baseUrl(), TestServer.ALICE);
			this.locks = OctoStoreLocks.builder(this.client).build();
		}

		private LeaderElection election(Kind kind) {
			LeaderElection election = (kind == Kind.LOCK) ? LeaderElection.byLock(this.locks, "leader").build()
					: LeaderElection.inRoom(this.client, "build-leader").name("leader").build();
			this.elections.add(election);
			return election;
		}

		@Override
		public void close() {
			this.elections.forEach(LeaderElection::close);
			this.locks.close(Duration.ZERO);
			this.client.close();
		}

	}

}
