package io.octostore.embedded;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When things happen.
 */
class TimelineTests {

	private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

	private Instant source = START;

	private final Timeline timeline = new Timeline(new ServerClock(() -> this.source));

	private final List<String> done = new ArrayList<>();

	private Timeline.Task at(long seconds, String what) {
		return this.timeline.at(START.plusSeconds(seconds),
				() -> this.done.add(what + " at " + Duration.between(START, this.timeline.now()).toSeconds()));
	}

	@Test
	void whatIsDueOnTheWayHappensAtItsOwnTime() {
		at(2, "second");
		at(1, "first");
		at(4, "third");
		this.timeline.advance(Duration.ofSeconds(3));
		assertThat(this.done).containsExactly("first at 1", "second at 2");
	}

	@Test
	void whatIsDueAtTheSameTimeHappensInTheOrderOfTheRequests() {
		List<String> expected = new ArrayList<>();
		for (int request = 0; request < 5; request++) {
			at(1, "request " + request);
			expected.add("request " + request + " at 1");
		}
		this.timeline.advance(Duration.ofSeconds(1));
		assertThat(this.done).isEqualTo(expected);
	}

	@Test
	void whatBecameDueByItselfHappensWhenItIsLookedAt() {
		at(1, "first");
		at(4, "second");
		this.source = START.plusSeconds(3);
		assertThat(this.done).isEmpty();
		this.timeline.runDue();
		assertThat(this.done).containsExactly("first at 3");
	}

	@Test
	void whatIsCancelledDoesNotHappen() {
		at(1, "first").cancel();
		this.timeline.advance(Duration.ofSeconds(1));
		assertThat(this.done).isEmpty();
	}

	@Test
	void knowsHowLongUntilSomethingIsDue() {
		assertThat(this.timeline.untilNext()).isNull();
		at(4, "second");
		at(3, "first");
		this.timeline.advance(Duration.ofSeconds(1));
		assertThat(this.timeline.untilNext()).isEqualTo(Duration.ofSeconds(2));
	}

}
