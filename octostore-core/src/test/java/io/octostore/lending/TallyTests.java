package io.octostore.lending;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import io.octostore.lending.QueueState.Resting;
import io.octostore.lending.QueueState.Returning;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * When no lock of a credential is in use any more.
 */
class TallyTests {

	private static final QueueState FREE = new Resting();

	private static final QueueState IN_USE = new Returning();

	private final Tally tally = new Tally();

	private final List<String> ran = new ArrayList<>();

	@Test
	void runsATaskWhenTheLastLockIsFreeAndOnce() {
		this.tally.moved(FREE, IN_USE);
		this.tally.moved(FREE, IN_USE);
		this.tally.whenFree(() -> this.ran.add("task"));
		this.tally.moved(IN_USE, IN_USE);
		this.tally.moved(IN_USE, FREE);
		assertThat(this.ran).isEmpty();
		this.tally.moved(IN_USE, FREE);
		assertThat(this.ran).containsExactly("task");
		this.tally.moved(FREE, IN_USE);
		this.tally.moved(IN_USE, FREE);
		assertThat(this.ran).containsExactly("task");
	}

	@Test
	void runsATaskAtOnceWhenNoLockIsInUse() {
		this.tally.moved(FREE, IN_USE);
		this.tally.moved(IN_USE, FREE);
		this.tally.whenFree(() -> this.ran.add("task"));
		assertThat(this.ran).containsExactly("task");
	}

}
