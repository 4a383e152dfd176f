package io.octostore.servers;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

import reactor.core.publisher.Mono;

import io.octostore.UnsupportedServerException;
import io.octostore.client.AcquireResult;
import io.octostore.client.OctoStoreClient;
import io.octostore.election.LeaderElection;
import io.octostore.lock.HeldLock;
import io.octostore.lock.LockHolder;
import io.octostore.lock.LockOptions;
import io.octostore.lock.OctoStoreLocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tries the locks, and the leader rooms, on a server.
 */
final class LocksChecks {

	private static final Duration TTL = Duration.ofSeconds(60);

	private static final LockOptions WAITING = LockOptions.defaults().withWaitFor(Duration.ofMinutes(1));

	private LocksChecks() {
	}

	private static OctoStoreLocks locks(OctoStoreClient client, LockHolder holder) {
		return OctoStoreLocks.builder(client.reactive()).holder(holder).build();
	}

	/**
	 * Two instances with one token.
	 */
	static Outcome sessionHolder(ServerAccess server) throws Exception {
		try (OctoStoreLocks first = locks(server.alice(), LockHolder.SESSION);
				OctoStoreLocks second = locks(server.alice(), LockHolder.SESSION)) {
			try {
				exclude(server.newLock(), first, second);
				return Outcome.WORKS;
			}
			catch (UnsupportedServerException ex) {
				assertThat(ex).hasMessageContaining("octostore.lock.holder=token");
				assertThat(ex.requiredRelease()).isIn("v0.5.0", "v0.14.0");
			}
			assertThatARefusalDoesNoHarm(server, first);
			return Outcome.REFUSED;
		}
	}

	private static void assertThatARefusalDoesNoHarm(ServerAccess server, OctoStoreLocks locks) {
		OctoStoreClient other = server.alice();
		String name = server.newLock();
		AcquireResult.Acquired held = other.acquireLock(name, TTL);
		assertThatExceptionOfType(UnsupportedServerException.class).isThrownBy(() -> locks.tryAcquire(name));
		assertThatExceptionOfType(UnsupportedServerException.class)
			.isThrownBy(() -> locks.execute(name, WAITING, (lock) -> lock.fencingToken()));
		assertThatExceptionOfType(UnsupportedServerException.class).isThrownBy(
				() -> locks.reactive().withLock(name, WAITING, (lock) -> Mono.just(lock.fencingToken())).block());
		other.renewLock(name, held.leaseId(), TTL);
	}

	/**
	 * Two instances, each with a token of a user of its own.
	 */
	static Outcome tokenHolder(ServerAccess server) throws Exception {
		try (OctoStoreLocks first = locks(server.alice(), LockHolder.TOKEN);
				OctoStoreLocks second = locks(server.bob(), LockHolder.TOKEN)) {
			exclude(server.newLock(), first, second);
			return Outcome.WORKS;
		}
	}

	static Outcome leaderRoom(ServerAccess server) {
		try (LeaderElection first = LeaderElection.inRoom(server.anonymous().reactive(), "build-leader").build();
				LeaderElection second = LeaderElection.inRoom(server.anonymous().reactive(), "build-leader").build()) {
			first.start();
			await().until(() -> first.isLeader() || first.failure().isPresent());
			if (first.failure().isPresent()) {
				assertThat(first.failure().get()).isInstanceOf(UnsupportedServerException.class)
					.hasMessageContaining("v0.12.0");
				return Outcome.REFUSED;
			}
			long token = first.leadership().orElseThrow().fencingToken();
			second.start();
			first.yieldLeadership().join();
			await().until(second::isLeader);
			assertThat(second.leadership().orElseThrow().fencingToken()).isGreaterThan(token);
			return Outcome.WORKS;
		}
	}

	private static void exclude(String name, OctoStoreLocks first, OctoStoreLocks second) throws Exception {
		HeldLock held = first.tryAcquire(name).orElseThrow();
		assertThat(second.tryAcquire(name)).isEmpty();
		CompletableFuture<Long> waiter = second.reactive()
			.withLock(name, WAITING, (lock) -> Mono.just(lock.fencingToken()))
			.toFuture();
		assertThat(first.tryAcquire(name)).isEmpty();
		assertThat(waiter).isNotDone();
		held.ensureHeld();
		held.close();
		long token = waiter.get();
		assertThat(token).isGreaterThan(held.fencingToken());
		long next = first.execute(name, WAITING, HeldLock::fencingToken);
		assertThat(next).isGreaterThan(token);
	}

}
