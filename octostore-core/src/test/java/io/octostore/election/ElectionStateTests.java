package io.octostore.election;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.octostore.election.ElectionState.Campaigning;
import io.octostore.election.ElectionState.End;
import io.octostore.election.ElectionState.Leading;
import io.octostore.election.ElectionState.Pausing;
import io.octostore.election.ElectionState.Resting;
import io.octostore.election.ElectionState.Returning;
import io.octostore.election.ElectionState.Revoking;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which state may follow which, as in {@code docs/internals/concurrency.md}.
 */
class ElectionStateTests {

	private static final LedTerm TERM = new LedTerm("invoices",
			new FakeTerms.FakeTerm(new SimulatedTime(), 1, Duration.ofSeconds(24)));

	private static final List<ElectionState> ALL = List.of(new Resting(), new Pausing(() -> {
	}), new Campaigning(new CompletableFuture<>()), new Leading(TERM), new Revoking(TERM, End.YIELDED),
			new Returning(End.LOST));

	@ParameterizedTest
	@CsvSource({ "Resting, Campaigning", "Pausing, 'Campaigning, Resting'",
			"Campaigning, 'Leading, Returning, Pausing, Resting'", "Leading, Revoking",
			"Revoking, 'Revoking, Returning'", "Returning, 'Campaigning, Pausing, Resting'" })
	void allowsWhatTheTableSaysAndNothingElse(String state, String next) {
		ElectionState from = ALL.stream()
			.filter((one) -> one.getClass().getSimpleName().equals(state))
			.findAny()
			.orElseThrow();
		assertThat(ALL.stream().filter(from::leadsTo).map((to) -> to.getClass().getSimpleName()))
			.containsExactlyInAnyOrderElementsOf(Set.of(next.split(", ")));
	}

	@Test
	void theTableHasAllStates() {
		assertThat(ALL).hasSize(ElectionState.class.getPermittedSubclasses().length);
	}

}
