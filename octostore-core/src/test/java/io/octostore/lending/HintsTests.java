package io.octostore.lending;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import io.octostore.lease.LeaseEvents;
import io.octostore.lease.LeaseKeeper;
import io.octostore.lease.LeaseTimings;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whether there is a watch of a lock.
 */
class HintsTests {

	private final SimulatedTime time = new SimulatedTime(Duration.ofDays(3));

	private final AtomicInteger opened = new AtomicInteger();

	private final ScriptedAuthority authority = new ScriptedAuthority().watched((name, signals) -> {
		this.opened.incrementAndGet();
		return () -> {
		};
	});

	private final LeaseKeeper keeper = new LeaseKeeper(this.authority, this.time, this.time, new Random(1),
			LeaseTimings.ACQUIRE_TIMEOUT, new LeaseEvents() {
			});

	private final Surroundings around = new Surroundings(this.keeper, this.authority, this.time, this.time,
			new Random(1), new WatchBudget(), new AfterLoss(), new Tally());

	private Hints hints(String name) {
		return new Hints(this.around, name, (signal) -> {
		});
	}

	@Test
	void thereIsOneForAllCallersThatWait() {
		Hints hints = hints("job");
		assertThat(hints.watch()).isTrue();
		assertThat(hints.watch()).isTrue();
		assertThat(this.opened).hasValue(1);
	}

	@Test
	void thereIsNoneBeyondTheBudgetOfStreams() {
		List<Hints> all = new ArrayList<>();
		for (int count = 0; count < WatchBudget.LIMIT; count++) {
			Hints hints = hints("job-" + count);
			assertThat(hints.watch()).isTrue();
			all.add(hints);
		}
		Hints another = hints("another");
		assertThat(another.watch()).isFalse();
		all.get(0).stop();
		assertThat(another.watch()).isTrue();
	}

	@Test
	void thereIsNoneForFifteenSecondsWhereOneHasEndedWithoutAWord() {
		Hints hints = hints("job");
		assertThat(hints.watch()).isTrue();
		assertThat(hints.ended()).isFalse();
		this.time.advance(Duration.ofMillis(14_999));
		assertThat(hints.watch()).isFalse();
		this.time.advance(Duration.ofMillis(1));
		assertThat(hints.watch()).isTrue();
	}

}
