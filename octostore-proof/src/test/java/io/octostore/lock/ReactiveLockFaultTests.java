package io.octostore.lock;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import reactor.core.publisher.Flux;

import io.octostore.LockLostException;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.embedded.OctoStoreServer;
import io.octostore.faults.FaultTest;
import io.octostore.faults.FaultTest.Tier;
import io.octostore.faults.Mutant;
import io.octostore.testsupport.Control;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Losses under reactive bodies, over real HTTP.
 */
class ReactiveLockFaultTests {

	private final TestServer testServer = TestServer.embedded();

	private final OctoStoreServer server = this.testServer.control();

	private ReactiveOctoStoreClient client;

	private OctoStoreLocks locks;

	@BeforeEach
	void start() {
		this.client = ReactiveOctoStoreClient.create(this.testServer.baseUrl(), TestServer.ALICE);
		this.locks = OctoStoreLocks.builder(this.client).shutdownTimeout(Duration.ZERO).build();
	}

	@AfterEach
	void stop() {
		this.locks.close(Duration.ZERO);
		this.client.close();
		this.testServer.close();
	}

	@FaultTest(number = "F4", tier = Tier.T2, fault = "the lock is lost while a reactive body emits",
			mutant = Mutant.LETS_A_REACTIVE_BODY_GO_ON)
	@Execution(ExecutionMode.CONCURRENT)
	void aReactiveBodyIsCancelledAndNothingItEmitsAfterTheLossIsPassedOn() {
		List<String> signals = new CopyOnWriteArrayList<>();
		AtomicReference<@Nullable HeldLock> lock = new AtomicReference<>();
		this.locks.reactive().withLockMany("job", LockOptions.defaults(), (held) -> {
			lock.set(held);
			return Flux.interval(Duration.ofMillis(10)).doOnCancel(() -> signals.add("cancelled"));
		})
			.subscribe((value) -> signals.add(isHeld(lock) ? "held" : "lost"),
					(failure) -> signals.add(failure.getClass().getSimpleName()), () -> signals.add("completed"));
		await().until(() -> signals.contains("held"));
		this.server.steal("job");
		Control.of(this.locks).confirm();
		await().until(() -> signals.contains(LockLostException.class.getSimpleName()));
		assertThat(signals).contains("cancelled").endsWith(LockLostException.class.getSimpleName());
		// One that was on its way at the loss
		assertThat(signals.stream().filter("lost"::equals)).hasSizeLessThanOrEqualTo(1);
	}

	private static boolean isHeld(AtomicReference<@Nullable HeldLock> lock) {
		HeldLock held = lock.get();
		return held != null && held.isHeld();
	}

}
