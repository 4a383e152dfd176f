package io.octostore.election;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.octostore.LocksClosedException;
import io.octostore.LossCertainty;
import io.octostore.LossReason;
import io.octostore.NotLeaderException;
import io.octostore.OctoStoreAuthenticationException;
import io.octostore.OctoStoreValidationException;
import io.octostore.ServerRefusal;
import io.octostore.election.FakeTerms.FakeTerm;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

/**
 * Elections in virtual time, on terms that the test gives.
 */
class LeaderElectionTests {

	private static final Duration YIELD_PAUSE = Duration.ofSeconds(10);

	private static final Duration GRACE = Duration.ofSeconds(20);

	private final SimulatedTime time = new SimulatedTime();

	private final FakeTerms terms = new FakeTerms(this.time);

	/** Listener calls that wait for their turn. */
	private final Deque<Runnable> calls = new ArrayDeque<>();

	private final List<String> journal = new ArrayList<>();

	private boolean threadsEnded;

	private final DefaultLeaderElection election = new DefaultLeaderElection("invoices", this.terms, YIELD_PAUSE, GRACE,
			this.time, this.time, new Random(1), new ElectionThreads(this.calls::add, Runnable::run, () -> {
			}));

	private void turn() {
		while (!this.calls.isEmpty()) {
			this.calls.poll().run();
		}
	}

	private FakeTerm lead() {
		this.election.start();
		FakeTerm term = this.terms.elect();
		turn();
		return term;
	}

	private void seconds(double seconds) {
		this.time.advance(Duration.ofMillis(Math.round(seconds * 1000)));
		turn();
	}

	private LeadershipListener noting(String name) {
		return new LeadershipListener() {

			@Override
			public void granted(Leadership leadership) {
				journal.add(name + " granted " + leadership.fencingToken());
			}

			@Override
			public void revoked(Leadership leadership) {
				journal.add(name + " revoked " + leadership.fencingToken() + ", leader: " + leadership.isLeader());
			}

		};
	}

	// Campaigns

	@Test
	void campaignsWhenStartedAndNotBefore() {
		assertThat(this.terms.campaigns()).isZero();
		assertThat(this.election.isRunning()).isFalse();
		this.election.start();
		this.election.start();
		assertThat(this.terms.campaigns()).isOne();
		assertThat(this.election.isRunning()).isTrue();
		assertThat(this.election.isLeader()).isFalse();
		assertThat(this.time.pendingTasks()).isZero();
	}

	@Test
	void leadsWhenElected() {
		lead();
		assertThat(this.election.isLeader()).isTrue();
		assertThat(this.election.leadership()).hasValueSatisfying((leadership) -> {
			assertThat(leadership.name()).isEqualTo("invoices");
			assertThat(leadership.fencingToken()).isOne();
			assertThat(leadership.isLeader()).isTrue();
			assertThat(leadership.remaining()).isEqualTo(Duration.ofSeconds(24));
			assertThat(leadership.loss()).isEmpty();
			leadership.ensureLeader();
			assertThat(leadership).hasToString("Leadership[invoices, fencingToken=1, leader=true]");
		});
		this.election.ensureLeader();
		assertThat(this.election).hasToString("LeaderElection[invoices, running=true, leader=true]");
	}

	@Test
	void refusesACheckWhileItDoesNotLead() {
		this.election.start();
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(this.election::ensureLeader)
			.withMessage("This instance does not lead 'invoices'")
			.satisfies((ex) -> assertThat(ex.loss()).isEmpty())
			.satisfies((ex) -> assertThat(ex.election()).isEqualTo("invoices"));
	}

	@Test
	void repeatsACampaignThatWasRefusedAfterPausesThatGrow() {
		this.election.start();
		List<Double> pauses = new ArrayList<>();
		for (int failure = 0; failure < 8; failure++) {
			int campaigns = this.terms.campaigns();
			this.terms.refuse(new OctoStoreValidationException("no"));
			assertThat(this.election.failure()).containsInstanceOf(OctoStoreValidationException.class);
			double pause = 0;
			while (this.terms.campaigns() == campaigns) {
				seconds(0.1);
				pause += 0.1;
			}
			pauses.add(pause);
		}
		assertThat(pauses.get(0)).isBetween(0.8, 1.3);
		assertThat(pauses.get(3)).isBetween(6.4, 9.7);
		assertThat(pauses.get(7)).isBetween(48.0, 72.1);
		this.terms.elect();
		assertThat(this.election.failure()).isEmpty();
	}

	@Test
	void countsFailuresAnewAfterATerm() {
		this.election.start();
		for (int failure = 0; failure < 5; failure++) {
			this.terms.refuse(new OctoStoreValidationException("no"));
			seconds(60);
		}
		FakeTerm term = this.terms.elect();
		term.lose();
		turn();
		term.confirm();
		seconds(2);
		this.terms.refuse(new OctoStoreValidationException("no"));
		assertThat(this.terms.isCampaigning()).isFalse();
		seconds(1.3);
		assertThat(this.terms.isCampaigning()).isTrue();
	}

	@Test
	void repeatsACampaignThatCouldNotBegin() {
		boolean[] fails = { true };
		DefaultLeaderElection other = new DefaultLeaderElection("other", new TermSource() {

			@Override
			public CompletableFuture<? extends HeldTerm> campaign() {
				if (fails[0]) {
					throw new IllegalStateException("not now");
				}
				return terms.campaign();
			}

			@Override
			public void close() {
			}

		}, YIELD_PAUSE, GRACE, this.time, this.time, new Random(1),
				new ElectionThreads(this.calls::add, Runnable::run, () -> {
				}));
		other.start();
		assertThat(other.failure()).hasValueSatisfying((failure) -> assertThat(failure).hasMessage("not now"));
		fails[0] = false;
		seconds(2);
		assertThat(this.terms.isCampaigning()).isTrue();
	}

	@Test
	void endsWithItsLocks() {
		this.election.start();
		this.terms.refuse(new LocksClosedException("invoices"));
		seconds(120);
		assertThat(this.election.isRunning()).isFalse();
		assertThat(this.terms.campaigns()).isOne();
	}

	@Test
	void waitsForTheNextChanceWhenItsTokenIsRefused() {
		this.election.start();
		this.terms.refuse(new OctoStoreAuthenticationException("no", ServerRefusal.of(401, "unauthorized")));
		seconds(2);
		assertThat(this.terms.isCampaigning()).isTrue();
	}

	// Losses

	@Test
	void leadsNoMoreFromTheInstantOfItsDeadlineWhicheverIsReadFirst() {
		FakeTerm term = lead();
		term.beSilent();
		Leadership leadership = this.election.leadership().orElseThrow();
		this.time.stall(Duration.ofSeconds(24));
		assertThat(this.election.isLeader()).isFalse();
		assertThat(leadership.isLeader()).isFalse();
		assertThat(leadership.remaining()).isZero();
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(leadership::ensureLeader)
			.satisfies((ex) -> assertThat(ex.loss()).hasValueSatisfying((loss) -> {
				assertThat(loss.name()).isEqualTo("invoices");
				assertThat(loss.reason()).isEqualTo(LossReason.DEADLINE);
				assertThat(loss.certainty()).isEqualTo(LossCertainty.UNCERTAIN);
			}))
			.withMessage("Leadership of 'invoices' was lost (DEADLINE, UNCERTAIN, fencing token 1): another instance "
					+ "may lead. Let the resource refuse older fencing tokens");
	}

	@Test
	void tellsOfALossAtTheDeadlineAlthoughTheEngineDoesNot() {
		this.election.addListener(noting("a"));
		FakeTerm term = lead();
		term.beSilent();
		seconds(10);
		term.renew(Duration.ofSeconds(24));
		seconds(23.9);
		assertThat(this.journal).containsExactly("a granted 1");
		seconds(0.1);
		assertThat(this.journal).containsExactly("a granted 1", "a revoked 1, leader: false");
	}

	@Test
	void tellsOfALossAndGivesBackOnlyWhenListenersHaveReturned() {
		this.election.addListener(noting("a"));
		FakeTerm term = lead();
		term.lose();
		assertThat(this.election.isLeader()).isFalse();
		assertThat(term.isGivenBack()).isFalse();
		assertThat(this.journal).containsExactly("a granted 1");
		turn();
		assertThat(this.journal).containsExactly("a granted 1", "a revoked 1, leader: false");
		assertThat(term.isGivenBack()).isTrue();
	}

	@Test
	void campaignsAgainAfterALossSoonAndThenLater() {
		this.election.start();
		List<Double> pauses = new ArrayList<>();
		for (int losses = 0; losses < 7; losses++) {
			FakeTerm term = this.terms.elect();
			term.lose();
			turn();
			seconds(100);
			assertThat(this.terms.isCampaigning()).isFalse();
			term.confirm();
			double pause = 0;
			while (!this.terms.isCampaigning()) {
				seconds(0.1);
				pause += 0.1;
			}
			pauses.add(pause);
		}
		assertThat(pauses.get(0)).isBetween(0.8, 1.3);
		assertThat(pauses.get(6)).isBetween(24.0, 36.1);
	}

	@Test
	void forgetsLossesAfterALongTerm() {
		this.election.start();
		for (int losses = 0; losses < 5; losses++) {
			FakeTerm term = this.terms.elect();
			term.lose();
			turn();
			term.confirm();
			seconds(36.1);
		}
		FakeTerm term = this.terms.elect(Duration.ofSeconds(60));
		seconds(60);
		term.confirm();
		seconds(1.3);
		assertThat(this.terms.isCampaigning()).isTrue();
	}

	// Giving up

	@Test
	void stopGivesTheLeadershipUpAndCampaignsNoMore() {
		this.election.addListener(noting("a"));
		FakeTerm term = lead();
		CompletableFuture<Void> stopped = this.election.stop();
		assertThat(this.election.isLeader()).isFalse();
		assertThat(this.election.isRunning()).isFalse();
		turn();
		assertThat(this.journal).containsExactly("a granted 1", "a revoked 1, leader: false");
		assertThat(term.isGivenBack()).isTrue();
		assertThat(stopped).isNotDone();
		term.confirm();
		turn();
		assertThat(stopped).isCompleted();
		seconds(300);
		assertThat(this.terms.campaigns()).isOne();
	}

	@Test
	void stopWithdrawsACampaign() {
		this.election.start();
		CompletableFuture<Void> stopped = this.election.stop();
		turn();
		assertThat(stopped).isCompleted();
		assertThat(this.terms.last()).isCancelled();
		this.election.start();
		assertThat(this.terms.isCampaigning()).isTrue();
	}

	@Test
	void stopEndsAPause() {
		this.election.start();
		this.terms.refuse(new OctoStoreValidationException("no"));
		CompletableFuture<Void> stopped = this.election.stop();
		turn();
		assertThat(stopped).isCompleted();
		assertThat(this.election.failure()).isEmpty();
		assertThat(this.time.pendingTasks()).isZero();
		seconds(100);
		assertThat(this.terms.campaigns()).isOne();
	}

	@Test
	void aStartDuringTheEndOfATermCampaignsAfterIt() {
		FakeTerm term = lead();
		this.election.stop();
		this.election.start();
		turn();
		assertThat(this.terms.campaigns()).isOne();
		term.confirm();
		assertThat(this.terms.campaigns()).isEqualTo(2);
	}

	@Test
	void yieldPausesBeforeTheNextCampaign() {
		FakeTerm term = lead();
		CompletableFuture<Void> yielded = this.election.yieldLeadership();
		turn();
		term.confirm();
		turn();
		assertThat(yielded).isCompleted();
		assertThat(this.election.isRunning()).isTrue();
		seconds(9.9);
		assertThat(this.terms.campaigns()).isOne();
		seconds(0.1);
		assertThat(this.terms.campaigns()).isEqualTo(2);
	}

	@Test
	void yieldDoesNothingWithoutLeadership() {
		assertThat(this.election.yieldLeadership()).isNotDone();
		this.election.start();
		CompletableFuture<Void> yielded = this.election.yieldLeadership();
		turn();
		assertThat(yielded).isCompleted();
		assertThat(this.terms.isCampaigning()).isTrue();
	}

	@Test
	void aStopAfterAYieldEndsThePause() {
		FakeTerm term = lead();
		this.election.yieldLeadership();
		this.election.stop();
		turn();
		term.confirm();
		seconds(100);
		assertThat(this.terms.campaigns()).isOne();
		assertThat(this.time.pendingTasks()).isZero();
	}

	@Test
	void closeEndsEverything() {
		DefaultLeaderElection other = new DefaultLeaderElection("other", this.terms, YIELD_PAUSE, GRACE, this.time,
				this.time, new Random(1),
				new ElectionThreads(Runnable::run, Runnable::run, () -> this.threadsEnded = true));
		other.start();
		other.close();
		assertThat(this.threadsEnded).isTrue();
		assertThat(this.terms.isClosed()).isTrue();
		assertThat(this.time.isClosed()).isTrue();
		assertThatIllegalStateException().isThrownBy(other::start).withMessage("The election 'other' is closed");
	}

	// Bodies

	@Test
	void runsABodyWhileItLeads() {
		lead();
		assertThat(this.election.<Long>execute(Leadership::fencingToken)).isOne();
	}

	@Test
	void runsNoBodyWithoutLeadership() {
		this.election.start();
		assertThatExceptionOfType(NotLeaderException.class)
			.isThrownBy(() -> this.election.executeWithoutResult((leadership) -> this.journal.add("ran")));
		FakeTerm term = this.terms.elect();
		term.beSilent();
		this.time.stall(Duration.ofSeconds(25));
		assertThatExceptionOfType(NotLeaderException.class)
			.isThrownBy(() -> this.election.executeWithoutResult((leadership) -> this.journal.add("ran")));
		assertThat(this.journal).isEmpty();
	}

	@Test
	void aLossInterruptsABodyAndOutweighsItsResult() {
		FakeTerm term = lead();
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(() -> this.election.execute((leadership) -> {
			term.lose();
			assertThat(Thread.currentThread().isInterrupted()).isTrue();
			return "result";
		})).satisfies((ex) -> assertThat(ex.loss()).isPresent());
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void aLossOutweighsTheFailureOfABodyAndKeepsIt() {
		FakeTerm term = lead();
		IllegalStateException failure = new IllegalStateException("body");
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(() -> this.election.execute((leadership) -> {
			term.lose();
			throw failure;
		})).satisfies((ex) -> assertThat(ex.getSuppressed()).containsExactly(failure));
	}

	@Test
	void aDeadlineThatPassesUnseenOutweighsTheResult() {
		FakeTerm term = lead();
		term.beSilent();
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(() -> this.election.execute((leadership) -> {
			this.time.stall(Duration.ofSeconds(24));
			return "result";
		}));
	}

	@Test
	void aBodyKeepsTheLeadershipThatIsGivenUpUntilItHasEnded() {
		FakeTerm term = lead();
		String result = this.election.execute((leadership) -> {
			this.election.yieldLeadership();
			turn();
			assertThat(leadership.isLeader()).isFalse();
			assertThat(Thread.currentThread().isInterrupted()).isFalse();
			assertThat(term.isGivenBack()).isFalse();
			assertThatExceptionOfType(NotLeaderException.class)
				.isThrownBy(() -> this.election.execute((second) -> "second"));
			return "result";
		});
		assertThat(result).isEqualTo("result");
		assertThat(term.isGivenBack()).isTrue();
	}

	@Test
	void aBodyThatDoesNotEndIsInterruptedAfterTheGracePeriod() {
		FakeTerm term = lead();
		this.election.executeWithoutResult((leadership) -> {
			this.election.stop();
			term.renew(Duration.ofMinutes(5));
			seconds(19.9);
			assertThat(Thread.currentThread().isInterrupted()).isFalse();
			seconds(0.1);
			assertThat(Thread.currentThread().isInterrupted()).isTrue();
			assertThat(term.isGivenBack()).isFalse();
		});
		assertThat(term.isGivenBack()).isTrue();
		assertThat(Thread.currentThread().isInterrupted()).isFalse();
	}

	@Test
	void aLossDuringTheGracePeriodInterruptsAtOnce() {
		FakeTerm term = lead();
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(() -> this.election.execute((leadership) -> {
			this.election.yieldLeadership();
			term.lose();
			assertThat(Thread.currentThread().isInterrupted()).isTrue();
			return "result";
		}));
	}

	@Test
	void leavesAnInterruptOfOtherCode() {
		FakeTerm term = lead();
		assertThatExceptionOfType(NotLeaderException.class).isThrownBy(() -> this.election.execute((leadership) -> {
			Thread.currentThread().interrupt();
			term.lose();
			return "result";
		}));
		assertThat(Thread.interrupted()).isTrue();
	}

	// Listeners

	@Test
	void tellsListenersInOrderAndInReverseOrder() {
		this.election.addListener(noting("a"));
		this.election.addListener(noting("b"));
		FakeTerm term = lead();
		term.lose();
		turn();
		assertThat(this.journal).containsExactly("a granted 1", "b granted 1", "b revoked 1, leader: false",
				"a revoked 1, leader: false");
	}

	@Test
	void tellsAListenerThatComesLate() {
		lead();
		this.election.addListener(noting("a"));
		turn();
		this.election.addListener(noting("b"));
		turn();
		assertThat(this.journal).containsExactly("a granted 1", "b granted 1");
	}

	@Test
	void tellsNoListenerOfABeginningThatIsOver() {
		this.election.addListener(noting("a"));
		this.election.start();
		FakeTerm term = this.terms.elect();
		term.lose();
		turn();
		assertThat(this.journal).isEmpty();
		assertThat(term.isGivenBack()).isTrue();
	}

	@Test
	void endsWhatAFailedListenerMayHaveBegun() {
		this.election.addListener(new LeadershipListener() {

			@Override
			public void granted(Leadership leadership) {
				throw new IllegalStateException("half");
			}

			@Override
			public void revoked(Leadership leadership) {
				journal.add("ended");
				throw new IllegalStateException("end");
			}

		});
		this.election.addListener(noting("b"));
		FakeTerm term = lead();
		term.lose();
		turn();
		assertThat(this.journal).containsExactly("b granted 1", "b revoked 1, leader: false", "ended");
		assertThat(term.isGivenBack()).isTrue();
	}

	@Test
	void interruptsAListenerThatIsBeingToldOfTheBeginning() {
		this.election.addListener(new LeadershipListener() {

			@Override
			public void granted(Leadership leadership) {
				election.stop();
				journal.add("interrupted: " + Thread.currentThread().isInterrupted());
			}

			@Override
			public void revoked(Leadership leadership) {
				journal.add("then interrupted: " + Thread.currentThread().isInterrupted());
			}

		});
		this.election.addListener(noting("b"));
		lead();
		assertThat(this.journal).containsExactly("interrupted: true", "then interrupted: false");
	}

	// Threads

	@Test
	void usesThreadsOfItsOwnOnlyWhileItIsOpen() throws Exception {
		CountDownLatch granted = new CountDownLatch(1);
		DefaultLeaderElection other = new DefaultLeaderElection("threads", this.terms, YIELD_PAUSE, GRACE);
		other.addListener(new LeadershipListener() {

			@Override
			public void granted(Leadership leadership) {
				journal.add(Thread.currentThread().getName());
				granted.countDown();
			}

		});
		assertThat(threads()).isEmpty();
		other.start();
		FakeTerm term = this.terms.elect();
		term.confirm();
		assertThat(granted.await(30, TimeUnit.SECONDS)).isTrue();
		assertThat(this.journal).containsExactly("octostore-election-threads");
		other.close();
		assertThat(term.isGivenBack()).isTrue();
		await().until(() -> threads().isEmpty());
	}

	private static List<String> threads() {
		return Thread.getAllStackTraces()
			.keySet()
			.stream()
			.map(Thread::getName)
			.filter((name) -> name.endsWith("-threads"))
			.toList();
	}

}
