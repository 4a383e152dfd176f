package io.octostore.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.octostore.authority.WatchSignal;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.lease.LeaseTerms;
import io.octostore.lending.VirtualLocks;
import io.octostore.testsupport.Control;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Operation;
import io.octostore.testsupport.SimulatedTime;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * However many callers of one instance want a lock, the server is asked once for each of
 * them: one acquire and one release.
 */
@Tag("field-fault-D7")
class RequestsPerGrantTests {

	private static final int CALLERS = 100;

	/** Two, and a tenth for the session and its keepalives, the watch and hints. */
	private static final double MOST = 2.1;

	private static final LockOptions WAITING = LockOptions.defaults().withWaitFor(Duration.ofMinutes(1));

	@Test
	void ofAHundredThreadsThatWantOneLock() throws Exception {
		try (TestServer server = TestServer.embedded();
				ReactiveOctoStoreClient client = ReactiveOctoStoreClient.create(server.baseUrl(), TestServer.ALICE);
				OctoStoreLocks locks = OctoStoreLocks.builder(client).build()) {
			ExecutorService threads = Executors.newFixedThreadPool(CALLERS);
			try {
				List<Future<?>> bodies = new ArrayList<>();
				try (HeldLock first = locks.acquire("lock-1", LockOptions.defaults())) {
					for (int caller = 0; caller < CALLERS; caller++) {
						bodies.add(threads.submit(() -> {
							locks.acquire("lock-1", WAITING).close();
							return first.fencingToken();
						}));
					}
					await().until(() -> Control.of(locks).activity().waiting() == CALLERS);
				}
				for (Future<?> body : bodies) {
					body.get(1, TimeUnit.MINUTES);
				}
			}
			finally {
				threads.shutdownNow();
			}
			assertThat(server.control().requests().size() / (CALLERS + 1.0)).isLessThanOrEqualTo(MOST);
		}
	}

	@Test
	void ofAHundredCallersThatWaitForAnotherInstance() {
		SimulatedTime time = new SimulatedTime();
		AtomicInteger watches = new AtomicInteger();
		List<Consumer<? super WatchSignal>> streams = new ArrayList<>();
		ScriptedAuthority authority = new ScriptedAuthority();
		authority.answering((call) -> (call.operation() == Operation.ACQUIRE)
				? ScriptedAuthority.held(Duration.ofMinutes(1)) : authority.healthyAnswer(call));
		VirtualLocks locks = new VirtualLocks(authority.watched((name, hints) -> {
			watches.incrementAndGet();
			streams.add(hints);
			hints.accept(WatchSignal.HELD);
			return () -> {
			};
		}), time, time, new Random(7));
		LeaseTerms terms = LeaseTerms.inSession(Duration.ofSeconds(60), Duration.ofSeconds(30), false);
		List<VirtualLocks.Attempt> callers = new ArrayList<>();
		for (int caller = 0; caller < CALLERS; caller++) {
			callers.add(locks.acquire("lock-1", terms, Duration.ofMinutes(10)));
		}
		time.advance(Duration.ofSeconds(2));
		authority.healthy();
		streams.get(0).accept(WatchSignal.FREE);
		for (VirtualLocks.Attempt caller : callers) {
			while (!caller.grant().isDone()) {
				time.advance(Duration.ofMillis(10));
			}
			locks.release(caller.grant().join(), (ignored) -> {
			});
		}
		double requests = authority.calls().size() + watches.get();
		assertThat(requests / CALLERS).isLessThanOrEqualTo(MOST);
	}

}
