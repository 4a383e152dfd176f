package io.octostore.lock;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.octostore.HolderInfo;
import io.octostore.LockInterruptedException;
import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.authority.WatchSignal;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * How callers that wait are woken up.
 */
class WatchingTests extends LocksBench {

	private CompletableFuture<HeldLock> startWatching() {
		this.watches.available = true;
		held();
		CompletableFuture<HeldLock> waiting = startAcquire("job", NOW.withWaitFor(Duration.ofHours(1)));
		this.watches.say("job", WatchSignal.HELD);
		this.time.advance(Duration.ofSeconds(1));
		return waiting;
	}

	@Test
	void asksInItsPlaceWhenTheWatchSaysThatTheLockIsFree() throws Exception {
		CompletableFuture<HeldLock> waiting = startWatching();
		this.authority.healthy();
		assertThat(waiting).isNotDone();
		this.watches.say("job", WatchSignal.FREE);
		this.time.advance(LONGEST_PLACE);
		assertThat(get(waiting).isHeld()).isTrue();
		assertThat(this.watches.open("job")).isEmpty();
	}

	@Test
	void asksEveryFifteenSecondsAllTheSame() {
		CompletableFuture<HeldLock> waiting = startWatching();
		int asked = count(Operation.ACQUIRE);
		this.time.advance(Duration.ofSeconds(40));
		assertThat(count(Operation.ACQUIRE)).isBetween(asked + 2, asked + 3);
		assertThat(waiting).isNotDone();
	}

	@Test
	void doesNotOversleepTheHoldersExpiryWhichIsAnnouncedLate() throws Exception {
		this.watches.available = true;
		answer(Operation.ACQUIRE, ScriptedAuthority.held(Duration.ofSeconds(3)));
		CompletableFuture<HeldLock> waiting = startAcquire("job", WAITING);
		this.watches.say("job", WatchSignal.HELD);
		this.time.advance(Duration.ofSeconds(1));
		this.authority.healthy();
		this.time.advance(Duration.ofMillis(2_600));
		assertThat(get(waiting).isHeld()).isTrue();
	}

	@Test
	void asksAgainWhenTheLockWasSeenFreeWhileItWasAsking() throws Exception {
		CompletableFuture<HeldLock> waiting = startWatching();
		leaveOpen(Operation.ACQUIRE);
		this.watches.say("job", WatchSignal.FREE);
		this.time.advance(LONGEST_PLACE);
		ScriptedAuthority.Call first = this.authority.open(Operation.ACQUIRE);
		this.watches.say("job", WatchSignal.HELD);
		this.watches.say("job", WatchSignal.FREE);
		this.authority.healthy();
		first.answer(ScriptedAuthority.held());
		this.time.advance(Duration.ofMillis(250));
		assertThat(get(waiting).isHeld()).isTrue();
	}

	@Test
	void doesNotAskForALockThatWasTakenWhileItPaused() {
		startWatching();
		this.authority.answering((call) -> (call.operation() == Operation.ACQUIRE)
				? ScriptedAuthority.held(UUID.randomUUID().toString(), null, Duration.ofHours(1))
				: this.authority.healthyAnswer(call));
		this.watches.say("job", WatchSignal.FREE);
		this.watches.say("job", WatchSignal.HELD);
		int asked = count(Operation.ACQUIRE);
		this.watches.say("job", WatchSignal.FREE);
		this.watches.say("job", WatchSignal.HELD);
		this.time.advance(Duration.ofSeconds(14));
		assertThat(count(Operation.ACQUIRE)).isEqualTo(asked);
		this.time.advance(Duration.ofSeconds(2));
		assertThat(count(Operation.ACQUIRE)).isEqualTo(asked + 1);
	}

	@Test
	void staysQuickWhenTheHolderItselfTakesTheLockAgain() {
		startWatching();
		for (int race = 0; race < 4; race++) {
			int asked = count(Operation.ACQUIRE);
			this.watches.say("job", WatchSignal.FREE);
			this.time.advance(LONGEST_PLACE);
			assertThat(count(Operation.ACQUIRE)).isEqualTo(asked + 1);
		}
	}

	@Test
	void asksOnceForEachHintAfterLostRacesToo() {
		startWatching();
		this.authority.answering((call) -> (call.operation() == Operation.ACQUIRE)
				? ScriptedAuthority.held(UUID.randomUUID().toString(), null, Duration.ofHours(1))
				: this.authority.healthyAnswer(call));
		for (int race = 0; race < 6; race++) {
			int asked = count(Operation.ACQUIRE);
			this.watches.say("job", WatchSignal.FREE);
			this.time.advance(Duration.ofMillis(2_001));
			assertThat(count(Operation.ACQUIRE)).isEqualTo(asked + 1);
		}
	}

	@Test
	void asksAtOnceWhenTheWatchEndsAndOpensAnotherOne() {
		startWatching();
		int asked = count(Operation.ACQUIRE);
		this.watches.say("job", WatchSignal.ENDED);
		assertThat(count(Operation.ACQUIRE)).isEqualTo(asked + 1);
		assertThat(this.watches.open("job")).hasSize(1);
	}

	@Test
	void replacesAWatchAfterAboutAMinute() {
		startWatching();
		Object first = this.watches.open("job").get(0);
		this.time.advance(Duration.ofSeconds(73));
		assertThat(this.watches.open("job")).hasSize(1).doesNotContain(first);
	}

	@ParameterizedTest
	@CsvSource({ "0, 48000", "-9223372036854775808, 60000" })
	void theAgeOfAWatchIsSpreadByAFifth(long random, long age) {
		this.locks = builder().time(this.time, this.time, () -> random).build();
		startWatching();
		Object first = this.watches.open("job").get(0);
		// A second has passed since it was opened
		this.time.advance(Duration.ofMillis(age - 1001));
		assertThat(this.watches.open("job")).containsExactly(first);
		this.time.advance(Duration.ofMillis(1));
		assertThat(this.watches.open("job")).hasSize(1).doesNotContain(first);
	}

	@Test
	void watchesThatBeganTogetherAreNotReplacedTogether() {
		this.watches.available = true;
		held();
		for (String name : List.of("a", "b", "c", "d")) {
			startAcquire(name, NOW.withWaitFor(Duration.ofHours(1)));
			this.watches.say(name, WatchSignal.HELD);
		}
		int opened = this.watches.opened;
		Set<Long> moments = new TreeSet<>();
		for (int tenths = 0; tenths < 730; tenths++) {
			this.time.advance(Duration.ofMillis(100));
			if (this.watches.opened > opened) {
				opened = this.watches.opened;
				moments.add(this.time.now());
			}
		}
		assertThat(moments).hasSizeGreaterThan(1);
	}

	@Test
	void fallsBackToPollingWhereThereIsNoWatch() {
		held();
		startAcquire("job", NOW.withWaitFor(Duration.ofHours(1)));
		this.time.advance(Duration.ofSeconds(14));
		assertThat(this.watches.opened).isEqualTo(1);
		assertThat(count(Operation.ACQUIRE)).isGreaterThan(8);
		this.time.advance(Duration.ofSeconds(10));
		assertThat(this.watches.opened).isEqualTo(2);
	}

	@Test
	void endsAllWatchesWhenTheServerCannotBeReached() {
		this.locks.tryAcquire("mine").orElseThrow();
		startWatching();
		this.watches.available = false;
		this.authority.answering((call) -> switch (call.operation()) {
			case KEEP_ALIVE -> new ConfirmAnswer.Uncertain(new Broken(), null);
			case ACQUIRE -> new AcquireAnswer.Failed(new Broken(), false, false);
			default -> this.authority.healthyAnswer(call);
		});
		this.time.advance(Duration.ofSeconds(10));
		assertThat(this.watches.open("job")).isEmpty();
	}

	@Test
	void keepsToItsBudgetOfStreams() {
		this.watches.available = true;
		held();
		for (int name = 0; name < BUDGET_OF_STREAMS + 4; name++) {
			startAcquire("job-" + name, NOW.withWaitFor(Duration.ofHours(1)));
		}
		assertThat(this.watches.opened).isEqualTo(BUDGET_OF_STREAMS);
	}

	@Test
	void endsWhenTheLockIsHeldBackForAWhile() {
		startWatching();
		answer(Operation.ACQUIRE, new AcquireAnswer.Held(HolderInfo.coolingUntil(null)));
		this.watches.say("job", WatchSignal.FREE);
		this.time.advance(LONGEST_PLACE);
		assertThat(this.watches.open("job")).isEmpty();
	}

	@Test
	void leavesItsPlaceInTheBudgetWhenItEnds() {
		startWatching();
		for (int end = 0; end <= BUDGET_OF_STREAMS; end++) {
			this.watches.say("job", WatchSignal.HELD);
			this.watches.say("job", WatchSignal.ENDED);
			assertThat(this.watches.open("job")).hasSize(1);
		}
	}

	@Test
	void isNotHeardAnyMoreWhenItHasEnded() {
		startWatching();
		Object ended = this.watches.open("job").get(0);
		this.watches.say("job", WatchSignal.ENDED);
		int asked = count(Operation.ACQUIRE);
		this.watches.listeners.get(ended).accept(WatchSignal.FREE);
		this.time.advance(LONGEST_PLACE);
		assertThat(count(Operation.ACQUIRE)).isEqualTo(asked);
	}

	@Test
	void endsWithTheLastCallerThatWaits() {
		CompletableFuture<HeldLock> waiting = startWatching();
		this.threads.get(0).interrupt();
		assertThat(failure(waiting)).isInstanceOf(LockInterruptedException.class);
		await().until(() -> this.watches.open("job").isEmpty());
	}

}
