package io.octostore.authority;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.octostore.etcd.EtcdAuthority;
import io.octostore.etcd.EtcdStatus;
import io.octostore.lock.HeldLock;
import io.octostore.lock.LockOptions;
import io.octostore.lock.LocksControl;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.testsupport.EtcdCluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Members of an etcd cluster that stop.
 */
@Tag("etcd")
class EtcdClusterTests {

	private static final Duration SESSION = Duration.ofSeconds(30);

	private static final Duration LOCK = Duration.ofSeconds(60);

	private static final Attempt ATTEMPT = new Attempt(Duration.ofSeconds(10), false);

	private static <T> T answer(Consumer<Consumer<? super T>> exchange) {
		CompletableFuture<T> answer = new CompletableFuture<>();
		exchange.accept(answer::complete);
		return answer.orTimeout(30, TimeUnit.SECONDS).join();
	}

	private static SessionId session(EtcdAuthority etcd) {
		SessionAnswer created = answer((answer) -> etcd.createSession(SESSION, ATTEMPT, answer));
		return ((SessionAnswer.Created) created).id();
	}

	private static OptionalInt count(EtcdAuthority etcd, SessionId session) {
		return answer((answer) -> etcd.countLocks(session, ATTEMPT, answer));
	}

	@Test
	void anAcquireThatAMemberCarriesOutLateTakesNothing() {
		try (EtcdCluster cluster = EtcdCluster.start(3);
				EtcdAuthority etcd = EtcdAuthority.builder().endpoints(cluster.endpoints()).build()) {
			SessionId session = session(etcd);
			int member = cluster.endpoints().indexOf(etcd.check(Duration.ofSeconds(5)).endpoint());
			cluster.stop(member);
			AcquireAnswer acquired = answer((answer) -> etcd.acquire("a", LOCK, session, ATTEMPT, answer));
			assertThat(acquired).isInstanceOf(AcquireAnswer.Granted.class);
			LeaseId lease = ((AcquireAnswer.Granted) acquired).lease();
			EndAnswer released = answer((answer) -> etcd.release("a", lease, ATTEMPT, answer));
			assertThat(released).isInstanceOf(EndAnswer.Ended.class);
			cluster.resume(member);
			await().during(Duration.ofSeconds(3))
				.atMost(Duration.ofSeconds(10))
				.untilAsserted(() -> assertThat(count(etcd, session)).hasValue(0));
		}
	}

	@Test
	void aCheckNamesAMemberThatAnswers() {
		try (EtcdCluster cluster = EtcdCluster.start(3);
				EtcdAuthority etcd = EtcdAuthority.builder().endpoints(cluster.endpoints()).build()) {
			EtcdStatus first = etcd.check(Duration.ofSeconds(5));
			cluster.kill(cluster.endpoints().indexOf(first.endpoint()));
			assertThat(etcd.check(Duration.ofSeconds(10)).endpoint()).isIn(cluster.endpoints())
				.isNotEqualTo(first.endpoint());
		}
	}

	@Test
	void aWaitingCallerIsServedAlthoughTheMemberOfItsWatchHasStopped() {
		try (EtcdCluster cluster = EtcdCluster.start(3);
				EtcdAuthority one = EtcdAuthority.builder().endpoints(cluster.endpoints()).build();
				EtcdAuthority other = EtcdAuthority.builder().endpoints(cluster.endpoints()).build();
				OctoStoreLocks holder = OctoStoreLocks.builder(one).build();
				OctoStoreLocks waiting = OctoStoreLocks.builder(other).build()) {
			HeldLock held = holder.tryAcquire("a").orElseThrow();
			CompletableFuture<Long> served = CompletableFuture.supplyAsync(() -> waiting.execute("a",
					LockOptions.defaults().withWaitFor(Duration.ofMinutes(1)), HeldLock::fencingToken));
			await().until(() -> ((LocksControl) waiting).activity().waiting() == 1);
			int member = cluster.endpoints().indexOf(other.check(Duration.ofSeconds(5)).endpoint());
			cluster.stop(member);
			held.close();
			assertThat(served.orTimeout(14, TimeUnit.SECONDS).join()).isGreaterThan(held.fencingToken());
			cluster.resume(member);
		}
	}

}
