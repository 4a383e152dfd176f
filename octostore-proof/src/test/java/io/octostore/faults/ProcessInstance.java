package io.octostore.faults;

import java.time.Duration;

import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.lock.HeldLock;
import io.octostore.lock.LockOptions;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.lock.RecordedLocks;
import io.octostore.testsupport.TestServer;

/**
 * Client and locks of a process, with a journal. Session TTL 10 s.
 */
final class ProcessInstance implements AutoCloseable {

	private final ReactiveOctoStoreClient client;

	private final OctoStoreLocks locks;

	ProcessInstance(String baseUrl) {
		this.client = ReactiveOctoStoreClient.create(baseUrl, TestServer.ALICE);
		this.locks = RecordedLocks.builder(this.client, RecordingAuthority::new)
			.sessionTtl(Duration.ofSeconds(10))
			.build();
	}

	/**
	 * Use everything once, without a journal.
	 */
	static void warmUp(String baseUrl) throws InterruptedException {
		try (ReactiveOctoStoreClient client = ReactiveOctoStoreClient.create(baseUrl, TestServer.ALICE);
				OctoStoreLocks locks = OctoStoreLocks.builder(client).build()) {
			LockOptions options = LockOptions.defaults().withWaitFor(Duration.ofMinutes(1));
			HeldLock lock = locks.acquire("warm-" + ProcessHandle.current().pid(), options);
			lock.isHeld();
			lock.close();
		}
	}

	OctoStoreLocks locks() {
		return this.locks;
	}

	@Override
	public void close() {
		this.locks.close();
		this.client.close();
	}

}
