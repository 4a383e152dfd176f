package io.octostore.authority;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.octostore.LossReason;
import io.octostore.OctoStoreException;
import io.octostore.etcd.EtcdAuthority;
import io.octostore.lock.HeldLock;
import io.octostore.lock.LockOptions;
import io.octostore.lock.LocksControl;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.testsupport.EtcdCluster;
import io.octostore.testsupport.TcpGate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What holders and waiting callers notice when members of a cluster of three stop, when
 * the network parts, and when operators work on it. Session TTL 10 s.
 */
@Tag("etcd")
class EtcdOutageTests {

	private static final Duration TTL = Duration.ofSeconds(10);

	/** What is left of a TTL after a claim has ended in time. */
	private static final Duration CLAIM = Duration.ofSeconds(8);

	private static final Duration BETWEEN_KEEPALIVES = Duration.ofSeconds(4);

	private final Deque<AutoCloseable> resources = new ArrayDeque<>();

	private EtcdCluster cluster;

	private EtcdAuthority etcd;

	private OctoStoreLocks locks;

	@BeforeEach
	void start() {
		this.cluster = opened(EtcdCluster.start(3));
		this.etcd = authority(this.cluster.endpoints());
		this.locks = locks(this.etcd);
	}

	@AfterEach
	void stop() throws Exception {
		for (AutoCloseable resource : this.resources) {
			resource.close();
		}
	}

	private <T extends AutoCloseable> T opened(T resource) {
		this.resources.push(resource);
		return resource;
	}

	private EtcdAuthority authority(List<String> endpoints) {
		return opened(EtcdAuthority.builder().endpoints(endpoints).build());
	}

	private OctoStoreLocks locks(EtcdAuthority authority) {
		return opened(OctoStoreLocks.builder(authority)
			.sessionTtl(TTL)
			.shutdownTimeout(Duration.ofSeconds(1))
			.defaults(LockOptions.defaults().withTtl(TTL))
			.build());
	}

	private int memberOf(EtcdAuthority authority) {
		return this.cluster.endpoints().indexOf(authority.check(Duration.ofSeconds(5)).endpoint());
	}

	/**
	 * The lock is held without a break for longer than its last confirmation carries.
	 */
	private static void assertStaysHeld(HeldLock held) {
		await().during(TTL.plusSeconds(3)).atMost(TTL.multipliedBy(3)).until(held::isHeld);
	}

	private static LossReason reasonOfLoss(HeldLock held) {
		await().atMost(TTL.multipliedBy(2)).until(() -> !held.isHeld());
		return held.loss().orElseThrow().reason();
	}

	private CompletableFuture<Long> waitFor(String name) {
		OctoStoreLocks other = locks(authority(this.cluster.endpoints()));
		CompletableFuture<Long> served = CompletableFuture.supplyAsync(() -> other.execute(name,
				LockOptions.defaults().withTtl(TTL).withWaitFor(Duration.ofMinutes(1)), HeldLock::fencingToken));
		await().until(() -> ((LocksControl) other).activity().waiting() == 1);
		return served;
	}

	@Test
	void withoutAMajorityNothingIsGrantedAndAHolderKeepsItsLockForAsLongAsItMay() {
		HeldLock held = this.locks.tryAcquire("a").orElseThrow();
		CompletableFuture<Long> waiting = waitFor("a");
		int leader = this.cluster.leader();
		long stopped = System.nanoTime();
		this.cluster.stop(leader);
		this.cluster.stop((leader + 1) % 3);
		assertThatExceptionOfType(OctoStoreException.class).isThrownBy(() -> this.locks.tryAcquire("b"))
			.withMessageContaining("Acquire of lock 'b'");
		assertThat(reasonOfLoss(held)).isEqualTo(LossReason.DEADLINE);
		assertThat(Duration.ofNanos(System.nanoTime() - stopped)).isGreaterThan(CLAIM.minus(BETWEEN_KEEPALIVES));
		assertThat(waiting).isNotDone();
		this.cluster.resume(leader);
		this.cluster.resume((leader + 1) % 3);
		assertThat(waiting.orTimeout(60, TimeUnit.SECONDS).join()).isGreaterThan(held.fencingToken());
		await().ignoreExceptions().until(() -> this.locks.tryAcquire("b").isPresent());
	}

	@Test
	void aMajorityThatComesBackInTimeCostsNoLock() {
		HeldLock held = this.locks.tryAcquire("a").orElseThrow();
		int leader = this.cluster.leader();
		this.cluster.stop(leader);
		this.cluster.stop((leader + 1) % 3);
		await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
		this.cluster.resume(leader);
		this.cluster.resume((leader + 1) % 3);
		assertStaysHeld(held);
	}

	@Test
	void aLeaderThatStopsForGoodCostsNoLock() {
		HeldLock held = this.locks.tryAcquire("a").orElseThrow();
		this.cluster.stop(this.cluster.leader());
		assertStaysHeld(held);
	}

	@Test
	void theMemberOfAnInstanceThatStopsForGoodCostsNoLock() {
		HeldLock held = this.locks.tryAcquire("a").orElseThrow();
		int member = memberOf(this.etcd);
		this.cluster.stop(member);
		assertStaysHeld(held);
		assertThat(memberOf(this.etcd)).isNotEqualTo(member);
	}

	@Test
	void aNetworkThatPartsAnInstanceFromTwoMembersCostsNoLockAndFromAllOfThemEndsItsClaim() {
		List<TcpGate> gates = gates();
		EtcdAuthority parted = authority(gates.stream().map((gate) -> "http://127.0.0.1:" + gate.port()).toList());
		OctoStoreLocks partedLocks = locks(parted);
		HeldLock held = partedLocks.tryAcquire("a").orElseThrow();
		gates.get(0).shut();
		gates.get(1).shut();
		assertStaysHeld(held);
		CompletableFuture<Long> waiting = waitFor("a");
		gates.get(2).shut();
		assertThat(reasonOfLoss(held)).isEqualTo(LossReason.DEADLINE);
		assertThat(waiting.orTimeout(60, TimeUnit.SECONDS).join()).isGreaterThan(held.fencingToken());
		gates.forEach(TcpGate::reopen);
		await().ignoreExceptions().until(() -> partedLocks.tryAcquire("b").isPresent());
	}

	private List<TcpGate> gates() {
		List<TcpGate> gates = new ArrayList<>();
		for (String endpoint : this.cluster.endpoints()) {
			gates.add(opened(TcpGate.open(Integer.parseInt(endpoint.substring(endpoint.lastIndexOf(':') + 1)))));
		}
		return gates;
	}

	@Test
	void aMemberCanBeReplaced() {
		HeldLock held = this.locks.tryAcquire("a").orElseThrow();
		int member = memberOf(this.etcd);
		this.cluster.remove(member);
		this.cluster.add(member);
		assertStaysHeld(held);
	}

	@Test
	void aRestartOfAllMembersCostsNoLock() {
		HeldLock held = this.locks.tryAcquire("a").orElseThrow();
		CompletableFuture<Long> waiting = waitFor("a");
		this.cluster.restartAll();
		assertStaysHeld(held);
		held.close();
		assertThat(waiting.orTimeout(30, TimeUnit.SECONDS).join()).isGreaterThan(held.fencingToken());
	}

	@Test
	void aDefragmentationCostsNoLock() {
		HeldLock held = this.locks.tryAcquire("a").orElseThrow();
		for (int member = 0; member < 3; member++) {
			assertThat(this.cluster.post(member, "/v3/maintenance/defragment", "{}")).isNotNull();
		}
		assertStaysHeld(held);
	}

	@Test
	void aWaitingCallerIsServedAlthoughTheRevisionsItWatchedAreCompacted() {
		HeldLock held = this.locks.tryAcquire("a").orElseThrow();
		CompletableFuture<Long> waiting = waitFor("a");
		for (int round = 0; round < 5; round++) {
			this.locks.tryAcquire("b").orElseThrow().close();
		}
		HeldLock last = this.locks.tryAcquire("b").orElseThrow();
		compact(last.fencingToken());
		int leader = this.cluster.leader();
		this.cluster.kill(leader);
		this.cluster.restart(leader);
		compact(last.fencingToken() + 1);
		held.close();
		assertThat(waiting.orTimeout(30, TimeUnit.SECONDS).join()).isGreaterThan(last.fencingToken());
	}

	private void compact(long revision) {
		this.locks.tryAcquire("c").orElseThrow().close();
		assertThat(this.cluster.post(0, "/v3/kv/compaction", "{\"revision\":\"" + revision + "\",\"physical\":true}"))
			.isNotNull();
	}

	@Test
	void aFullDatabaseRefusesNewLocksAndTakesNone() {
		HeldLock held = this.locks.tryAcquire("a").orElseThrow();
		HeldLock other = this.locks.tryAcquire("b").orElseThrow();
		alarm("ACTIVATE");
		assertThatExceptionOfType(OctoStoreException.class).isThrownBy(() -> this.locks.tryAcquire("c"))
			.withMessageContaining("mvcc: database space exceeded");
		other.close();
		assertStaysHeld(held);
		alarm("DEACTIVATE");
		await().ignoreExceptions().until(() -> this.locks.tryAcquire("b").isPresent());
	}

	private void alarm(String action) {
		String status = this.cluster.post(0, "/v3/maintenance/status", "{}");
		Matcher member = Pattern.compile("\"member_id\":\"(\\d+)\"").matcher(status);
		assertThat(member.find()).isTrue();
		assertThat(this.cluster.post(0, "/v3/maintenance/alarm",
				"{\"action\":\"" + action + "\",\"memberID\":\"" + member.group(1) + "\",\"alarm\":\"NOSPACE\"}"))
			.isNotNull();
	}

	@Test
	void aLeaseThatAnOperatorRevokesIsALossThatItsHolderIsToldOf() {
		HeldLock held = this.locks.tryAcquire("a").orElseThrow();
		Matcher lease = Pattern.compile("\"ID\":\"(\\d+)\"").matcher(this.cluster.post(0, "/v3/lease/leases", "{}"));
		assertThat(lease.find()).isTrue();
		assertThat(this.cluster.post(0, "/v3/lease/revoke", "{\"ID\":\"" + lease.group(1) + "\"}")).isNotNull();
		assertThat(reasonOfLoss(held)).isIn(LossReason.SESSION_EXPIRED, LossReason.LEASE_NOT_CURRENT);
		held.close();
		HeldLock next = this.locks.acquire("a", LockOptions.ofWaitFor(Duration.ofSeconds(30)).withTtl(TTL));
		assertThat(next.fencingToken()).isGreaterThan(held.fencingToken());
	}

	@Test
	void aKeyThatAnOperatorDeletesIsALossThatItsHolderIsToldOf() {
		HeldLock held = this.locks.tryAcquire("a").orElseThrow();
		assertThat(this.cluster.post(0, "/v3/kv/deleterange",
				"{\"key\":\"" + EtcdCluster.base64("/octostore/locks/a") + "\"}"))
			.contains("\"deleted\":\"1\"");
		assertThat(reasonOfLoss(held)).isEqualTo(LossReason.LEASE_NOT_CURRENT);
		held.close();
		HeldLock next = this.locks.acquire("a", LockOptions.ofWaitFor(Duration.ofSeconds(30)).withTtl(TTL));
		assertThat(next.fencingToken()).isGreaterThan(held.fencingToken());
	}

	@Test
	void anotherClusterBehindTheSameAddressesGrantsNothing() {
		EtcdCluster other = opened(EtcdCluster.start(1));
		List<TcpGate> gates = gates();
		EtcdAuthority moved = authority(gates.stream().map((gate) -> "http://127.0.0.1:" + gate.port()).toList());
		OctoStoreLocks movedLocks = locks(moved);
		HeldLock held = movedLocks.tryAcquire("a").orElseThrow();
		String address = other.endpoints().get(0);
		gates.forEach((gate) -> gate.leadTo(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1))));
		assertThat(reasonOfLoss(held)).isEqualTo(LossReason.DEADLINE);
		assertThatExceptionOfType(OctoStoreException.class).isThrownBy(() -> movedLocks.tryAcquire("b"))
			.withMessageContaining("belongs to another cluster")
			.withMessageContaining("start the instances anew");
		assertThat(locks(authority(other.endpoints())).tryAcquire("a")).isPresent();
	}

}
