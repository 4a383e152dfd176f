package io.octostore.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

import io.octostore.FencingRegressionException;
import io.octostore.LockAcquireTimeoutException;
import io.octostore.LossReason;
import io.octostore.faults.FaultTest.Tier;
import io.octostore.faults.FaultTestExtension.HasHistory;
import io.octostore.faults.Weather.Fate;
import io.octostore.faults.Weather.Loss;
import io.octostore.faults.World.Claim;
import io.octostore.faults.World.Client;
import io.octostore.lease.LeaseTerms;
import io.octostore.testsupport.ScriptedAuthority.Operation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Faults of the network, the server and the clocks between several instances.
 */
class SimulatedFaultTests implements HasHistory {

	private static final Fate LOST_ANSWER = Fate.lost(Loss.ANSWER);

	private final World world = new World();

	@Override
	public History history() {
		return this.world.history;
	}

	// A. Acquire

	@FaultTest(number = "A3", tier = Tier.T1, fault = "the answer of a grant is lost and the caller still waits",
			mutant = Mutant.COUNTS_FROM_THE_ANSWER)
	void aGrantWhoseAnswerIsLostIsGrantedAgainToTheSameCaller() {
		this.world.terms = LeaseTerms.inSession(Duration.ofSeconds(30), Duration.ofSeconds(30), false);
		Client client = this.world.client();
		client.hold("lock-1").release();
		this.world.seconds(11);
		this.world.weather.next(Operation.ACQUIRE, LOST_ANSWER);
		this.world.weather.next(Operation.ACQUIRE, Fate.slow(Duration.ofMillis(1), Duration.ofSeconds(4)));
		Claim claim = client.acquire("lock-2", 30);
		this.world.seconds(10);
		assertThat(claim.isGranted()).isTrue();
		assertThat(this.world.server.grants()).isEqualTo(2);
		assertThat(this.world.server.holder("lock-2")).isEqualTo(claim.lease().fencingToken());
		// Asked again after 5.25 s, answered 4 s later, looked at after 10 s
		assertThat(claim.lease().remaining()).isBetween(Duration.ofMillis(19_100), Duration.ofMillis(19_500));
		claim.release();
		this.world.seconds(1);
		assertThat(this.world.server.held()).isEmpty();
		this.world.verify();
	}

	@FaultTest(number = "A4", tier = Tier.T1, fault = "the answer of a grant is lost and the caller's time is over",
			mutant = Mutant.FORGETS_UNANSWERED_ACQUIRES)
	void aGrantThatNobodyWaitsForIsReleased() {
		Client client = this.world.client();
		client.hold("lock-1").release();
		this.world.weather.next(Operation.ACQUIRE, LOST_ANSWER);
		Claim claim = client.acquire("lock-2", 3);
		this.world.seconds(4);
		assertThat(claim.failure()).isInstanceOf(LockAcquireTimeoutException.class);
		assertThat(claim.waited()).isEqualTo(Duration.ofSeconds(3));
		assertThat(this.world.server.holder("lock-2")).isNotNull();
		this.world.seconds(2);
		assertThat(this.world.server.holder("lock-2")).isNull();
		assertThat(client.unsettled()).isZero();
		this.world.verify();
	}

	@FaultTest(number = "A6", tier = Tier.T1,
			fault = "a request is held up and carried out after the lock was released", mutant = Mutant.DOES_NOT_AUDIT)
	void aLockThatALateRequestLeftIsFoundByTheAudit() {
		Client client = this.world.client();
		client.hold("lock-1").release();
		this.world.weather.next(Operation.ACQUIRE, Fate.slow(Duration.ofSeconds(8), Duration.ofMillis(1)));
		Claim claim = client.acquire("lock-2", 20);
		this.world.seconds(6);
		claim.release();
		this.world.seconds(1);
		assertThat(this.world.server.holder("lock-2")).isNull();
		this.world.seconds(1.5);
		assertThat(this.world.server.holder("lock-2")).as("what the late request did").isNotNull();
		this.world.seconds(8);
		assertThat(this.world.server.holder("lock-2")).as("after the audit 10 s after the failure").isNull();
		this.world.verify();
	}

	@FaultTest(number = "A7", tier = Tier.T1, fault = "the same under a session of its own",
			mutant = Mutant.SHARES_DEDICATED_SESSIONS_AND_DOES_NOT_AUDIT)
	void theEndOfADedicatedSessionIsABarrierForLateRequests() {
		this.world.terms = LeaseTerms.inSession(Duration.ofSeconds(60), Duration.ofSeconds(30), true);
		Client client = this.world.client();
		this.world.weather.next(Operation.ACQUIRE, Fate.slow(Duration.ofSeconds(8), Duration.ofMillis(1)));
		Claim claim = client.acquire("lock-2", 20);
		this.world.seconds(6);
		claim.release();
		this.world.seconds(3);
		assertThat(this.world.server.held()).isEmpty();
		assertThat(this.world.server.sessionCount()).isZero();
		this.world.verify();
	}

	@FaultTest(number = "A10", tier = Tier.T1, fault = "the limit of locks is reached, then a slot is freed",
			mutant = Mutant.GIVES_UP_AT_THE_LIMIT)
	void aCallerThatWaitsGetsTheSlotAndOneThatDoesNotIsToldAtOnce() {
		this.world.server.limit(1);
		Client client = this.world.client();
		Claim holder = client.hold("lock-1");
		Claim waiting = client.acquire("lock-2", 30);
		Claim trying = client.acquire("lock-3", 0);
		this.world.seconds(1);
		assertThat(trying.failure()).hasMessageContaining("lock limit exceeded");
		assertThat(waiting.isDone()).isFalse();
		holder.release();
		this.world.seconds(7);
		assertThat(waiting.isGranted()).isTrue();
		this.world.verify();
	}

	@FaultTest(number = "A11", tier = Tier.T1, fault = "the session is gone when a lock is acquired",
			mutant = Mutant.STAYS_WITH_A_SESSION_THAT_IS_GONE)
	void anAcquireUnderASessionThatIsGoneGoesToANewOneAndItsLocksAreLost() {
		Client client = this.world.client();
		Claim old = client.hold("lock-1");
		this.world.server.deleteSessions();
		Claim fresh = client.acquire("lock-2", 0);
		this.world.seconds(0.2);
		assertThat(fresh.isGranted()).isTrue();
		assertThat(old.isHeld()).isFalse();
		assertThat(old.lease().loss())
			.hasValueSatisfying((loss) -> assertThat(loss.reason()).isEqualTo(LossReason.SESSION_NOT_FOUND));
	}

	@FaultTest(number = "A15", tier = Tier.T1, fault = "the server's database is replaced",
			mutant = Mutant.LENDS_A_LEASE_TWICE_AND_TAKES_ANY_TOKEN)
	void aSmallerTokenThanBeforeIsRefused() {
		Client client = this.world.client();
		for (int grant = 0; grant < 3; grant++) {
			client.hold("lock-1").release();
			this.world.seconds(1);
		}
		this.world.server.replaceDatabase();
		Claim claim = client.acquire("lock-1", 0);
		this.world.seconds(1);
		assertThat(claim.failure()).isInstanceOf(FencingRegressionException.class);
		assertThat(this.world.server.held()).isEmpty();
	}

	// B. Keepalive and renewal

	@FaultTest(number = "B4", tier = Tier.T1, fault = "the renewals of locks fail, keepalives do not",
			mutant = Mutant.CLAIMS_THE_WHOLE_TTL)
	void aLockThatIsNotRenewedIsLostAtItsOwnDeadline() {
		Client client = this.world.client();
		Claim claim = client.hold("lock-1");
		this.world.seconds(30);
		Claim renewed = client.hold("lock-2");
		this.world.weather.always(Operation.RENEW, Fate.lost(Loss.SERVER_ERROR));
		// The renewal at 18 to 20 s succeeded, the next ones do not
		this.world.seconds(35.6);
		assertThat(claim.isHeld()).isTrue();
		this.world.seconds(2.4);
		assertThat(claim.isHeld()).isFalse();
		assertThat(renewed.isHeld()).isTrue();
		this.world.verify();
	}

	@FaultTest(number = "B5", tier = Tier.T1, fault = "keepalives fail, renewals of locks do not",
			mutant = Mutant.CLAIMS_THE_WHOLE_TTL)
	void allLocksOfASessionAreLostAtItsDeadline() {
		Client client = this.world.client();
		Claim first = client.hold("lock-1");
		Claim second = client.hold("lock-2");
		this.world.weather.always(Operation.KEEP_ALIVE, Fate.lost(Loss.REQUEST));
		this.world.seconds(23.7);
		assertThat(first.isHeld()).isTrue();
		assertThat(second.isHeld()).isTrue();
		this.world.seconds(0.2);
		assertThat(first.isHeld()).isFalse();
		assertThat(second.isHeld()).isFalse();
		this.world.verify();
	}

	@FaultTest(number = "B11", tier = Tier.T1, fault = "keepalives are refused with the advice to retry after 60 s",
			mutant = Mutant.FOLLOWS_ADVICE_PAST_THE_DEADLINE)
	void adviceIsNotFollowedPastTheDeadline() {
		Client client = this.world.client();
		Claim claim = client.hold("lock-1");
		this.world.weather.always(Operation.KEEP_ALIVE, Fate.lost(Loss.RATE_LIMITED));
		this.world.seconds(20);
		assertThat(client.network.keepalives()).isGreaterThanOrEqualTo(2);
		this.world.weather.calm();
		this.world.seconds(10);
		assertThat(claim.isHeld()).isTrue();
		this.world.verify();
	}

	@FaultTest(number = "B16", tier = Tier.T1, fault = "100 locks that were acquired together are due for renewal",
			mutant = Mutant.RENEWS_ALL_THAT_IS_DUE)
	void renewalsOfManyLocksAreSpreadOverTime() {
		Client client = this.world.client();
		List<Claim> claims = new ArrayList<>();
		for (int name = 0; name < 100; name++) {
			claims.add(client.acquire("lock-" + name, 0));
		}
		int most = 0;
		for (int second = 0; second < 120; second++) {
			int before = client.network.renewals();
			this.world.seconds(1);
			most = Math.max(most, client.network.renewals() - before);
			assertThat(claims).allMatch(Claim::isHeld);
		}
		assertThat(most).as("renewals within a second").isBetween(5, 10);
		assertThat(client.network.renewals()).isBetween(400, 700);
		this.world.verify();
	}

	@FaultTest(number = "B17", tier = Tier.T1, fault = "the server is down for 10 s, then for 26 s",
			mutant = Mutant.DOES_NOT_REPEAT_CONFIRMATIONS)
	void aShortOutageIsSurvivedAndALongOneIsALossOfEachLockOnce() {
		Client client = this.world.client();
		List<Claim> claims = new ArrayList<>();
		List<String> losses = new ArrayList<>();
		for (int name = 0; name < 5; name++) {
			Claim claim = client.hold("lock-" + name);
			claim.lease().onLoss((loss) -> losses.add(claim.lease().name()));
			claims.add(claim);
		}
		this.world.seconds(5);
		this.world.server.goDown();
		this.world.seconds(10);
		this.world.server.comeBack();
		this.world.seconds(10);
		assertThat(claims).allMatch(Claim::isHeld);
		this.world.server.goDown();
		this.world.seconds(26);
		this.world.server.comeBack();
		this.world.seconds(1);
		assertThat(claims).noneMatch(Claim::isHeld);
		assertThat(losses).hasSize(5).doesNotHaveDuplicates();
		claims.forEach(Claim::release);
		this.world.seconds(6);
		assertThat(client.hold("lock-0").isHeld()).isTrue();
		this.world.verify();
	}

	@FaultTest(number = "B18", tier = Tier.T1, fault = "a renewal could shorten the TTL",
			mutant = Mutant.RENEWS_WITH_A_SHORTER_TTL)
	void aRenewalKeepsTheTtl() {
		Claim holder = this.world.client().hold("lock-1");
		this.world.client().acquire("lock-1", 300);
		this.world.seconds(120);
		assertThat(holder.isHeld()).isTrue();
		this.world.verify();
	}

	// C. Clocks

	private void overlapUnderAClockFault(double cutAfterSeconds) {
		Client holder = this.world.client();
		holder.hold("lock-1");
		this.world.client().acquire("lock-1", 300);
		this.world.seconds(cutAfterSeconds);
		holder.network.cut(true);
	}

	@FaultTest(number = "C9", tier = Tier.T1, fault = "the server's clock jumps forward by 5 s",
			mutant = Mutant.CLAIMS_THE_WHOLE_TTL)
	void exclusionHoldsWhenTheServersClockJumpsByLessThanAFifth() {
		// The session ends after 24 s of the holder's time at the earliest
		for (int phase = 0; phase < 50; phase++) {
			World shifted = new World(Duration.ofMillis(100L * phase));
			Client holder = shifted.client();
			holder.hold("lock-1");
			shifted.client().acquire("lock-1", 300);
			shifted.seconds(5);
			holder.network.cut(true);
			shifted.server.step(Duration.ofSeconds(5));
			shifted.history.tolerate(Duration.ofSeconds(5).toNanos());
			shifted.seconds(60);
			shifted.verify();
		}
	}

	@FaultTest(number = "C10", tier = Tier.T1, fault = "the server's clock jumps forward by 10 s",
			mutant = Mutant.LOOKS_AT_NO_OVERLAP)
	void aLargerJumpMayBreakExclusionButNotFencing() {
		Set<String> wrong = new HashSet<>();
		for (int phase = 0; phase < 50; phase++) {
			World shifted = new World(Duration.ofMillis(100L * phase));
			Client holder = shifted.client();
			holder.hold("lock-1");
			shifted.client().acquire("lock-1", 300);
			shifted.seconds(5);
			holder.network.cut(true);
			shifted.server.step(Duration.ofSeconds(10));
			shifted.history.tolerate(Duration.ofSeconds(10).toNanos());
			shifted.seconds(60);
			shifted.history.end();
			Checkers.check(shifted.history)
				.forEach((sentence) -> wrong.add(sentence.substring(0, sentence.indexOf(':'))));
		}
		assertThat(wrong).containsExactly("exclusion");
	}

	@FaultTest(number = "C11", tier = Tier.T1, fault = "the server's clock jumps back by 60 s",
			mutant = Mutant.CLAIMS_FIVE_TTLS)
	void aServerClockThatIsSetBackOnlyDelaysTheTakeover() {
		overlapUnderAClockFault(5);
		this.world.server.step(Duration.ofSeconds(-60));
		this.world.seconds(70);
		assertThat(this.world.server.grants()).isEqualTo(1);
		this.world.seconds(40);
		assertThat(this.world.server.grants()).isEqualTo(2);
		this.world.verify();
	}

	@FaultTest(number = "C12", tier = Tier.T1, fault = "clocks run at rates that differ by up to a quarter",
			mutant = Mutant.CLAIMS_THE_WHOLE_TTL)
	void exclusionHoldsWhenRatesDiffer() {
		for (double[] rates : new double[][] { { 0.81, 1 }, { 1, 1.2 } }) {
			for (int phase = 0; phase < 25; phase++) {
				World shifted = new World(Duration.ofMillis(200L * phase));
				shifted.server.rate(rates[1]);
				Client holder = shifted.client();
				holder.process.rate(rates[0]);
				holder.hold("lock-1");
				shifted.client().acquire("lock-1", 300);
				shifted.seconds(5);
				holder.network.cut(true);
				shifted.history.tolerate(Duration.ofSeconds(12).toNanos());
				shifted.seconds(60);
				shifted.verify();
			}
		}
	}

	// D. Release and shutdown

	@FaultTest(number = "D2", tier = Tier.T1, fault = "the server is down when locks are released",
			mutant = Mutant.REMEMBERS_OBLIGATIONS_FOR_EVER)
	void obligationsEndWithWhatTheyAreAbout() {
		Client client = this.world.client();
		List<Claim> claims = new ArrayList<>();
		for (int name = 0; name < 10; name++) {
			claims.add(client.hold("lock-" + name));
		}
		this.world.weather.always(Operation.RELEASE, Fate.lost(Loss.SERVER_ERROR));
		claims.forEach(Claim::release);
		this.world.seconds(5);
		assertThat(client.unsettled()).isEqualTo(10);
		this.world.seconds(66);
		assertThat(client.unsettled()).isZero();
		assertThat(this.world.server.held()).isEmpty();
		this.world.verify();
	}

	@FaultTest(number = "D4", tier = Tier.T1,
			fault = "10,000 locks are acquired and released with random delays and interrupts",
			mutant = Mutant.RENEWS_WHAT_WAS_RELEASED)
	void nothingIsRenewedAfterItsReleaseAndNoTimerIsLeft() {
		Client client = this.world.client();
		Random random = new Random(7);
		List<Claim> open = new ArrayList<>();
		int granted = 0;
		for (int cycle = 0; cycle < 10_000; cycle++) {
			Claim claim = client.acquire("lock-" + cycle % 20, 1);
			open.add(claim);
			this.world.time.advance(Duration.ofMillis(3 + random.nextInt(20)));
			if (random.nextInt(10) == 0 && !claim.isDone()) {
				claim.interrupt();
			}
			if (random.nextInt(500) == 0) {
				this.world.seconds(25);
			}
			if (cycle % 500 == 0) {
				assertThat(this.world.history.violations()).isEmpty();
			}
			for (Claim done : List.copyOf(open)) {
				if (done.isGranted()) {
					granted++;
					done.release();
					open.remove(done);
				}
				else if (done.failure() != null) {
					open.remove(done);
				}
			}
		}
		this.world.seconds(2);
		open.stream().filter(Claim::isGranted).forEach(Claim::release);
		assertThat(granted).isGreaterThan(8_000);
		this.world.seconds(30);
		int renewals = client.network.renewals();
		this.world.seconds(60);
		assertThat(client.network.renewals()).isEqualTo(renewals);
		assertThat(this.world.server.held()).isEmpty();
		this.world.seconds(400);
		assertThat(client.process.timers()).isZero();
		assertThat(this.world.history.violations()).isEmpty();
	}

	@FaultTest(number = "D10", tier = Tier.T1, fault = "shutdown with acquires under way",
			mutant = Mutant.LEAVES_SESSIONS_AT_SHUTDOWN)
	void noAcquireSurvivesAShutdown() {
		for (int delay = 0; delay < 8; delay++) {
			World shutdown = new World();
			Client client = shutdown.client();
			client.hold("lock-0").release();
			shutdown.seconds(1);
			List<Claim> claims = new ArrayList<>();
			for (int name = 1; name < 6; name++) {
				shutdown.weather.next(Operation.ACQUIRE,
						Fate.slow(Duration.ofMillis(1 + 40L * name), Duration.ofMillis(1)));
				claims.add(client.acquire("lock-" + name, 30));
			}
			shutdown.time.advance(Duration.ofMillis(30L * delay));
			claims.stream().filter(Claim::isGranted).forEach(Claim::release);
			boolean[] closed = new boolean[1];
			client.locks.close(() -> closed[0] = true);
			shutdown.seconds(3);
			assertThat(closed[0]).isTrue();
			assertThat(shutdown.server.held()).isEmpty();
			assertThat(shutdown.server.sessionCount()).isZero();
			shutdown.verify();
		}
	}

	// E. Waiting

	private double takeover(boolean watches) {
		double worst = 0;
		for (int phase = 0; phase < 20; phase++) {
			World crash = new World(Duration.ofMillis(250L * phase));
			crash.server.watchCapacity(watches ? 16 : 0);
			Client holder = crash.client();
			holder.hold("lock-1");
			Claim waiting = crash.client().acquire("lock-1", 300);
			// Right after a keepalive is the worst moment
			crash.seconds(9.0 + phase / 10.0);
			holder.network.kill();
			long crashedAt = crash.time.now();
			while (!waiting.isGranted() && crash.time.now() - crashedAt < Duration.ofSeconds(90).toNanos()) {
				crash.seconds(0.1);
			}
			worst = Math.max(worst, (crash.time.now() - crashedAt) / 1e9);
			crash.verify();
		}
		return worst;
	}

	@FaultTest(number = "E1", tier = Tier.T1, fault = "the holder crashes",
			mutant = Mutant.FOLLOWS_ADVICE_BLINDLY_UNDER_A_WATCH_TOO)
	void aWaitingInstanceTakesOverInTime() {
		assertThat(takeover(true)).isLessThanOrEqualTo(35.6);
		assertThat(takeover(false)).isLessThanOrEqualTo(41);
	}

	@FaultTest(number = "E2", tier = Tier.T1, fault = "the watch does not say that the lock was released",
			mutant = Mutant.TRUSTS_THE_WATCH)
	void aReleaseThatTheWatchDoesNotShowIsNoticedWithinFifteenSeconds() {
		Claim holder = this.world.client().hold("lock-1");
		Claim waiting = this.world.client().acquire("lock-1", 300);
		this.world.seconds(3);
		this.world.server.dropHints(true);
		holder.release();
		this.world.seconds(15.2);
		assertThat(waiting.isGranted()).isTrue();
		this.world.verify();
	}

	@FaultTest(number = "E3", tier = Tier.T1, fault = "watches break, and then there are none to be had",
			mutant = Mutant.TRUSTS_THE_WATCH_AFTER_ITS_END)
	void aWatchThatEndsIsReplacedByAskingAndByPolling() {
		Claim holder = this.world.client().hold("lock-1");
		Claim waiting = this.world.client().acquire("lock-1", 300);
		this.world.seconds(8);
		this.world.server.dropHints(true);
		holder.release();
		this.world.seconds(0.05);
		this.world.server.watchCapacity(0);
		this.world.server.endWatches();
		this.world.seconds(0.5);
		assertThat(waiting.isGranted()).as("asked at once when the stream ended").isTrue();
		Claim next = this.world.client().acquire("lock-1", 300);
		this.world.seconds(8);
		waiting.release();
		this.world.seconds(5.7);
		assertThat(next.isGranted()).as("polls where there is no stream").isTrue();
		this.world.verify();
	}

	@FaultTest(number = "E5", tier = Tier.T1, fault = "200 instances want one lock", mutant = Mutant.COMES_BACK_AT_ONCE)
	void manyInstancesDoNotAskMoreThanTenTimesForEachGrant() {
		List<Claim> claims = new ArrayList<>();
		for (int instance = 0; instance < 200; instance++) {
			claims.add(this.world.client().acquire("lock-1", 600));
		}
		long limit = this.world.time.now() + Duration.ofMillis(200 * 50 * 20).toNanos();
		int served = 0;
		while (served < 200 && this.world.time.now() < limit) {
			this.world.time.advance(Duration.ofMillis(50));
			for (Claim claim : claims) {
				if (claim.isGranted() && claim.released() == null) {
					served++;
					claim.release();
				}
			}
		}
		assertThat(served).isEqualTo(200);
		assertThat((double) this.world.server.acquires() / this.world.server.grants()).isLessThanOrEqualTo(10);
	}

	@FaultTest(number = "E6", tier = Tier.T1, fault = "100 callers of one instance wait for one lock",
			mutant = Mutant.SERVES_THE_LAST_COMER_FIRST)
	void localCallersShareOneContenderAndAreServedInOrder() {
		Claim holder = this.world.client().hold("lock-1");
		Client crowd = this.world.client();
		List<Claim> claims = new ArrayList<>();
		for (int caller = 0; caller < 100; caller++) {
			claims.add(crowd.acquire("lock-1", 600));
		}
		this.world.seconds(5);
		int watches = this.world.server.openWatches();
		int asked = this.world.server.acquires();
		holder.release();
		for (Claim claim : claims) {
			this.world.seconds(3);
			assertThat(claim.isGranted()).isTrue();
			claim.release();
		}
		assertThat(watches).isOne();
		assertThat(asked).isLessThan(10);
		this.world.verify();
	}

	private static double foreignWaiterServedAfter(boolean watches, int mostLocalGrants) {
		World busyWorld = new World();
		busyWorld.server.watchCapacity(watches ? 16 : 0);
		Client busy = busyWorld.client();
		Client other = busyWorld.client();
		Claim first = other.hold("lock-1");
		Claim current = busy.acquire("lock-1", 600);
		busyWorld.seconds(2);
		first.release();
		busyWorld.seconds(1);
		Claim foreign = other.acquire("lock-1", 600);
		busyWorld.seconds(2);
		Claim next = busy.acquire("lock-1", 600);
		long start = busyWorld.time.now();
		int local = 0;
		while (!foreign.isGranted() && busyWorld.time.now() - start < Duration.ofSeconds(90).toNanos()) {
			if (current.isGranted() && current.released() == null) {
				current.release();
				current = next;
				next = busy.acquire("lock-1", 600);
				local++;
			}
			busyWorld.seconds(watches ? 0.025 : 1);
		}
		busyWorld.verify();
		assertThat(local).as("local grants before the foreign one").isLessThanOrEqualTo(mostLocalGrants);
		return (busyWorld.time.now() - start) / 1e9;
	}

	@FaultTest(number = "E7", tier = Tier.T1, fault = "a busy instance hands a lock on locally while another one waits",
			mutant = Mutant.NEVER_STANDS_DOWN)
	void aForeignWaiterIsServedWithinEightLocalGrants() {
		assertThat(foreignWaiterServedAfter(true, 8)).isLessThan(10);
		assertThat(foreignWaiterServedAfter(false, 1_000)).isLessThan(60);
	}

	@FaultTest(number = "E10", tier = Tier.T1,
			fault = "a server that is stopping refuses connections and keeps watches open",
			mutant = Mutant.KEEPS_WATCHES_OPEN)
	void allWatchesEndWhenAKeepaliveIsRefused() {
		this.world.client().hold("lock-1");
		Client waiting = this.world.client();
		waiting.hold("lock-2");
		waiting.acquire("lock-1", 300);
		this.world.seconds(2);
		assertThat(this.world.server.openWatches()).isOne();
		this.world.server.watchCapacity(0);
		this.world.weather.always(Operation.KEEP_ALIVE, Fate.lost(Loss.REFUSED));
		while (waiting.network.keepalives() == 0) {
			this.world.seconds(0.1);
		}
		this.world.seconds(1);
		assertThat(this.world.server.openWatches()).isZero();
	}

	@FaultTest(number = "A16", tier = Tier.T1, fault = "the server fails after it has granted the lock",
			mutant = Mutant.FORGETS_UNANSWERED_ACQUIRES)
	void aGrantBehindAServerErrorIsTakenOrSettled() {
		Client client = this.world.client();
		client.hold("lock-1").release();
		this.world.seconds(1);
		this.world.weather.next(Operation.ACQUIRE, Fate.lost(Loss.SERVER_ERROR_AFTER_EFFECT));
		Claim waiting = client.acquire("lock-2", 10);
		this.world.seconds(2);
		assertThat(waiting.isGranted()).isTrue();
		assertThat(this.world.server.held()).containsOnlyKeys("lock-2");
		assertThat(this.world.server.grants()).isEqualTo(2);
		this.world.weather.next(Operation.ACQUIRE, Fate.lost(Loss.SERVER_ERROR_AFTER_EFFECT));
		Claim trying = client.acquire("lock-3", 0);
		this.world.seconds(1);
		assertThat(trying.failure()).hasMessage("SERVER_ERROR");
		this.world.seconds(1);
		assertThat(this.world.server.held()).containsOnlyKeys("lock-2");
		this.world.verify();
	}

}
