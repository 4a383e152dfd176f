package io.octostore.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

import io.octostore.LockInterruptedException;
import io.octostore.Loss;
import io.octostore.LossCertainty;
import io.octostore.LossReason;
import io.octostore.OctoStoreException;
import io.octostore.OctoStoreServerException;
import io.octostore.client.AcquireRequest;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.client.RetrySettings;
import io.octostore.embedded.Fault;
import io.octostore.embedded.OctoStoreServer;
import io.octostore.embedded.Operation;
import io.octostore.embedded.RecordedRequest;
import io.octostore.faults.FaultTest;
import io.octostore.faults.FaultTest.Tier;
import io.octostore.faults.Mutant;
import io.octostore.testsupport.Control;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Faults of real HTTP exchanges in real time. Session TTL 10 s: keepalives go out after 3
 * s, and authority ends after 8 s.
 */
class RealHttpFaultTests {

	private static final LockOptions NOW = LockOptions.defaults();

	private static final Duration SOON = Duration.ofSeconds(4);

	private final TestServer testServer = TestServer.embedded();

	private final OctoStoreServer server = this.testServer.control();

	private final List<LockListener.ConfirmOutcome> keepalives = new CopyOnWriteArrayList<>();

	private final List<Loss> losses = new CopyOnWriteArrayList<>();

	private final List<String> risks = new CopyOnWriteArrayList<>();

	private ReactiveOctoStoreClient client;

	private OctoStoreLocks locks;

	@BeforeEach
	void start() throws InterruptedException {
		this.client = ReactiveOctoStoreClient.create(this.testServer.baseUrl(), TestServer.ALICE);
		this.locks = OctoStoreLocks.builder(this.client)
			.sessionTtl(Duration.ofSeconds(10))
			.shutdownTimeout(Duration.ZERO)
			.listener(new LockListener() {

				@Override
				public void sessionKeptAlive(ConfirmEvent event) {
					keepalives.add(event.outcome());
				}

				@Override
				public void lockLost(LossEvent event) {
					losses.add(event.loss());
				}

				@Override
				public void lockAtRisk(RiskEvent event) {
					risks.add(event.lockName());
				}

			})
			.build();
		// The first request of a process may take long, the limit of a call that does not
		// wait is short
		this.locks.acquire("warm", NOW.withWaitFor(Duration.ofSeconds(30))).close();
	}

	@AfterEach
	void stop() {
		this.server.faults().clear();
		this.locks.close(Duration.ZERO);
		this.client.close();
		this.testServer.close();
	}

	private void awaitThat(Callable<Boolean> condition) {
		await().atMost(SOON).until(condition);
	}

	/**
	 * Wait while a session of 10 s is kept alive or lost.
	 */
	private void awaitLong(Callable<Boolean> condition) {
		await().atMost(Duration.ofSeconds(12)).until(condition);
	}

	@FaultTest(number = "A5", tier = Tier.T2, fault = "a thread is interrupted after the send, the grant comes later",
			mutant = Mutant.KEEPS_A_GRANT_THAT_NOBODY_WANTS)
	@Execution(ExecutionMode.CONCURRENT)
	void anInterruptEndsTheWaitAtOnceAndTheLateGrantIsReleased() throws Exception {
		this.server.faults().next(Operation.ACQUIRE, Fault.delayRequest(Duration.ofSeconds(1)));
		AtomicReference<Throwable> thrown = new AtomicReference<>();
		AtomicReference<Boolean> flag = new AtomicReference<>();
		AtomicReference<Boolean> heldWhenThrown = new AtomicReference<>();
		Thread caller = new Thread(() -> {
			try {
				this.locks.acquire("job", NOW.withWaitFor(Duration.ofSeconds(30)));
			}
			catch (Exception ex) {
				heldWhenThrown.set(this.server.holds("job"));
				flag.set(Thread.currentThread().isInterrupted());
				thrown.set(ex);
			}
		});
		caller.start();
		awaitThat(() -> Control.of(this.locks).activity().waiting() == 1);
		caller.interrupt();
		awaitThat(() -> thrown.get() != null);
		assertThat(thrown.get()).isInstanceOf(LockInterruptedException.class);
		assertThat(flag.get()).as("the thread is still interrupted").isTrue();
		assertThat(heldWhenThrown.get()).as("thrown before the server granted").isFalse();
		awaitThat(() -> this.server.events().stream().anyMatch((event) -> event.lock().equals("job")));
		awaitThat(() -> !this.server.holds("job"));
	}

	@FaultTest(number = "A8", tier = Tier.T2, fault = "a grant whose JSON is cut off",
			mutant = Mutant.FORGETS_UNANSWERED_ACQUIRES)
	@Execution(ExecutionMode.CONCURRENT)
	void aGrantThatCannotBeReadIsNeitherASuccessNorFinal() {
		this.server.faults().always(Operation.ACQUIRE, Fault.truncateBody());
		assertThatExceptionOfType(OctoStoreException.class).isThrownBy(() -> this.locks.tryAcquire("job"));
		assertThat(this.server.holds("job")).isTrue();
		this.server.faults().clear();
		awaitThat(() -> !this.server.holds("job"));
		try (HeldLock lock = this.locks.tryAcquire("job").orElseThrow()) {
			assertThat(lock.isHeld()).isTrue();
		}
	}

	@FaultTest(number = "A9", tier = Tier.T2, fault = "an acquire is answered with 409 and code conflict",
			mutant = Mutant.TAKES_EVERY_REFUSAL_FOR_TEMPORARY)
	@Execution(ExecutionMode.CONCURRENT)
	void aConflictIsFinalAtOnce() {
		long before = this.testServer.count(Operation.ACQUIRE);
		this.server.faults()
			.always(Operation.ACQUIRE,
					Fault.answer(409, "application/json", "{\"error\":\"Conflict\",\"code\":\"conflict\"}"));
		assertThatExceptionOfType(OctoStoreServerException.class)
			.isThrownBy(() -> this.locks.acquire("job", NOW.withWaitFor(Duration.ofSeconds(2))))
			.satisfies((ex) -> assertThat(ex.statusCode()).isEqualTo(409));
		assertThat(this.testServer.count(Operation.ACQUIRE) - before).isOne();
	}

	@FaultTest(number = "B1", tier = Tier.T2, fault = "the first keepalive disappears in a black hole",
			mutant = Mutant.DOES_NOT_REPEAT_CONFIRMATIONS)
	@Execution(ExecutionMode.CONCURRENT)
	void aKeepaliveThatDisappearsIsRepeatedInTime() {
		HeldLock lock = this.locks.tryAcquire("job").orElseThrow();
		this.server.faults().next(Operation.KEEP_ALIVE, Fault.ignoreRequest());
		// The first attempt is overdue, a second one is answered
		awaitLong(() -> this.risks.contains("job"));
		this.keepalives.clear();
		awaitLong(() -> this.keepalives.contains(LockListener.ConfirmOutcome.RENEWED));
		assertThat(lock.isHeld()).isTrue();
		assertThat(lock.remaining()).isGreaterThan(Duration.ofSeconds(5));
		lock.close();
	}

	private void losesTheLockAtTheDeadline(Fault fault) {
		this.locks.close();
		this.locks = OctoStoreLocks.builder(this.client)
			.sessionTtl(Duration.ofSeconds(10))
			.shutdownTimeout(Duration.ZERO)
			.build();
		this.server.faults().always(Operation.KEEP_ALIVE, fault);
		HeldLock lock = this.locks.tryAcquire("job").orElseThrow();
		long before = this.testServer.count(Operation.KEEP_ALIVE);
		Duration authority = lock.remaining();
		assertThat(authority).isLessThanOrEqualTo(Duration.ofSeconds(8));
		await().atMost(authority.plusSeconds(1)).until(() -> !lock.isHeld());
		assertThat(lock.loss()).hasValueSatisfying((loss) -> {
			assertThat(loss.reason()).isEqualTo(LossReason.DEADLINE);
			assertThat(loss.certainty()).isEqualTo(LossCertainty.UNCERTAIN);
		});
		assertThat(this.testServer.count(Operation.KEEP_ALIVE) - before).as("attempts").isGreaterThanOrEqualTo(2);
		lock.close();
	}

	@FaultTest(number = "B2", tier = Tier.T2, fault = "the bodies of answers to keepalives do not come",
			mutant = Mutant.CLAIMS_THE_WHOLE_TTL)
	@Execution(ExecutionMode.CONCURRENT)
	void aBodyThatDoesNotComeIsNoConfirmation() {
		losesTheLockAtTheDeadline(Fault.delayBody(Duration.ofSeconds(30)));
	}

	@FaultTest(number = "B3", tier = Tier.T2, fault = "the bodies of answers to keepalives come byte by byte",
			mutant = Mutant.CLAIMS_THE_WHOLE_TTL)
	@Execution(ExecutionMode.CONCURRENT)
	void aBodyThatTricklesIsNoConfirmation() {
		losesTheLockAtTheDeadline(Fault.trickle(Duration.ofMillis(300)));
	}

	@FaultTest(number = "B8", tier = Tier.T2, fault = "a keepalive is answered with another session's id",
			mutant = Mutant.BELIEVES_ANY_SESSION)
	@Execution(ExecutionMode.CONCURRENT)
	void aConfirmationOfAnotherSessionIsALossOfAllLocks() {
		HeldLock first = this.locks.tryAcquire("first").orElseThrow();
		HeldLock second = this.locks.tryAcquire("second").orElseThrow();
		this.server.faults()
			.next(Operation.KEEP_ALIVE, Fault.answer(200, "application/json",
					"{\"session_id\":\"" + UUID.randomUUID() + "\",\"expires_at\":\"2031-03-01T10:00:45.001250Z\"}"));
		awaitLong(() -> !this.keepalives.isEmpty());
		awaitThat(() -> this.losses.size() == 2);
		assertThat(this.losses).allSatisfy((loss) -> {
			assertThat(loss.reason()).isEqualTo(LossReason.IDENTITY_MISMATCH);
			assertThat(loss.certainty()).isEqualTo(LossCertainty.CONFIRMED);
		});
		assertThat(first.isHeld() || second.isHeld()).isFalse();
		first.close();
		second.close();
	}

	@FaultTest(number = "B9", tier = Tier.T2, fault = "the token is refused for a while, then accepted again",
			mutant = Mutant.TAKES_A_REFUSED_TOKEN_FOR_A_LOSS)
	@Execution(ExecutionMode.CONCURRENT)
	void aTokenThatIsRefusedForAWhileLosesNothing() {
		this.server.faults().always(Operation.KEEP_ALIVE, Fault.status(401));
		HeldLock lock = this.locks.tryAcquire("job").orElseThrow();
		awaitLong(() -> Collections.frequency(this.keepalives, LockListener.ConfirmOutcome.UNCERTAIN) >= 2);
		this.server.faults().clear();
		int refused = this.keepalives.size();
		awaitThat(() -> this.keepalives.lastIndexOf(LockListener.ConfirmOutcome.RENEWED) >= refused);
		assertThat(this.keepalives).doesNotContain(LockListener.ConfirmOutcome.LOST);
		assertThat(lock.isHeld()).isTrue();
		assertThat(this.losses).isEmpty();
		lock.close();
	}

	@FaultTest(number = "B10", tier = Tier.T2, fault = "the token is refused for ever",
			mutant = Mutant.TAKES_A_REFUSED_TOKEN_FOR_A_LOSS)
	@Execution(ExecutionMode.CONCURRENT)
	void aTokenThatIsRefusedForEverEndsTheClaimAtTheDeadlineAndNotBefore() {
		HeldLock lock = this.locks.tryAcquire("job").orElseThrow();
		this.server.faults().always(Operation.KEEP_ALIVE, Fault.status(401));
		awaitLong(() -> !this.keepalives.isEmpty());
		assertThat(lock.isHeld()).isTrue();
		awaitThat(() -> this.risks.contains("job"));
		awaitLong(() -> !this.losses.isEmpty());
		assertThat(this.losses)
			.containsExactly(new Loss("job", lock.fencingToken(), LossReason.DEADLINE, LossCertainty.UNCERTAIN));
		lock.close();
	}

	@FaultTest(number = "B12", tier = Tier.T2, fault = "all connections for acquires hang",
			mutant = Mutant.SENDS_EVERYTHING_THROUGH_ONE_POOL)
	@Execution(ExecutionMode.CONCURRENT)
	void keepalivesDoNotQueueUpBehindAcquires() {
		HeldLock lock = this.locks.tryAcquire("job").orElseThrow();
		this.server.faults().always(Operation.ACQUIRE, Fault.ignoreRequest());
		ReactiveOctoStoreClient patient = this.client.withTimeout(Duration.ofSeconds(30))
			.withRetry(RetrySettings.none());
		// Without a session an acquire may avoid the pool after a pause
		UUID session = Objects.requireNonNull(patient.createSession(Duration.ofSeconds(60)).block()).id();
		for (int request = 0; request < 300; request++) {
			patient
				.tryAcquireLock(
						AcquireRequest.of("other-" + request, Duration.ofSeconds(60)).withEphemeralSession(session))
				.subscribe((ignored) -> {
				}, (ignored) -> {
				});
		}
		awaitThat(() -> this.testServer.count(Operation.ACQUIRE) >= 100);
		awaitTheNextKeepalive();
		this.risks.clear();
		// This one was sent when all connections were in use
		awaitTheNextKeepalive();
		assertThat(this.keepalives).containsExactly(LockListener.ConfirmOutcome.RENEWED);
		assertThat(this.risks).as("the first attempt was answered").isEmpty();
		lock.close();
	}

	/**
	 * Run what blocks, and does not wait for what blocks elsewhere.
	 */
	private static CompletableFuture<Void> onAThreadOfItsOwn(Runnable task) {
		return CompletableFuture.runAsync(task, (run) -> new Thread(run, "caller").start());
	}

	private void awaitTheNextKeepalive() {
		this.keepalives.clear();
		awaitLong(() -> !this.keepalives.isEmpty());
	}

	@FaultTest(number = "D1", tier = Tier.T2, fault = "a release is not answered",
			mutant = Mutant.FORGETS_UNCONFIRMED_RELEASES)
	@Execution(ExecutionMode.CONCURRENT)
	void aReleaseThatIsNotAnsweredReturnsAndIsSettledInTheBackground() throws Exception {
		HeldLock lock = this.locks.tryAcquire("job").orElseThrow();
		this.server.faults().always(Operation.RELEASE, Fault.ignoreRequest());
		assertThat(onAThreadOfItsOwn(lock::close)).succeedsWithin(Duration.ofSeconds(4));
		assertThat(lock.isHeld()).isFalse();
		assertThat(this.server.holds("job")).isTrue();
		this.server.faults().clear();
		awaitThat(() -> !this.server.holds("job"));
	}

	@FaultTest(number = "D8", tier = Tier.T2, fault = "the end of a session is not answered at shutdown",
			mutant = Mutant.WAITS_FOR_THE_END_OF_SESSIONS)
	@Execution(ExecutionMode.CONCURRENT)
	void aShutdownDoesNotWaitForAServerThatDoesNotAnswer() throws Exception {
		this.server.faults().always(Operation.TERMINATE_SESSION, Fault.ignoreRequest());
		assertThat(onAThreadOfItsOwn(() -> this.locks.close(Duration.ZERO))).succeedsWithin(Duration.ofSeconds(5));
		// Two attempts, each of them repeated by the client if its connection was idle
		// before
		assertThat(this.testServer.count(Operation.TERMINATE_SESSION)).isBetween(2L, 4L);
		assertThat(Control.of(this.locks).activity().session()).isEqualTo(LockActivity.Session.CLOSED);
	}

	@FaultTest(number = "E4", tier = Tier.T2, fault = "a watch sends a frame of 70 KiB",
			mutant = Mutant.READS_FRAMES_OF_ANY_SIZE)
	@Execution(ExecutionMode.CONCURRENT)
	void aFrameThatIsTooLargeEndsTheWatchAndNotTheWait() throws Exception {
		ReactiveOctoStoreClient otherClient = ReactiveOctoStoreClient.create(this.testServer.baseUrl(),
				TestServer.ALICE);
		try (otherClient;
				OctoStoreLocks other = OctoStoreLocks.builder(otherClient).shutdownTimeout(Duration.ZERO).build()) {
			HeldLock holder = other.tryAcquire("job").orElseThrow();
			List<Throwable> ends = new CopyOnWriteArrayList<>();
			this.server.faults()
				.always(Operation.WATCH, Fault.answer(200, "text/event-stream", "data: " + "x".repeat(70 * 1024)));
			this.client.watchLock("job").subscribe((event) -> {
			}, ends::add, () -> ends.add(new IllegalStateException("ended as if all were well")));
			awaitThat(() -> !ends.isEmpty());
			assertThat(ends.get(0)).isInstanceOf(OctoStoreException.class);
			CompletableFuture<HeldLock> waiting = CompletableFuture
				.supplyAsync(() -> this.locks.acquire("job", NOW.withWaitFor(Duration.ofSeconds(20))));
			awaitThat(() -> this.testServer.count(Operation.WATCH) >= 2);
			holder.close();
			waiting.get(10, TimeUnit.SECONDS).close();
		}
	}

	@FaultTest(number = "F8", tier = Tier.T2, fault = "what is shown of locks and failures could hold secrets",
			mutant = Mutant.TELLS_SECRETS)
	@Execution(ExecutionMode.CONCURRENT)
	void nothingThatIsShownHoldsASecret() {
		List<String> shown = new ArrayList<>();
		HeldLock lock = this.locks.tryAcquire("job").orElseThrow();
		shown.add(lock.toString());
		shown.add(Control.of(this.locks).activity().toString());
		this.server.faults().next(Operation.ACQUIRE, Fault.status(500));
		assertThatExceptionOfType(OctoStoreException.class).isThrownBy(() -> this.locks.tryAcquire("broken"))
			.satisfies((ex) -> addAll(shown, ex));
		this.server.faults().always(Operation.ACQUIRE, Fault.truncateBody());
		assertThatExceptionOfType(OctoStoreException.class).isThrownBy(() -> this.locks.tryAcquire("broken"))
			.satisfies((ex) -> addAll(shown, ex));
		this.server.faults().clear();
		this.server.steal("job");
		awaitLong(() -> !this.keepalives.isEmpty());
		lock.close();
		this.losses.forEach((loss) -> shown.add(loss.toString()));
		this.locks.close();
		List<String> secrets = new ArrayList<>(List.of(TestServer.ALICE));
		this.server.requests()
			.stream()
			.map(RecordedRequest::path)
			.filter((path) -> path.startsWith("/sessions/"))
			.forEach((path) -> secrets.add(path.split("/")[2]));
		assertThat(secrets).hasSizeGreaterThan(1);
		assertThat(shown).hasSizeGreaterThanOrEqualTo(4);
		assertThat(shown).noneMatch((text) -> secrets.stream().anyMatch(text::contains));
		// Ids of leases are not recorded; no id at all is shown
		assertThat(shown).noneMatch((text) -> text.matches("(?s).*[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-.*"));
	}

	private static void addAll(List<String> shown, Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			shown.add(cause.toString());
		}
	}

}
