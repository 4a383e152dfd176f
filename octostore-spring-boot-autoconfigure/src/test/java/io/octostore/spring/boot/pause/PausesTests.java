package io.octostore.spring.boot.pause;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.octostore.LockHeldException;
import io.octostore.OctoStoreException;
import io.octostore.OctoStoreNetworkException;
import io.octostore.client.AcquireRequest;
import io.octostore.client.OctoStoreClient;
import io.octostore.embedded.Fault;
import io.octostore.embedded.OctoStoreServer;
import io.octostore.embedded.Operation;
import io.octostore.spring.boot.history.LockHistory;
import io.octostore.spring.boot.history.LockHistoryEntry;
import io.octostore.spring.boot.history.LockHistoryEntry.Kind;
import io.octostore.spring.boot.history.LockHistoryRecorder;
import io.octostore.spring.boot.observation.ObservedLocks;
import io.octostore.spring.lock.JobPause;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * Pauses are locks of the user: each instance sees, renews and ends them.
 */
class PausesTests {

	private static final Instant START = Instant.parse("2026-03-01T02:00:00Z");

	private static final String JOB = "billing.nightly-report";

	private static final String LOCK = "billing.nightly-report..paused";

	private final OctoStoreServer server = OctoStoreServer.builder()
		.token("alice", "tok-a")
		.token("bob", "tok-b")
		.manualTime(START)
		.start();

	private final OctoStoreClient alice = OctoStoreClient.create(this.server.baseUrl().toString(), "tok-a");

	private final OctoStoreClient bob = OctoStoreClient.create(this.server.baseUrl().toString(), "tok-b");

	private final InstantSource clock = this.server::now;

	private final LockHistory history = new LockHistory("billing-1", this.clock);

	private final ObservationRegistry observations = ObservationRegistry.create();

	private final Pauses pauses = pauses(this.alice, "billing-1");

	private final Pauses elsewhere = pauses(this.alice, "billing-2");

	private Pauses pauses(OctoStoreClient client, String instance) {
		return new Pauses(client.reactive(), "billing.", () -> List.of("nightly-report", "sweep"), instance,
				new LockHistoryRecorder(this.history, this.clock, (lock) -> null, (entry) -> {
				}), this.clock, () -> Stream.of(new ObservedLocks(this.observations, null, null)));
	}

	@AfterEach
	void close() {
		this.alice.close();
		this.bob.close();
		this.server.close();
	}

	private void pause(Duration length) {
		this.pauses.pause(JOB, length, "month-end close").block();
	}

	private JobPause seenElsewhere() {
		return this.elsewhere.find("nightly-report").block();
	}

	@Test
	void aFailureNamesTheJobAndNotTheLockOfItsPause() {
		this.server.close();
		assertThatExceptionOfType(OctoStoreException.class)
			.isThrownBy(() -> this.pauses.pause(JOB, Duration.ofHours(1), null).block())
			.withMessageStartingWith("Could not pause job '" + JOB + "': ")
			.withMessageNotContaining("..paused");
		assertThatExceptionOfType(OctoStoreException.class).isThrownBy(() -> this.pauses.resume(JOB).block())
			.withMessageStartingWith("Could not resume job '" + JOB + "': ")
			.withMessageNotContaining("..paused");
		assertThatExceptionOfType(OctoStoreNetworkException.class)
			.isThrownBy(() -> this.pauses.find("nightly-report").block())
			.withMessageStartingWith("Could not find out whether there is a pause of job '" + JOB + "': ")
			.withMessageNotContaining("..paused")
			.satisfies((failure) -> assertThat(failure.isNotSent()).isTrue());
	}

	@Test
	void aRunThatFailsWithoutAnAnswerIsInTheHistoryAndInTheMetersOfAcquires() {
		List<String> observed = new CopyOnWriteArrayList<>();
		this.observations.observationConfig().observationHandler(new ObservationHandler<>() {

			@Override
			public void onStop(Observation.Context context) {
				observed.add(context.getName() + " " + context.getLowCardinalityKeyValue("lock.name").getValue() + " "
						+ context.getLowCardinalityKeyValue("outcome").getValue());
			}

			@Override
			public boolean supportsContext(Observation.Context context) {
				return true;
			}

		});
		this.pauses.failed("nightly-report", OctoStoreNetworkException.notSent("no connection", null));
		assertThat(this.history.entries(JOB)).singleElement()
			.returns(Kind.FAILED, LockHistoryEntry::kind)
			.returns("no connection", LockHistoryEntry::reason);
		assertThat(this.history.entries("")).singleElement().returns(Kind.UNREACHABLE, LockHistoryEntry::kind);
		assertThat(observed).containsExactly("octostore.lock.acquire nightly-report error");
	}

	@Test
	void isSeenByEachInstanceWithTheToken() {
		pause(Duration.ofHours(8));
		assertThat(seenElsewhere())
			.isEqualTo(new JobPause(START.plus(Duration.ofHours(8)), "billing-1", "month-end close"));
		assertThat(this.elsewhere.find("sweep").blockOptional()).isEmpty();
	}

	@Test
	void endsByItself() {
		pause(Duration.ofMinutes(10));
		this.server.advanceTime(Duration.ofMinutes(9));
		assertThat(seenElsewhere()).isNotNull();
		this.server.advanceTime(Duration.ofMinutes(1).plusSeconds(1));
		assertThat(seenElsewhere()).isNull();
	}

	@Test
	void outlastsTheTtlOfTheServerAndTheInstanceThatMadeItWhileAnotherOneRenewsIt() {
		pause(Duration.ofHours(8));
		for (int quarter = 0; quarter < 4 * 8 - 1; quarter++) {
			this.server.advanceTime(PauseKeeper.PERIOD);
			this.elsewhere.renew().block();
			assertThat(seenElsewhere()).as("quarter %d", quarter).isNotNull();
		}
		this.server.advanceTime(PauseKeeper.PERIOD.plusSeconds(2));
		assertThat(seenElsewhere()).as("after its end").isNull();
	}

	@Test
	void endsAfterAnHourIfNoInstanceRenewsIt() {
		pause(Duration.ofHours(8));
		this.server.advanceTime(Duration.ofHours(1).plusSeconds(1));
		assertThat(seenElsewhere()).isNull();
	}

	@Test
	void isRenewedByOneRequestForTheListWhereNoJobIsPaused() {
		this.server.clearRequests();
		this.elsewhere.renew().block();
		assertThat(this.server.requests()).hasSize(1);
	}

	@Test
	void aRenewalThatAResumeHasOvertakenLeavesNoPause() {
		pause(Duration.ofHours(8));
		this.server.faults().next(Operation.ACQUIRE, Fault.delayRequest(Duration.ofSeconds(1)));
		CompletableFuture<Void> renewal = this.elsewhere.renew().toFuture();
		await().until(() -> this.server.faults().pending() == 0);
		this.pauses.resume(JOB).block();
		assertThat(renewal).isNotDone();
		renewal.join();
		assertThat(seenElsewhere()).isNull();
		assertThat(this.server.holds(LOCK)).isFalse();
	}

	@Test
	void aRenewalNeverFails() {
		pause(Duration.ofHours(8));
		this.server.goDown();
		assertThat(this.elsewhere.renew().blockOptional()).isEmpty();
	}

	@Test
	void aSecondPauseTakesThePlaceOfTheFirst() {
		pause(Duration.ofHours(8));
		this.elsewhere.pause(JOB, Duration.ofMinutes(5), null).block();
		assertThat(seenElsewhere()).isEqualTo(new JobPause(START.plus(Duration.ofMinutes(5)), "billing-2", null));
		this.server.advanceTime(Duration.ofMinutes(5).plusSeconds(1));
		assertThat(seenElsewhere()).isNull();
	}

	@Test
	void isEndedAtAnyInstance() {
		pause(Duration.ofHours(8));
		assertThat(this.elsewhere.resume(JOB).block()).isNotNull();
		assertThat(seenElsewhere()).isNull();
		assertThat(this.elsewhere.resume(JOB).blockOptional()).isEmpty();
		assertThat(this.server.heldLocks()).isEmpty();
	}

	@Test
	void isEndedWithTheTokenOfItsUserOnly() {
		pause(Duration.ofHours(8));
		Pauses ofBob = pauses(this.bob, "billing-3");
		assertThat(ofBob.find("nightly-report").block()).isEqualTo(seenElsewhere());
		assertThatExceptionOfType(LockHeldException.class).isThrownBy(() -> ofBob.resume(JOB).block());
		assertThat(seenElsewhere()).isNotNull();
	}

	@Test
	void anotherHolderOfItsLockIsAPauseToo() {
		this.alice.acquireLock(AcquireRequest.of(LOCK, Duration.ofMinutes(1)).withMetadata("by hand"));
		assertThat(seenElsewhere()).isEqualTo(new JobPause(START.plusSeconds(60), null, "by hand"));
	}

	@Test
	void refusesTheLockOfNoJob() {
		assertThatExceptionOfType(UnknownJobException.class)
			.isThrownBy(() -> this.pauses.pause("nightly-report", Duration.ofHours(1), null).block())
			.withMessageEndingWith("their locks: [billing.nightly-report, billing.sweep]");
		assertThatExceptionOfType(UnknownJobException.class)
			.isThrownBy(() -> this.pauses.resume("billing.invoice").block());
		assertThat(this.server.requests()).isEmpty();
	}

	@Test
	void hasAPortableNameThatNoKeyHas() {
		assertThat(PauseNames.of("nightly-report")).isEqualTo("nightly-report..paused");
		String longest = "a-name-that-takes-all-of-the-sixty-four-letters-that-a-lock-may-1";
		assertThat(PauseNames.of(longest)).hasSize(64).matches("[A-Za-z0-9.-]+").endsWith("..paused");
		assertThat(PauseNames.of(longest)).isNotEqualTo(PauseNames.of(longest.replace("-1", "-2")));
		assertThat(PauseNames.of("jobs/nightly_report")).matches("[A-Za-z0-9.-]{1,64}");
		assertThat(PauseNames.isPause(PauseNames.of(longest))).isTrue();
		assertThat(PauseNames.isPause("nightly-report.paused")).isFalse();
	}

	@Test
	void isReadAsItWasWritten() {
		for (JobPause pause : List.of(new JobPause(START, "billing@host-1:4711", "a: b: c"),
				new JobPause(START, "billing@host-1:4711", null), new JobPause(START, "x", "y by z"))) {
			assertThat(PauseText.read(PauseText.of(pause), Instant.MAX)).isEqualTo(pause);
		}
		assertThat(PauseText.of(new JobPause(START, "x".repeat(1024), "y".repeat(500)))).hasSizeLessThan(1024);
		assertThat(PauseText.read(null, START)).isEqualTo(new JobPause(START, null, null));
		assertThat(PauseText.read("paused until soon by me", START).until()).isEqualTo(START);
	}

}
