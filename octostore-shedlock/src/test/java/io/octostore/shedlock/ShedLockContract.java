package io.octostore.shedlock;

import net.javacrumbs.shedlock.core.ExtensibleLockProvider;
import net.javacrumbs.shedlock.test.support.AbstractExtensibleLockProviderIntegrationTest;

import io.octostore.client.OctoStoreClient;
import io.octostore.lock.OctoStoreLocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * ShedLock's contract tests as they are published.
 */
abstract class ShedLockContract extends AbstractExtensibleLockProviderIntegrationTest {

	private final OctoStoreClient client;

	private final ExtensibleLockProvider provider;

	/**
	 * Names are random, so that a test may leave locks.
	 */
	ShedLockContract(OctoStoreLocks locks, OctoStoreClient client) {
		this.provider = new OctoStoreLockProvider(locks);
		this.client = client;
	}

	@Override
	protected ExtensibleLockProvider getLockProvider() {
		return this.provider;
	}

	@Override
	protected void assertUnlocked(String lockName) {
		// A lock that ends by itself is given back on another thread
		await().untilAsserted(() -> assertThat(isHeld(lockName)).as("held").isFalse());
	}

	@Override
	protected void assertLocked(String lockName) {
		assertThat(isHeld(lockName)).as("held").isTrue();
	}

	private boolean isHeld(String lockName) {
		return this.client.getLockStatus(lockName).isHeld();
	}

}
