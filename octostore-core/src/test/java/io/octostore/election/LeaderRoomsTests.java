package io.octostore.election;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import io.octostore.Loss;
import io.octostore.LossCertainty;
import io.octostore.LossReason;
import io.octostore.OctoStoreNetworkException;
import io.octostore.OctoStoreServerException;
import io.octostore.OctoStoreValidationException;
import io.octostore.ServerRefusal;
import io.octostore.UnsupportedServerException;
import io.octostore.client.CampaignRequest;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.election.SimulatedElections.Fate;
import io.octostore.lease.LeaseScheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

class LeaderRoomsTests extends ElectionBench {

	private final Logger logger = (Logger) LoggerFactory.getLogger(LeaderRooms.class);

	private final Logger engine = (Logger) LoggerFactory.getLogger("io.octostore.lease");

	private final Level level = this.engine.getLevel();

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	private final List<Loss> losses = new ArrayList<>();

	private static void assertFails(CompletableFuture<?> future, Class<? extends Throwable> type, String message) {
		assertThat(future).isCompletedExceptionally();
		assertThat(future).failsWithin(Duration.ZERO)
			.withThrowableThat()
			.havingCause()
			.isInstanceOf(type)
			.withMessageContaining(message);
	}

	// Campaigns

	@Test
	void leadAVacantRoom() {
		HeldLeadership leadership = lead();
		assertThat(leadership.isLeader()).isTrue();
		assertThat(leadership.room()).isEqualTo(ROOM);
		assertThat(leadership.term()).isEqualTo(41);
		assertThat(leadership.loss()).isEmpty();
		assertThat(leadership).hasToString("Leadership[build-leader, term=41, leader=true]");
	}

	@Test
	void countAuthorityFromBeforeTheCampaignWasSent() {
		this.server.next(new Fate(Duration.ofSeconds(1), Duration.ofSeconds(2), false));
		CompletableFuture<HeldLeadership> campaign = campaign();
		seconds(4);
		assertThat(campaign.join().remaining()).isEqualTo(Duration.ofSeconds(20));
	}

	@Test
	void resignFromATermThatIsWonTooLate() {
		CampaignRequest shortTerm = CampaignRequest.of("node-1", Duration.ofSeconds(5));
		this.server.next(new Fate(Duration.ofMillis(1), Duration.ofMillis(3_950), false));
		CompletableFuture<HeldLeadership> campaign = this.rooms.campaign(ROOM, shortTerm);
		seconds(4.2);
		assertThat(campaign).isNotDone();
		assertThat(this.server.resignations()).isOne();
		seconds(2);
		assertThat(campaign.join().term()).isEqualTo(42);
	}

	@Test
	void giveEachCampaignAnIdOfItsOwn() {
		instance(2).campaign(ROOM, candidate("node-2"));
		seconds(1);
		campaign();
		seconds(60);
		assertThat(this.server.campaigns()).hasSizeGreaterThan(3)
			.doesNotHaveDuplicates()
			.allMatch((id) -> id.matches("node-[12]\\.[0-9a-f]{16}"));
	}

	@Test
	void followTheLeaderAndTakeOverWhenTheWatchShowsThatItHasResigned() {
		HeldLeadership leader = lead();
		CompletableFuture<HeldLeadership> follower = instance(2).campaign(ROOM, candidate("node-2"));
		seconds(60);
		assertThat(follower).isNotDone();
		assertThat(this.server.openWatches()).isOne();
		assertThat(this.server.campaigns()).hasSizeLessThanOrEqualTo(8);
		leader.resign();
		seconds(0.5);
		assertThat(follower.join().term()).isEqualTo(42);
		assertThat(this.server.openWatches()).isZero();
	}

	@Test
	void takeOverWhenTheRoomBecomesVacantWhileTheAnswerToACampaignIsOnItsWay() {
		HeldLeadership leader = lead();
		CompletableFuture<HeldLeadership> follower = instance(2).campaign(ROOM, candidate("node-2"));
		seconds(1);
		this.server.next(new Fate(Duration.ofMillis(1), Duration.ofSeconds(2), false));
		while (this.server.campaigns().size() < 3) {
			seconds(0.1);
		}
		leader.resign();
		seconds(2.4);
		assertThat(follower).isCompleted();
	}

	@Test
	void askEveryFewSecondsWithoutAWatch() {
		this.server.withoutWatches();
		HeldLeadership leader = lead();
		CompletableFuture<HeldLeadership> follower = instance(2).campaign(ROOM, candidate("node-2"));
		seconds(60);
		assertThat(this.server.campaigns()).hasSizeBetween(10, 62);
		assertThat(this.server.watchAttempts()).isBetween(2, 5);
		leader.resign();
		seconds(6);
		assertThat(follower).isCompleted();
	}

	@Test
	void askAgainWhenTheWatchEnds() {
		lead();
		CompletableFuture<HeldLeadership> follower = instance(2).campaign(ROOM, candidate("node-2"));
		seconds(1);
		int before = this.server.campaigns().size();
		this.server.end(ROOM);
		this.server.endWatches();
		seconds(1.2);
		assertThat(this.server.campaigns()).hasSize(before + 1);
		assertThat(follower).isCompleted();
	}

	@Test
	void takeOverFromALeaderThatIsGone() {
		this.server.next(new Fate(Duration.ofMillis(1), Duration.ofMillis(1), true));
		campaign().cancel(true);
		CompletableFuture<HeldLeadership> follower = instance(2).campaign(ROOM, candidate("node-2"));
		seconds(30);
		assertThat(follower).isNotDone();
		seconds(3);
		assertThat(follower).isCompleted();
	}

	@Test
	void outlastAServerThatFails() {
		this.server.refuseWith(new OctoStoreServerException("broken", ServerRefusal.of(503, "internal_error")));
		CompletableFuture<HeldLeadership> campaign = campaign();
		seconds(30);
		assertThat(campaign).isNotDone();
		this.server.refuseWith(null);
		seconds(6.1);
		assertThat(campaign).isCompleted();
	}

	@Test
	void sayWhichSettingRaisesTheLimitOfACampaign() {
		this.server.refuseWith(OctoStoreNetworkException.unanswered("no answer within 5 s", null).asTimeout());
		campaign();
		seconds(1);
		assertThat(warnings()).singleElement()
			.asString()
			.contains("Raise octostore.lock.acquire-timeout if the server's answers always take so long");
	}

	@Test
	void speakOfARoomWhereItsTermIsWonTooLate() {
		this.server.next(new Fate(Duration.ofMillis(1), Duration.ofMillis(3_950), false));
		this.rooms.campaign(ROOM, CampaignRequest.of("node-1", Duration.ofSeconds(5)));
		seconds(4.2);
		assertThat(warnings()).singleElement()
			.asString()
			.contains("Room 'build-leader' was not acquired in time", "Raise the ttl of the election")
			.doesNotContain("octostore.session");
	}

	private List<String> warnings() {
		return this.log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
	}

	@BeforeEach
	void listen() {
		this.log.start();
		this.logger.addAppender(this.log);
		this.engine.addAppender(this.log);
	}

	@AfterEach
	void stopListening() {
		this.logger.detachAppender(this.log);
		this.engine.detachAppender(this.log);
		this.engine.setLevel(this.level);
	}

	@Test
	void followTheAdviceOfAServerThatHasHadEnough() {
		this.server.refuseWith(new OctoStoreServerException("slow down",
				ServerRefusal.of(429, "rate_limited").withRetryAfter(Duration.ofSeconds(40))));
		campaign();
		seconds(1);
		this.server.refuseWith(null);
		seconds(38);
		assertThat(this.server.campaigns()).isEmpty();
		seconds(2);
		assertThat(this.server.campaigns()).hasSize(1);
	}

	@Test
	void failWhereARepeatWouldNotHelp() {
		this.server.refuseWith(new UnsupportedServerException("too old", "v0.12.0"));
		CompletableFuture<HeldLeadership> campaign = campaign();
		seconds(1);
		assertFails(campaign, UnsupportedServerException.class, "too old");
		this.server.refuseWith(null);
		assertThat(lead().isLeader()).isTrue();
	}

	@Test
	void refuseASecondCandidateOfTheSameInstance() {
		HeldLeadership leadership = lead();
		CompletableFuture<HeldLeadership> second = campaign();
		seconds(1);
		assertFails(second, IllegalStateException.class, "close its leadership");
		this.server.end(ROOM);
		seconds(11);
		assertThat(leadership.isLeader()).isFalse();
		second = campaign();
		seconds(1);
		assertFails(second, IllegalStateException.class, "close its leadership");
		leadership.resign();
		assertThat(lead().term()).isEqualTo(42);
	}

	@Test
	void giveUpWhenTheFutureIsCompletedFromOutside() {
		lead();
		LeaderRooms other = instance(2);
		CompletableFuture<HeldLeadership> limited = other.campaign(ROOM, candidate("node-2"));
		seconds(1);
		int timers = this.time.pendingTasks();
		limited.completeExceptionally(new TimeoutException());
		assertThat(this.time.pendingTasks()).as("timers").isEqualTo(timers - 1);
		int before = this.server.campaigns().size();
		seconds(60);
		assertThat(this.server.campaigns()).hasSize(before);
		assertThat(this.server.openWatches()).isZero();
	}

	@Test
	void campaignAtOnceForANewCandidateAfterOneThatHasGone() {
		lead();
		LeaderRooms other = instance(2);
		other.campaign(ROOM, candidate("node-2")).cancel(true);
		CompletableFuture<HeldLeadership> follower = other.campaign(ROOM, candidate("node-3"));
		seconds(1);
		follower.cancel(true);
		other.campaign(ROOM, candidate("node-4"));
		seconds(0.1);
		assertThat(this.server.campaigns()).last().asString().startsWith("node-4");
	}

	@Test
	void giveTheTermOfACandidateThatHasGoneToNoOtherCandidate() {
		this.server.next(new Fate(Duration.ofMillis(1), Duration.ofSeconds(2), false));
		campaign().cancel(true);
		CompletableFuture<HeldLeadership> next = this.rooms.campaign(ROOM,
				CampaignRequest.of("node-1", Duration.ofSeconds(60)));
		seconds(3);
		assertThat(next.join().term()).isEqualTo(42);
		assertThat(next.join().remaining()).isGreaterThan(Duration.ofSeconds(40));
		assertThat(this.server.resignations()).isOne();
	}

	@Test
	void resignWhenTheCandidateGoesBeforeItHears() {
		List<Runnable> callbacks = new ArrayList<>();
		CompletableFuture<HeldLeadership> campaign = instance(2, callbacks::add).campaign(ROOM, candidate("node-2"));
		seconds(1);
		assertThat(this.server.leader(ROOM)).isEqualTo(41);
		campaign.cancel(true);
		callbacks.forEach(Runnable::run);
		seconds(1);
		assertThat(this.server.leader(ROOM)).isNull();
		assertThat(this.server.resignations()).isOne();
	}

	@Test
	void refuseBadArgumentsBeforeAnythingIsSent() {
		try (ReactiveOctoStoreClient client = ReactiveOctoStoreClient.withoutAuthentication("http://localhost:1");
				LeaderRooms real = LeaderRooms.of(client)) {
			assertThatExceptionOfType(OctoStoreValidationException.class)
				.isThrownBy(() -> real.campaign("short", candidate("node-1")))
				.withMessageContaining("The election id 'short'");
			assertThatExceptionOfType(OctoStoreValidationException.class)
				.isThrownBy(() -> real.campaign(ROOM, candidate("x".repeat(48))))
				.withMessageContaining("must have at most 47 characters");
		}
	}

	// Leadership

	@Test
	void stayTheLeaderForAsLongAsTheTermIsRenewed() {
		HeldLeadership leadership = lead();
		for (int minute = 0; minute < 10; minute++) {
			seconds(60);
			assertThat(leadership.isLeader()).isTrue();
		}
		assertThat(this.server.renewals()).isBetween(55, 70);
		assertThat(this.server.campaigns()).hasSize(1);
	}

	@Test
	void loseATermThatCannotBeRenewedAtFourFifthsOfItsTtlAfterSeveralAttempts() {
		HeldLeadership leadership = lead();
		leadership.onLost(this.losses::add);
		this.server.cut(true);
		seconds(23.8);
		assertThat(leadership.isLeader()).isTrue();
		seconds(0.2);
		assertThat(leadership.isLeader()).isFalse();
		assertThat(leadership.remaining()).isZero();
		Loss loss = new Loss(ROOM, leadership.term(), LossReason.DEADLINE, LossCertainty.UNCERTAIN);
		assertThat(leadership.loss()).contains(loss);
		seconds(1);
		assertThat(this.losses).containsExactly(loss);
		this.server.cut(false);
		seconds(1);
		assertThat(leadership.isLeader()).as("latched").isFalse();
	}

	@Test
	void surviveAnOutageThatLeavesTimeForAnotherAttempt() {
		HeldLeadership leadership = lead();
		this.server.cut(true);
		seconds(20);
		this.server.cut(false);
		seconds(60);
		assertThat(leadership.isLeader()).isTrue();
	}

	@Test
	void loseATermThatTheServerHasEnded() {
		HeldLeadership leadership = lead();
		leadership.onLost(this.losses::add);
		this.server.end(ROOM);
		seconds(10.5);
		assertThat(leadership.isLeader()).isFalse();
		assertThat(this.losses)
			.containsExactly(new Loss(ROOM, leadership.term(), LossReason.LEASE_NOT_CURRENT, LossCertainty.CONFIRMED));
	}

	@Test
	@Tag("field-fault-D3")
	void callALostRoomByTheNameThatTheUserKnows() {
		this.engine.setLevel(Level.WARN);
		lead();
		this.server.end(ROOM);
		seconds(10.5);
		assertThat(warnings())
			.anySatisfy((line) -> assertThat(line).startsWith("Room 'build-leader' (fencing token 41) was lost, "))
			.noneMatch((line) -> line.contains("__election"));
	}

	@Test
	void loseATermWhoseRenewalIsAnsweredForAnother() {
		HeldLeadership leadership = lead();
		this.server.claimTerm(99);
		seconds(10.5);
		assertThat(leadership.loss())
			.contains(new Loss(ROOM, leadership.term(), LossReason.IDENTITY_MISMATCH, LossCertainty.CONFIRMED));
	}

	@Test
	void loseATermWhoseRenewalIsAnsweredForAnotherCandidate() {
		HeldLeadership leadership = lead();
		this.server.claimCandidate("node-2");
		seconds(10.5);
		assertThat(leadership.loss())
			.contains(new Loss(ROOM, leadership.term(), LossReason.IDENTITY_MISMATCH, LossCertainty.CONFIRMED));
	}

	@Test
	void noticeAPauseOfTheProcessAtTheFirstLook() {
		HeldLeadership leadership = lead();
		this.time.stall(Duration.ofSeconds(24));
		assertThat(leadership.isLeader()).isFalse();
	}

	@Test
	void tellListenersOfALossThatHasHappenedButNotAfterTheEnd() {
		HeldLeadership leadership = lead();
		this.server.end(ROOM);
		seconds(11);
		leadership.onLost(this.losses::add);
		seconds(0.1);
		assertThat(this.losses).hasSize(1);
		leadership.onLost((loss) -> {
			throw new IllegalStateException("from the listener");
		});
		leadership.resign();
		leadership.onLost(this.losses::add);
		seconds(1);
		assertThat(this.losses).hasSize(1);
	}

	@Test
	void resignOnceAndSayWhetherTheServerHasConfirmedIt() {
		HeldLeadership leadership = lead();
		CompletableFuture<Boolean> resigned = leadership.resign();
		assertThat(leadership.isLeader()).isFalse();
		seconds(0.1);
		assertThat(resigned).isCompletedWithValue(true);
		assertThat(leadership.resign()).isCompletedWithValue(true);
		assertThat(this.server.resignations()).isOne();
		assertThat(this.server.leader(ROOM)).isNull();
	}

	@Test
	void stopLeadingAtOnceAlsoWhereTheEngineIsBusy() {
		List<Boolean> leads = new ArrayList<>();
		// Callbacks that run in the engine itself: what they ask for comes after them
		CompletableFuture<Void> led = instance(2, Runnable::run).campaign(ROOM, candidate("node-2"))
			.thenAccept((leadership) -> {
				leads.add(leadership.isLeader());
				leadership.resign();
				leads.add(leadership.isLeader());
				leads.add(!leadership.remaining().isZero());
			});
		seconds(1);
		assertThat(led).isCompleted();
		assertThat(leads).containsExactly(true, false, false);
	}

	@Test
	void doNotTakeATermThatWasOverForAResignation() {
		HeldLeadership leadership = lead();
		this.server.end(ROOM);
		CompletableFuture<Boolean> resigned = leadership.resign();
		seconds(1);
		assertThat(resigned).isCompletedWithValue(false);
	}

	@Test
	void answerAResignationWithinTwoSecondsAndTryAgain() {
		HeldLeadership leadership = lead();
		this.server.cut(true);
		CompletableFuture<Boolean> resigned = leadership.resign();
		seconds(2.1);
		assertThat(resigned).isCompletedWithValue(false);
		this.server.cut(false);
		seconds(6);
		assertThat(this.server.leader(ROOM)).isNull();
	}

	@Test
	void keepAnInterruptThatEndsTheWaitForTheResignation() {
		HeldLeadership leadership = lead();
		Thread.currentThread().interrupt();
		leadership.close();
		assertThat(Thread.interrupted()).isTrue();
		seconds(0.1);
		assertThat(this.server.leader(ROOM)).isNull();
	}

	@Test
	void resignWithoutWaitingOnAThreadThatMustNotBlock() {
		HeldLeadership leadership = lead();
		Mono.fromRunnable(leadership::close).subscribeOn(Schedulers.parallel()).block();
		assertThat(leadership.resign()).isNotDone();
		seconds(0.1);
		assertThat(leadership.resign()).isCompletedWithValue(true);
	}

	// Close

	@Test
	void resignFromATermThatIsWonWhileTheyAreClosed() throws Exception {
		LeaderRooms closing = new DefaultLeaderRooms(this.server, this.time, new SharedScheduler(), new Random(2),
				Runnable::run);
		this.server.next(new Fate(Duration.ofMillis(1), Duration.ofSeconds(3), false));
		CompletableFuture<HeldLeadership> campaign = closing.campaign(ROOM, candidate("node-2"));
		seconds(0.1);
		CompletableFuture<Void> closed = CompletableFuture.runAsync(closing::close);
		await().until(campaign::isDone);
		seconds(4);
		closed.get(10, TimeUnit.SECONDS);
		assertThat(this.server.resignations()).isOne();
		assertThat(this.server.leader(ROOM)).isNull();
	}

	@Test
	void endCampaignsAndLeaveTermsThatAreNotGivenBackToRunOut() throws Exception {
		LeaderRooms closing = instance(2, Runnable::run);
		CompletableFuture<HeldLeadership> campaign = closing.campaign(ROOM, candidate("node-2"));
		this.rooms.campaign("other-room", candidate("node-1"));
		seconds(0.1);
		HeldLeadership leadership = campaign.join();
		leadership.onLost(this.losses::add);
		CompletableFuture<HeldLeadership> waiting = closing.campaign("other-room", candidate("node-2"));
		seconds(0.1);
		CompletableFuture.runAsync(closing::close).get(10, TimeUnit.SECONDS);
		assertThat(leadership.isLeader()).isFalse();
		assertThat(this.losses)
			.containsExactly(new Loss(ROOM, leadership.term(), LossReason.SHUTDOWN, LossCertainty.UNCERTAIN));
		assertThat(this.server.resignations()).isZero();
		assertThat(this.server.leader(ROOM)).isNotNull();
		assertFails(waiting, IllegalStateException.class, "closed");
		assertThat(this.time.isClosed()).isTrue();
	}

	@Test
	void giveOutNothingAfterTheirEnd() {
		LeaderRooms closed = instance(2, Runnable::run);
		closed.close();
		closed.close();
		assertFails(closed.campaign(ROOM, candidate("node-2")), IllegalStateException.class, "closed");
		assertThat(this.server.campaigns()).isEmpty();
	}

	/**
	 * Goes on when one of its users is closed.
	 */
	private final class SharedScheduler implements LeaseScheduler {

		@Override
		public Cancellable schedule(Runnable task, Duration delay) {
			return time.schedule(task, delay);
		}

		@Override
		public void close() {
		}

	}

}
