package io.octostore.election;

import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.octostore.election.RoomState.Campaigning;
import io.octostore.election.RoomState.Leading;
import io.octostore.election.RoomState.Pausing;
import io.octostore.election.RoomState.Resigning;
import io.octostore.election.RoomState.Resting;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The table of the states of a room.
 */
class RoomStateTests extends ElectionBench {

	private static final Candidacy CANDIDACY = new Candidacy(candidate("node-1"), new CompletableFuture<>());

	private final List<RoomState> all = List.of(new Resting(), new Campaigning(CANDIDACY), new Pausing(() -> {
	}), new Leading(lead()), new Resigning());

	@ParameterizedTest
	@CsvSource({ "Resting, Campaigning", "Campaigning, Resting Pausing Leading Resigning",
			"Pausing, Resting Pausing Campaigning", "Leading, Resigning", "Resigning, Resting" })
	void leadsToTheStatesOfTheTableAndToNoOther(String state, String next) {
		RoomState from = named(state);
		List<String> expected = List.of(next.split(" "));
		assertThat(this.all)
			.allSatisfy((to) -> assertThat(from.leadsTo(to)).as("%s to %s", state, to.getClass().getSimpleName())
				.isEqualTo(expected.contains(to.getClass().getSimpleName())));
	}

	@ParameterizedTest
	@CsvSource({ "Resting, false", "Campaigning, true", "Pausing, false", "Leading, false", "Resigning, true" })
	void isBusyWhileAnAnswerIsAwaited(String state, boolean busy) {
		assertThat(named(state).isBusy()).isEqualTo(busy);
	}

	private RoomState named(String name) {
		return this.all.stream()
			.filter((state) -> state.getClass().getSimpleName().equals(name))
			.findAny()
			.orElseThrow();
	}

	@Test
	void areAll() {
		assertThat(this.all).hasSize(RoomState.class.getPermittedSubclasses().length);
	}

}
