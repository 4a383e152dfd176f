package io.octostore.lending;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.octostore.lease.LeaseScheduler.Cancellable;
import io.octostore.lease.LeaseTerms;
import io.octostore.lending.QueueState.Asking;
import io.octostore.lending.QueueState.HeldBack;
import io.octostore.lending.QueueState.Lent;
import io.octostore.lending.QueueState.Looking;
import io.octostore.lending.QueueState.Pausing;
import io.octostore.lending.QueueState.Resting;
import io.octostore.lending.QueueState.Returning;
import io.octostore.lending.QueueState.StandingDown;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of the states of a queue.
 */
class QueueStateTests {

	private static final LeaseTerms TERMS = LeaseTerms.withoutSession(Duration.ofMinutes(1));

	private static final Cancellable TIMER = () -> {
	};

	private final List<QueueState> all = List.of(new Resting(), new Looking(TIMER), new StandingDown(TIMER),
			new Pausing(TIMER), new Asking(TERMS, false), new Lent(TERMS, new HandOver(0)), new Returning(),
			new HeldBack(0));

	@ParameterizedTest
	@CsvSource({ "Resting, Looking StandingDown Pausing Asking", "Looking, Resting Pausing Asking",
			"StandingDown, Resting Pausing Asking", "Pausing, Resting Pausing Asking", "Asking, Resting Pausing Lent",
			"Lent, Returning HeldBack", "Returning, Resting", "HeldBack, Resting" })
	void leadsToTheStatesOfTheTableAndToNoOther(String state, String next) {
		QueueState from = named(state);
		List<String> expected = List.of(next.split(" "));
		assertThat(this.all)
			.allSatisfy((to) -> assertThat(from.leadsTo(to)).as("%s to %s", state, to.getClass().getSimpleName())
				.isEqualTo(expected.contains(to.getClass().getSimpleName())));
	}

	@ParameterizedTest
	@CsvSource({ "Resting, false", "Looking, false", "StandingDown, false", "Pausing, false", "Asking, false",
			"Lent, true", "Returning, true", "HeldBack, true" })
	void isOccupiedFromTheGrantToTheAnswerToTheRelease(String state, boolean occupied) {
		assertThat(named(state).isOccupied()).isEqualTo(occupied);
	}

	@ParameterizedTest
	@CsvSource({ "Resting, false", "Pausing, false", "Asking, false", "Lent, true", "Returning, true",
			"HeldBack, false" })
	void isBorrowedUntilTheBorrowerHasReturned(String state, boolean borrowed) {
		assertThat(named(state).isBorrowed()).isEqualTo(borrowed);
	}

	@Test
	void aLockThatIsHeldBackIsOverAtItsTime() {
		assertThat(new HeldBack(5).isOver(4)).isFalse();
		assertThat(new HeldBack(5).isOver(5)).isTrue();
	}

	private QueueState named(String name) {
		return this.all.stream()
			.filter((state) -> state.getClass().getSimpleName().equals(name))
			.findAny()
			.orElseThrow();
	}

	@Test
	void areAll() {
		assertThat(this.all).hasSize(QueueState.class.getPermittedSubclasses().length - 1
				+ QueueState.Pause.class.getPermittedSubclasses().length);
	}

}
