package io.octostore.faults;

import java.time.Duration;
import java.util.function.UnaryOperator;

import io.octostore.authority.LockAuthority;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.etcd.EtcdAuthority;
import io.octostore.lock.HeldLock;
import io.octostore.lock.LockOptions;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.lock.OctoStoreLocksBuilder;
import io.octostore.lock.RecordedLocks;
import io.octostore.testsupport.TestServer;

/**
 * Client and locks of a process, with a journal. Session TTL 10 s.
 */
final class ProcessInstance implements AutoCloseable {

	/**
	 * How the URL of an etcd cluster begins; the members' follow, separated by commas.
	 */
	static final String ETCD = "etcd:";

	private final AutoCloseable service;

	private final OctoStoreLocks locks;

	ProcessInstance(String baseUrl) {
		this(service(baseUrl), true);
	}

	private ProcessInstance(AutoCloseable service, boolean recorded) {
		this.service = service;
		UnaryOperator<LockAuthority> through = recorded ? RecordingAuthority::new : UnaryOperator.identity();
		OctoStoreLocksBuilder builder = (service instanceof ReactiveOctoStoreClient client)
				? RecordedLocks.builder(client, through)
				: OctoStoreLocks.builder(through.apply((LockAuthority) service));
		this.locks = builder.sessionTtl(Duration.ofSeconds(10)).build();
	}

	private static AutoCloseable service(String baseUrl) {
		if (baseUrl.startsWith(ETCD)) {
			return EtcdAuthority.builder().endpoints(baseUrl.substring(ETCD.length()).split(",")).build();
		}
		return ReactiveOctoStoreClient.create(baseUrl, TestServer.ALICE);
	}

	/**
	 * Use everything once, without a journal.
	 */
	static void warmUp(String baseUrl) throws Exception {
		try (ProcessInstance instance = new ProcessInstance(service(baseUrl), false)) {
			LockOptions options = LockOptions.defaults().withWaitFor(Duration.ofMinutes(1));
			HeldLock lock = instance.locks().acquire("warm-" + ProcessHandle.current().pid(), options);
			lock.isHeld();
			lock.close();
		}
	}

	OctoStoreLocks locks() {
		return this.locks;
	}

	@Override
	public void close() throws Exception {
		this.locks.close();
		this.service.close();
	}

}
