package io.octostore.lock;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;

import ch.qos.logback.classic.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import io.octostore.LockHeldException;
import io.octostore.LossReason;
import io.octostore.OctoStoreNetworkException;
import io.octostore.OctoStoreValidationException;
import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.authority.EndAnswer;
import io.octostore.testsupport.CapturedLog;
import io.octostore.testsupport.CloseAside;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Call;
import io.octostore.testsupport.ScriptedAuthority.Operation;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * A lock stays taken for a while after it was handed out, whatever becomes of its holder.
 */
class HoldAtLeastTests {

	private final SimulatedTime time = new SimulatedTime(Duration.ofDays(3));

	private final ScriptedAuthority authority = new ScriptedAuthority().healthy();

	private final List<HeldLock> handedOut = new CopyOnWriteArrayList<>();

	private OctoStoreLocks locks = builder().build();

	private OctoStoreLocksBuilder builder() {
		return OctoStoreLocks.builder(this.authority)
			.time(this.time, this.time, new Random(1))
			.shutdownTimeout(Duration.ZERO);
	}

	@AfterEach
	void stop() {
		this.authority.healthy();
		this.handedOut.forEach(HeldLock::close);
		CloseAside.close(this.locks);
	}

	private static LockOptions hold(long seconds) {
		return LockOptions.defaults().withHoldAtLeast(Duration.ofSeconds(seconds));
	}

	private HeldLock acquire(long holdSeconds) {
		return acquire("job", hold(holdSeconds));
	}

	private HeldLock acquire(String name, LockOptions options) {
		HeldLock lock = this.locks.tryAcquire(name, options).orElseThrow();
		this.handedOut.add(lock);
		return lock;
	}

	private boolean isFree() {
		return this.locks.tryAcquire("job").map((lock) -> {
			lock.close();
			return true;
		}).orElse(false);
	}

	private int count(Operation operation) {
		return this.authority.calls(operation).size();
	}

	private List<Duration> ttls(Operation operation) {
		return this.authority.calls(operation).stream().map(Call::requireTtl).toList();
	}

	private void answer(Operation operation, Function<Call, @Nullable Object> answer) {
		this.authority.answering(
				(call) -> (call.operation() == operation) ? answer.apply(call) : this.authority.healthyAnswer(call));
	}

	private void pass(long millis) {
		this.time.advance(Duration.ofMillis(millis));
	}

	// What the borrower's end leaves behind

	@Test
	void aLockThatIsGivenBackEarlyStaysTakenUntilItsTime() {
		HeldLock lock = acquire(10);
		pass(3_000);
		lock.close();
		assertThat(lock.isHeld()).isFalse();
		assertThat(count(Operation.RELEASE)).isZero();
		pass(6_900);
		assertThat(isFree()).isFalse();
		assertThat(count(Operation.RELEASE)).isZero();
		pass(200);
		assertThat(count(Operation.RELEASE)).isOne();
		assertThat(isFree()).isTrue();
	}

	@Test
	void theServerEndsItByItselfAtThatTime() {
		HeldLock lock = acquire(10);
		pass(2_500);
		lock.close();
		Call shortened = this.authority.calls(Operation.RENEW).get(0);
		assertThat(shortened.name()).isEqualTo("job");
		assertThat(shortened.requireTtl()).isEqualTo(Duration.ofSeconds(8));
	}

	@ParameterizedTest
	@CsvSource({ "0, 10", "1, 10", "1000, 9", "8999, 2", "9001, 1", "9999, 1" })
	void theRestIsRoundedUpToWholeSeconds(long after, long ttl) {
		HeldLock lock = acquire(10);
		pass(after);
		lock.close();
		assertThat(ttls(Operation.RENEW)).containsExactly(Duration.ofSeconds(ttl));
	}

	@Test
	void aLockThatWasHeldForLongEnoughIsReleasedAtOnce() {
		HeldLock lock = acquire(10);
		pass(10_000);
		this.authority.forgetCalls();
		lock.close();
		assertThat(this.authority.calls()).extracting(Call::operation).containsExactly(Operation.RELEASE);
	}

	@Test
	void aLockWithoutAHoldIsReleasedAtOnce() {
		acquire(0).close();
		assertThat(count(Operation.RELEASE)).isOne();
		assertThat(count(Operation.RENEW)).isZero();
	}

	@Test
	void itIsNotRenewedWhileItIsHeldBack() {
		HeldLock lock = acquire(60);
		pass(1_000);
		lock.close();
		pass(58_000);
		assertThat(ttls(Operation.RENEW)).containsExactly(Duration.ofSeconds(59));
		assertThat(count(Operation.KEEP_ALIVE)).isPositive();
	}

	@Test
	void bodiesAndPublishersAreHeldToo() {
		this.locks.execute("job", hold(10), (lock) -> 1);
		this.locks.reactive().withLock("other", hold(10), Mono.just(1)).block();
		assertThat(count(Operation.RELEASE)).isZero();
		pass(10_100);
		assertThat(count(Operation.RELEASE)).isEqualTo(2);
	}

	@Test
	void aLeaseThatIsToBeHeldIsNotHandedOver() {
		LockOptions options = hold(10).withHandOver(true).withWaitFor(Duration.ofMinutes(1));
		HeldLock first = this.locks.acquire("job", options);
		CompletableFuture<HeldLock> second = CompletableFuture.supplyAsync(() -> this.locks.acquire("job", options));
		await().until(() -> ((LocksControl) this.locks).activity().waiting() == 1);
		first.close();
		assertThat(second).isNotDone();
		pass(11_000);
		await().until(second::isDone);
		assertThat(second.join().fencingToken()).isGreaterThan(first.fencingToken());
		second.join().close();
	}

	@Test
	void aGrantThatComesTooLateForItsCallerIsNotHeld() {
		answer(Operation.ACQUIRE, (call) -> null);
		CompletableFuture<Integer> caller = this.locks.reactive().withLock("job", hold(10), Mono.just(1)).toFuture();
		await().until(() -> count(Operation.ACQUIRE) == 1);
		caller.cancel(true);
		this.authority.healthy();
		this.authority.open(Operation.ACQUIRE).answer(this.authority.granted());
		assertThat(count(Operation.RELEASE)).isOne();
	}

	// What callers of the same instance see

	@Test
	void callersThatDoNotWaitAreToldForHowLong() {
		acquire(10).close();
		pass(4_000);
		assertThatExceptionOfType(LockHeldException.class).isThrownBy(() -> this.locks.execute("job", (lock) -> 1))
			.withMessageContaining("stays taken for another 6000 ms")
			.satisfies((held) -> {
				assertThat(held.retryAfter()).contains(Duration.ofSeconds(6));
				assertThat(held.isDelayed()).isFalse();
			});
	}

	@Test
	void callersAreToldForHowLongWhileTheReturnIsUnderWayToo() {
		HeldLock lock = acquire(10);
		answer(Operation.RENEW, (call) -> null);
		CompletableFuture<Void> closing = CompletableFuture.runAsync(lock::close);
		await().until(() -> count(Operation.RENEW) == 1);
		assertThatExceptionOfType(LockHeldException.class).isThrownBy(() -> this.locks.execute("job", (next) -> 1))
			.satisfies((held) -> assertThat(held.retryAfter()).contains(Duration.ofSeconds(10)));
		this.authority.open(Operation.RENEW).answer(new ConfirmAnswer.Confirmed());
		closing.join();
	}

	@Test
	void callersThatWaitGetTheLockAfterIt() {
		acquire(10).close();
		CompletableFuture<HeldLock> waiting = CompletableFuture
			.supplyAsync(() -> this.locks.acquire("job", LockOptions.ofWaitFor(Duration.ofMinutes(1))));
		await().until(() -> ((LocksControl) this.locks).activity().waiting() == 1);
		pass(9_900);
		assertThat(waiting).isNotDone();
		pass(2_000);
		await().until(waiting::isDone);
		waiting.join().close();
	}

	@Test
	void aCallerThatComesAfterItsTimeNeedNotWaitForTheTick() {
		acquire(10).close();
		this.time.stall(Duration.ofSeconds(11));
		assertThat(isFree()).isTrue();
	}

	@Test
	void aConfirmationOnDemandNoticesThatItsTimeIsOver() {
		acquire(10).close();
		this.time.stall(Duration.ofSeconds(11));
		((LocksControl) this.locks).confirm();
		assertThat(count(Operation.RELEASE)).isOne();
	}

	// What survives the end of this process

	@ParameterizedTest
	@CsvSource({ "1, 30, 60", "30, 30, 60", "31, 60, 120", "60, 60, 120", "61, 120, 240", "240, 240, 480",
			"241, 300, 600", "300, 300, 600" })
	void theSessionAndTheLockLastForAsLong(long hold, long session, long ttl) {
		acquire(hold);
		assertThat(ttls(Operation.CREATE_SESSION)).containsExactly(Duration.ofSeconds(session));
		assertThat(ttls(Operation.ACQUIRE)).containsExactly(Duration.ofSeconds(ttl));
	}

	@Test
	void aTtlThatIsTooShortIsRaised() {
		acquire("job", hold(60).withTtl(Duration.ofSeconds(30)));
		assertThat(ttls(Operation.ACQUIRE)).containsExactly(Duration.ofSeconds(65));
	}

	@Test
	void aSessionThatIsFreshNeedsNoKeepalive() {
		acquire(30);
		assertThat(count(Operation.KEEP_ALIVE)).isZero();
	}

	@Test
	void aSessionThatWouldEndTooEarlyIsKeptAliveBeforeTheHandOut() {
		acquire("another", LockOptions.defaults());
		pass(5_000);
		answer(Operation.KEEP_ALIVE, (call) -> null);
		CompletableFuture<HeldLock> caller = CompletableFuture.supplyAsync(() -> acquire(30));
		await().until(() -> count(Operation.KEEP_ALIVE) == 1);
		assertThat(count(Operation.ACQUIRE)).isEqualTo(2);
		assertThat(caller).isNotDone();
		this.authority.open(Operation.KEEP_ALIVE).answer(new ConfirmAnswer.Confirmed());
		await().until(caller::isDone);
		assertThat(caller.join().isHeld()).isTrue();
	}

	@Test
	void aSessionThatLastsForLongEnoughNeedsNoKeepalive() {
		acquire("another", LockOptions.defaults());
		pass(5_000);
		acquire(25);
		assertThat(count(Operation.KEEP_ALIVE)).isZero();
	}

	@Test
	void theLockIsHandedOutAllTheSameWhenTheKeepaliveFails() {
		acquire("another", LockOptions.defaults());
		pass(5_000);
		answer(Operation.KEEP_ALIVE,
				(call) -> new ConfirmAnswer.Uncertain(OctoStoreNetworkException.notSent("away", null), null));
		assertThat(acquire(30).isHeld()).isTrue();
		assertThat(count(Operation.KEEP_ALIVE)).isOne();
	}

	@Test
	void theLockIsHandedOutAllTheSameWhenTheKeepaliveIsOverdue() {
		acquire("another", LockOptions.defaults());
		pass(5_000);
		answer(Operation.KEEP_ALIVE, (call) -> null);
		CompletableFuture<HeldLock> caller = CompletableFuture.supplyAsync(() -> acquire(30));
		await().until(() -> count(Operation.KEEP_ALIVE) == 1);
		pass(7_000);
		await().until(caller::isDone);
		assertThat(caller.join().isHeld()).isTrue();
	}

	@Test
	void noLockIsHandedOutWhenTheSessionTurnsOutToBeGone() {
		acquire("another", LockOptions.defaults());
		pass(5_000);
		answer(Operation.KEEP_ALIVE, (call) -> new ConfirmAnswer.Gone(LossReason.SESSION_NOT_FOUND));
		HeldLock lock = acquire(30);
		assertThat(lock.isHeld()).isTrue();
		assertThat(count(Operation.CREATE_SESSION)).isEqualTo(2);
	}

	@Test
	void aStopLeavesItsSessionToExpire() {
		acquire(10).close();
		this.locks.close();
		assertThat(count(Operation.END_SESSION)).isZero();
		assertThat(count(Operation.RELEASE)).isZero();
	}

	@Test
	void aStopEndsOtherSessions() {
		acquire(60).close();
		acquire("short", LockOptions.defaults()).close();
		this.locks.close();
		assertThat(count(Operation.CREATE_SESSION)).isEqualTo(2);
		assertThat(count(Operation.END_SESSION)).isOne();
	}

	@Test
	void aStopDoesNotWaitForIt() {
		acquire(60).close();
		try (CapturedLog log = new CapturedLog("io.octostore.lease", Level.WARN)) {
			this.locks.close(Duration.ofMinutes(1));
			assertThat(log.messages()).noneMatch((message) -> message.contains("still in use"));
		}
	}

	@Test
	void aCheckpointDoesNotWaitForItAndLeavesItTaken() {
		acquire(60).close();
		((LocksControl) this.locks).suspend();
		assertThat(count(Operation.END_SESSION)).isZero();
		((LocksControl) this.locks).resume();
		answer(Operation.ACQUIRE, (call) -> ScriptedAuthority.held());
		assertThat(isFree()).isFalse();
		assertThat(count(Operation.ACQUIRE)).isEqualTo(2);
	}

	// What goes wrong meanwhile

	@Test
	void aLockThatWasLostIsNotHeld() {
		HeldLock lock = acquire(60);
		answer(Operation.RENEW, (call) -> new ConfirmAnswer.Gone(LossReason.LEASE_NOT_CURRENT));
		((LocksControl) this.locks).confirm();
		assertThat(lock.isHeld()).isFalse();
		int renewals = count(Operation.RENEW);
		lock.close();
		assertThat(count(Operation.RENEW)).isEqualTo(renewals);
		assertThat(isFree()).isTrue();
	}

	@Test
	void theShorteningIsRepeatedUntilItIsAnswered() {
		HeldLock lock = acquire(20);
		answer(Operation.RENEW,
				(call) -> new ConfirmAnswer.Uncertain(OctoStoreNetworkException.notSent("away", null), null));
		lock.close();
		pass(3_000);
		this.authority.healthy();
		pass(3_000);
		int attempts = count(Operation.RENEW);
		pass(10_000);
		assertThat(attempts).isGreaterThan(3);
		assertThat(count(Operation.RENEW)).isEqualTo(attempts);
		assertThat(ttls(Operation.RENEW).get(attempts - 1)).isLessThanOrEqualTo(Duration.ofSeconds(17));
		assertThat(isFree()).isFalse();
		pass(5_000);
		assertThat(isFree()).isTrue();
	}

	@Test
	void whereATtlFreesNothingTheServiceMayEndItByOtherMeans() {
		this.authority.freeingNothingByLockTtl().shorteningByOtherMeans();
		HeldLock lock = acquire(10);
		pass(2_500);
		lock.close();
		assertThat(ttls(Operation.RENEW)).containsExactly(Duration.ofSeconds(8));
		pass(7_600);
		assertThat(count(Operation.RELEASE)).isOne();
	}

	@Test
	void whereNothingCanShortenItTheReleaseAtItsTimeIsEnough() {
		this.authority.freeingNothingByLockTtl();
		acquire(10).close();
		assertThat(count(Operation.RENEW)).isZero();
		pass(9_900);
		assertThat(count(Operation.RELEASE)).isZero();
		pass(200);
		assertThat(count(Operation.RELEASE)).isOne();
	}

	@Test
	void aLockThatTheServerDoesNotKnowAnyMoreIsFreeAtOnce() {
		HeldLock lock = acquire(20);
		answer(Operation.RENEW, (call) -> new ConfirmAnswer.Gone(LossReason.LEASE_NOT_CURRENT));
		lock.close();
		assertThat(isFree()).isTrue();
		assertThat(count(Operation.RELEASE)).isOne();
	}

	@Test
	void anAnswerThatComesAfterTheEndOfTheHoldChangesNothing() {
		HeldLock lock = acquire(2);
		answer(Operation.RENEW, (call) -> null);
		CompletableFuture<Void> closing = CompletableFuture.runAsync(lock::close);
		await().until(() -> count(Operation.RENEW) == 1);
		Call late = this.authority.open(Operation.RENEW);
		pass(2_100);
		assertThat(count(Operation.RELEASE)).isOne();
		late.answer(new ConfirmAnswer.Gone(LossReason.LEASE_NOT_CURRENT));
		closing.join();
		assertThat(isFree()).isTrue();
	}

	@Test
	void theReleaseAtItsEndIsSettledLikeEveryOther() {
		HeldLock lock = acquire(5);
		lock.close();
		answer(Operation.RELEASE, (call) -> new EndAnswer.Unknown(OctoStoreNetworkException.notSent("away", null)));
		pass(5_100);
		this.authority.healthy();
		int releases = count(Operation.RELEASE);
		pass(3_000);
		assertThat(count(Operation.RELEASE)).isGreaterThan(releases);
	}

	@Test
	void aSessionThatIsLostMeanwhileTakesItAlong() {
		acquire(20).close();
		answer(Operation.KEEP_ALIVE, (call) -> new ConfirmAnswer.Gone(LossReason.SESSION_NOT_FOUND));
		pass(15_000);
		this.authority.healthy();
		this.authority.forgetCalls();
		pass(6_000);
		assertThat(count(Operation.RELEASE)).isZero();
		assertThat(isFree()).isTrue();
	}

	// Longer than any session

	@Test
	void aLongHoldIsMarkedWithALockOfTheUser() {
		HeldLock lock = acquire(600);
		List<Call> acquires = this.authority.calls(Operation.ACQUIRE);
		assertThat(acquires).extracting(Call::name).containsExactly("job", "job..held");
		assertThat(acquires.get(0).session()).isNotNull();
		assertThat(acquires.get(1).session()).isNull();
		assertThat(ttls(Operation.ACQUIRE).get(1)).isEqualTo(Duration.ofSeconds(1));
		Call written = this.authority.calls(Operation.RENEW).get(0);
		assertThat(written.name()).isEqualTo("job..held");
		assertThat(written.requireTtl()).isEqualTo(Duration.ofSeconds(600));
		assertThat(lock.isHeld()).isTrue();
		lock.close();
		assertThat(this.authority.calls(Operation.RELEASE)).extracting(Call::name).containsExactly("job");
	}

	@Test
	void aMarkerThatWasThereBeforeKeepsTheLockFromBeingHandedOut() {
		AcquireAnswer.Granted old = this.authority.granted();
		answer(Operation.ACQUIRE, (call) -> call.name().equals("job..held") ? old : this.authority.granted());
		assertThatExceptionOfType(LockHeldException.class)
			.isThrownBy(() -> this.locks.execute("job", hold(600), (lock) -> 1))
			.satisfies((held) -> assertThat(held.isDelayed()).isTrue());
		assertThat(this.authority.calls(Operation.RELEASE)).extracting(Call::name).containsExactly("job");
		assertThat(count(Operation.RENEW)).isZero();
	}

	@Test
	void noLockIsHandedOutWhenTheMarkerCannotBeWritten() {
		answer(Operation.RENEW,
				(call) -> new ConfirmAnswer.Uncertain(OctoStoreNetworkException.notSent("away", null), null));
		assertThatExceptionOfType(OctoStoreNetworkException.class)
			.isThrownBy(() -> this.locks.execute("job", hold(600), (lock) -> 1));
		assertThat(count(Operation.RENEW)).isEqualTo(2);
		assertThat(this.authority.calls(Operation.RELEASE)).extracting(Call::name).containsExactly("job");
	}

	@Test
	void aMarkerIsNotWrittenAgainWhenTheTimeOfItsCallerIsOver() {
		answer(Operation.RENEW, (call) -> null);
		CompletableFuture<Integer> caller = CompletableFuture
			.supplyAsync(() -> this.locks.execute("job", hold(600), (lock) -> 1));
		await().until(() -> count(Operation.RENEW) == 1);
		pass(60_000);
		assertThatExceptionOfType(CompletionException.class).isThrownBy(caller::join);
		this.authority.open(Operation.RENEW)
			.answer(new ConfirmAnswer.Uncertain(OctoStoreNetworkException.notSent("away", null), null));
		assertThat(count(Operation.RENEW)).isOne();
		assertThat(this.authority.calls(Operation.RELEASE)).extracting(Call::name).containsExactly("job");
	}

	@Test
	void callersThatWaitForAMarkerAskSeldomAndOpenNoWatch() {
		AcquireAnswer.Granted old = this.authority.granted();
		List<String> watches = new CopyOnWriteArrayList<>();
		this.authority.watched((name, signals) -> {
			watches.add(name);
			return () -> {
			};
		});
		answer(Operation.ACQUIRE, (call) -> call.name().equals("job..held") ? old : this.authority.granted());
		CompletableFuture<HeldLock> waiting = CompletableFuture
			.supplyAsync(() -> this.locks.acquire("job", hold(600).withWaitFor(Duration.ofMinutes(2))));
		await().until(() -> count(Operation.RELEASE) == 1);
		pass(60_000);
		assertThat(count(Operation.ACQUIRE)).isLessThan(2 * 40);
		assertThat(watches).isEmpty();
		this.authority.healthy();
		pass(10_000);
		await().until(waiting::isDone);
	}

	// Without sessions

	@Test
	void whereLocksBelongToTheTokenTheirTtlHoldsThem() {
		this.locks.close();
		this.locks = builder().holder(LockHolder.TOKEN).build();
		this.authority.forgetCalls();
		HeldLock lock = acquire(600);
		assertThat(ttls(Operation.ACQUIRE)).containsExactly(Duration.ofSeconds(605));
		lock.close();
		assertThat(ttls(Operation.RENEW)).containsExactly(Duration.ofSeconds(600));
		assertThat(count(Operation.RELEASE)).isZero();
	}

	// Options

	@ParameterizedTest
	@ValueSource(strings = { "PT-0.001S", "PT1H0.001S" })
	void refusesAHoldThatIsOutOfRange(Duration hold) {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> LockOptions.defaults().withHoldAtLeast(hold))
			.withMessage("holdAtLeast must be 0 to 1 hour, but is " + hold);
	}

	@Test
	void theHoldIsAnOptionLikeOthers() {
		assertThat(LockOptions.defaults().holdAtLeast()).isEmpty();
		assertThat(hold(3600).holdAtLeast()).contains(Duration.ofHours(1));
		assertThat(LockOptions.defaults().orElse(hold(5)).holdAtLeast()).contains(Duration.ofSeconds(5));
		assertThat(hold(5)).hasToString("LockOptions[hold-at-least=PT5S]");
	}

}
