package io.octostore.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import io.octostore.OctoStoreNetworkException;
import io.octostore.OctoStoreServerException;
import io.octostore.ServerRefusal;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The rules of following a lock, without a server and without time.
 */
class LockFollowerTests {

	private static final Instant TIME = Instant.parse("2026-03-01T10:00:00Z");

	private final Source source = new Source();

	private final List<String> updates = new ArrayList<>();

	private final Reader reader = new Reader();

	private static LockEvent event(LockEvent.Type type, long token, long expiry, long observed) {
		boolean free = type.isFree();
		return new LockEvent(type, "job", free ? Optional.empty() : Optional.of(token),
				free ? Optional.empty() : Optional.of(TIME.plusSeconds(expiry)),
				Optional.of(TIME.plusSeconds(observed)));
	}

	private static LockEvent acquired(long token, long observed) {
		return event(LockEvent.Type.ACQUIRED, token, observed + 60, observed);
	}

	private static LockEvent renewed(long token, long observed) {
		return event(LockEvent.Type.RENEWED, token, observed + 60, observed);
	}

	private static LockEvent released(long observed) {
		return event(LockEvent.Type.RELEASED, 0, 0, observed);
	}

	private static LockEvent expired(long observed) {
		return event(LockEvent.Type.EXPIRED, 0, 0, observed);
	}

	private void follow() {
		new LockFollower("job", this.source, () -> 0.5).updates().subscribe(this.reader);
	}

	private static String text(LockUpdate update) {
		return update.kind() + update.event()
			.map((event) -> " " + event.type() + event.fencingToken().map((token) -> " " + token).orElse(""))
			.orElse("");
	}

	@Test
	void beginsWithASnapshotAndTellsChangesInOrder() {
		follow();
		this.source.emit(released(0), acquired(5, 1), renewed(5, 2), expired(70), acquired(9, 71), released(72));
		assertThat(this.updates).containsExactly("SNAPSHOT RELEASED", "CHANGE ACQUIRED 5", "CHANGE RENEWED 5",
				"CHANGE EXPIRED", "CHANGE ACQUIRED 9", "CHANGE RELEASED");
	}

	@Test
	void marksTheGapAndBeginsAnew() {
		follow();
		this.source.emit(acquired(5, 0));
		this.source.end();
		assertThat(this.updates).containsExactly("SNAPSHOT ACQUIRED 5", "GAP");
		this.source.emit(acquired(5, 0));
		assertThat(this.updates).containsExactly("SNAPSHOT ACQUIRED 5", "GAP", "SNAPSHOT ACQUIRED 5");
	}

	@Test
	void aWatchThatSaysNothingLeavesNoGap() {
		follow();
		this.source.fail(OctoStoreNetworkException.notSent("refused", null));
		this.source.end();
		assertThat(this.updates).isEmpty();
		this.source.emit(released(0));
		assertThat(this.updates).containsExactly("SNAPSHOT RELEASED");
		assertThat(this.source.opened).isEqualTo(3);
	}

	@Test
	void whatTheServerSawBeforeTheSnapshotIsNotToldAfterIt() {
		follow();
		this.source.emit(acquired(5, 10), acquired(3, 8), released(9), acquired(5, 10), renewed(5, 11));
		assertThat(this.updates).containsExactly("SNAPSHOT ACQUIRED 5", "CHANGE RENEWED 5");
	}

	@Test
	void aClockThatIsSetBackHidesNoChangeForLong() {
		follow();
		this.source.emit(acquired(5, 3600));
		this.source.now = Duration.ofSeconds(5).toNanos();
		this.source.emit(released(1));
		assertThat(this.updates).containsExactly("SNAPSHOT ACQUIRED 5", "CHANGE RELEASED");
	}

	@Test
	void aClockThatIsSetBackLaterHidesNothing() {
		follow();
		this.source.emit(acquired(5, 3600), renewed(5, 3601), released(1), acquired(6, 2));
		assertThat(this.updates).containsExactly("SNAPSHOT ACQUIRED 5", "CHANGE RENEWED 5", "CHANGE RELEASED",
				"CHANGE ACQUIRED 6");
	}

	@Test
	void whatChangesNothingIsNoChange() {
		follow();
		this.source.emit(released(0), expired(4), acquired(5, 5), acquired(5, 6),
				event(LockEvent.Type.RENEWED, 5, 65, 7), released(8), expired(9));
		assertThat(this.updates).containsExactly("SNAPSHOT RELEASED", "CHANGE ACQUIRED 5", "CHANGE RELEASED");
	}

	@Test
	void aTakeOverWithoutAnEventInBetweenIsAChange() {
		follow();
		this.source.emit(acquired(5, 0), acquired(6, 61));
		assertThat(this.updates).containsExactly("SNAPSHOT ACQUIRED 5", "CHANGE ACQUIRED 6");
	}

	@Test
	void eventsOfAnotherLockAreIgnored() {
		follow();
		this.source.emit(
				new LockEvent(LockEvent.Type.RELEASED, "other", Optional.empty(), Optional.empty(), Optional.empty()),
				acquired(5, 0));
		assertThat(this.updates).containsExactly("SNAPSHOT ACQUIRED 5");
	}

	@Test
	void endsWithARefusalThatDoesNotPass() {
		follow();
		this.source.emit(acquired(5, 0));
		this.source.passes = false;
		OctoStoreServerException refusal = new OctoStoreServerException("no", ServerRefusal.of(403, "forbidden"));
		this.source.fail(refusal);
		assertThat(this.reader.failure).isSameAs(refusal);
		assertThat(this.source.opened).isEqualTo(1);
	}

	@Test
	void pausesGrowWhileNothingSucceeds() {
		follow();
		for (int count = 0; count < 10; count++) {
			this.source.fail(OctoStoreNetworkException.notSent("refused", null));
		}
		assertThat(this.source.pauses).extracting(Duration::toMillis)
			.containsExactly(250L, 500L, 1000L, 2000L, 4000L, 8000L, 16000L, 30000L, 30000L, 30000L);
	}

	@Test
	void pausesBeginAnewAfterAWatchThatLasted() {
		follow();
		this.source.fail(OctoStoreNetworkException.notSent("refused", null));
		this.source.fail(OctoStoreNetworkException.notSent("refused", null));
		this.source.emit(released(0));
		this.source.now += Duration.ofSeconds(10).toNanos();
		this.source.end();
		assertThat(this.source.pauses).extracting(Duration::toMillis).containsExactly(250L, 500L, 250L);
	}

	@Test
	void aWatchThatEndsAtOnceEachTimeIsNotReopenedWithoutAPause() {
		follow();
		for (int count = 0; count < 4; count++) {
			this.source.emit(released(0));
			this.source.end();
		}
		assertThat(this.source.pauses).extracting(Duration::toMillis).containsExactly(250L, 500L, 1000L, 2000L);
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 30, 600, 100_000 })
	void isNotSoonerBackThanTheServerAsksButWithinTenMinutes(long seconds) {
		follow();
		this.source.fail(new OctoStoreServerException("busy",
				ServerRefusal.of(409, "capacity_exceeded").withRetryAfter(Duration.ofSeconds(seconds))));
		assertThat(this.source.pauses).containsExactly(Duration.ofSeconds(Math.min(seconds, 600)));
		this.source.fail(OctoStoreNetworkException.notSent("refused", null));
		assertThat(this.source.pauses).hasSize(2).last().isEqualTo(Duration.ofMillis(500));
	}

	@Test
	void aSlowSubscriberGetsWhatWaitsAndThenAGap() {
		this.reader.demand = 1;
		follow();
		this.source.emit(released(0));
		for (int count = 1; count <= 300; count++) {
			this.source.emit(acquired(count, count));
		}
		assertThat(this.updates).containsExactly("SNAPSHOT RELEASED");
		assertThat(this.source.cancelled).as("the stream is given up").isTrue();
		assertThat(this.source.opened).isEqualTo(1);
		this.reader.request(LockFollower.BUFFER);
		assertThat(this.updates).hasSize(LockFollower.BUFFER + 1).last().isEqualTo("CHANGE ACQUIRED 256");
		assertThat(this.source.opened).as("no new watch before the gap was read").isEqualTo(1);
		this.reader.request(2);
		assertThat(this.source.opened).isEqualTo(2);
		this.source.emit(acquired(300, 301));
		assertThat(this.updates).endsWith("GAP", "SNAPSHOT ACQUIRED 300");
	}

	@Test
	void cancellingEndsTheWatchAndThePause() {
		follow();
		this.source.emit(released(0));
		this.reader.cancel();
		assertThat(this.source.cancelled).isTrue();
		assertThat(this.source.opened).isEqualTo(1);
	}

	private final class Reader extends BaseSubscriber<LockUpdate> {

		private long demand = Long.MAX_VALUE;

		private Throwable failure = new AssertionError("none");

		@Override
		protected void hookOnSubscribe(Subscription subscription) {
			subscription.request(this.demand);
		}

		@Override
		protected void hookOnNext(LockUpdate update) {
			updates.add(text(update));
		}

		@Override
		protected void hookOnError(Throwable failure) {
			this.failure = failure;
		}

	}

	private static final class Source implements FollowSource {

		private final List<Duration> pauses = new ArrayList<>();

		private Sinks.Many<LockEvent> current = Sinks.many().unicast().onBackpressureBuffer();

		private int opened;

		private long now;

		private boolean passes = true;

		private boolean cancelled;

		@Override
		public Flux<LockEvent> open() {
			this.opened++;
			this.current = Sinks.many().unicast().onBackpressureBuffer();
			return this.current.asFlux().doOnCancel(() -> this.cancelled = true);
		}

		@Override
		public Mono<Boolean> passes(Throwable failure) {
			return Mono.just(this.passes);
		}

		@Override
		public Mono<?> after(Duration pause) {
			this.pauses.add(pause);
			return Mono.just(0L);
		}

		@Override
		public long now() {
			return this.now;
		}

		void emit(LockEvent... events) {
			for (LockEvent event : events) {
				this.current.tryEmitNext(event);
			}
		}

		void end() {
			this.current.tryEmitComplete();
		}

		void fail(Throwable failure) {
			this.current.tryEmitError(failure);
		}

	}

}
