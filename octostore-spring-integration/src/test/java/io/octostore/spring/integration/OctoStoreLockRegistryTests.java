package io.octostore.spring.integration;

import java.time.Duration;
import java.util.ConcurrentModificationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.integration.support.locks.DistributedLock;

import io.octostore.LockLostException;
import io.octostore.OctoStoreException;
import io.octostore.OctoStoreValidationException;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.testsupport.Control;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What {@link LockRegistryContract} cannot try on any server, or needs no server for.
 */
class OctoStoreLockRegistryTests {

	private final Instances instances = new Instances(TestServer.embedded());

	private final OctoStoreLocks locks = this.instances.newLocks();

	private final OctoStoreLockRegistry registry = new OctoStoreLockRegistry(this.locks, "flow");

	@AfterEach
	void stop() throws Exception {
		this.instances.close();
	}

	@Test
	void tellsTheHolderOfALossWhenItUnlocks() {
		Lock lock = this.registry.obtain("foo");
		lock.lock();
		lose("foo");
		assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(lock::unlock)
			.withMessageContaining("'flow.foo' had ended")
			.withCauseInstanceOf(LockLostException.class);
		lock.lock();
		lock.unlock();
	}

	@Test
	void neitherLocksAgainNorRenewsALostLock() {
		Lock lock = this.registry.obtain("foo");
		lock.lock();
		lose("foo");
		assertThatExceptionOfType(LockLostException.class).isThrownBy(lock::lock);
		assertThatExceptionOfType(LockLostException.class).isThrownBy(lock::lockInterruptibly);
		assertThatExceptionOfType(LockLostException.class).isThrownBy(() -> lock.tryLock(1, TimeUnit.SECONDS));
		assertThatExceptionOfType(ConcurrentModificationException.class).isThrownBy(lock::unlock);
	}

	@Test
	void neverTakesAFailureForALockThatIsHeld() {
		Lock lock = this.registry.obtain("foo");
		this.instances.server().control().goDown();
		assertThatExceptionOfType(OctoStoreException.class).isThrownBy(lock::tryLock);
		assertThatExceptionOfType(OctoStoreException.class).isThrownBy(() -> lock.tryLock(10, TimeUnit.MILLISECONDS));
	}

	@Test
	void registriesWithDifferentKeysDoNotExcludeEachOther() {
		OctoStoreLockRegistry other = new OctoStoreLockRegistry(this.locks, "files");
		this.registry.obtain("foo").lock();
		assertThat(other.obtain("foo").tryLock()).isTrue();
		other.obtain("foo").unlock();
		this.registry.obtain("foo").unlock();
	}

	@Test
	void registriesWithOneKeyExcludeEachOtherOnOneThread() {
		OctoStoreLockRegistry other = new OctoStoreLockRegistry(this.locks, "flow");
		this.registry.obtain("foo").lock();
		assertThat(other.obtain("foo").tryLock()).isFalse();
		this.registry.obtain("foo").unlock();
	}

	@Test
	void locksAreEqualIfRegistryAndKeyAre() {
		assertThat(this.registry.obtain("foo")).isEqualTo(this.registry.obtain("foo"))
			.hasSameHashCodeAs(this.registry.obtain("foo"))
			.isNotEqualTo(this.registry.obtain("bar"))
			.isNotEqualTo(new OctoStoreLockRegistry(this.locks, "flow").obtain("foo"));
	}

	@ParameterizedTest
	@CsvSource({ "foo, flow.foo", "/data/in, flow...2fdata..2fin",
			"a4a2d1f0-3c06-3b4f-9c1b-0b4a6b2f6a51, flow.a4a2d1f0-3c06-3b4f-9c1b-0b4a6b2f6a51" })
	void namesALockByRegistryAndKey(String key, String name) {
		Lock lock = this.registry.obtain(key);
		lock.lock();
		assertThat(this.instances.server().control().holds(name)).isTrue();
		lock.unlock();
	}

	@Test
	void cutsNamesForLocksWithAPrefix() {
		OctoStoreLockRegistry short40 = new OctoStoreLockRegistry(this.locks, "flow", 40);
		Lock lock = short40.obtain("x".repeat(100));
		lock.lock();
		assertThat(this.instances.server().control().heldLocks()).singleElement()
			.satisfies((held) -> assertThat(held.name()).startsWith("flow.xxxxxx..h").hasSize(40));
		lock.unlock();
	}

	@Test
	void refusesKeysThatAreNoText() {
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> this.registry.obtain(42))
			.withMessageContaining("lockKey must be a String");
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> this.registry.obtain(""))
			.withMessageContaining("must not be empty");
	}

	@Test
	void refusesRegistryKeysThatLeaveNoRoom() {
		assertThat(new OctoStoreLockRegistry(this.locks, "r".repeat(34)))
			.hasToString("OctoStoreLockRegistry[" + "r".repeat(34) + "]");
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> new OctoStoreLockRegistry(this.locks, "r".repeat(35)))
			.withMessageContaining("29 to 64, but is 28");
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> new OctoStoreLockRegistry(this.locks, "a_b"));
	}

	@Test
	void refusesATimeToLiveOfZero() {
		DistributedLock lock = this.registry.obtain("foo");
		assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> lock.lock(Duration.ZERO))
			.withMessageContaining("ttl must be more than zero, but is PT0S");
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> lock.tryLock(Duration.ZERO, Duration.ofSeconds(-1)));
		assertThatExceptionOfType(IllegalArgumentException.class)
			.isThrownBy(() -> this.registry.renewLock("foo", Duration.ZERO));
	}

	@Test
	void hasNoConditions() {
		assertThatExceptionOfType(UnsupportedOperationException.class)
			.isThrownBy(() -> this.registry.obtain("foo").newCondition());
	}

	@Test
	void hasNothingToExpire() {
		Lock lock = this.registry.obtain("foo");
		lock.lock();
		this.registry.expireUnusedOlderThan(0);
		assertThat(this.instances.server().control().holds("flow.foo")).isTrue();
		lock.unlock();
	}

	/**
	 * Returns when the holder, which is the calling thread, can know of the loss.
	 */
	private void lose(String key) {
		this.instances.server().control().expire("flow." + key);
		this.instances.server().control().sweep();
		Control.of(this.locks).confirm();
		await().pollInSameThread()
			.untilAsserted(() -> assertThatExceptionOfType(IllegalStateException.class)
				.isThrownBy(() -> this.registry.renewLock(key))
				.withMessageContaining("'flow.foo' cannot be renewed: it has ended"));
	}

}
