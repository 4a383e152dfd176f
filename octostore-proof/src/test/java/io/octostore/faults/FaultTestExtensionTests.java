package io.octostore.faults;

import org.junit.jupiter.api.Test;

import io.octostore.faults.FaultTestExtension.HasHistory;

import static org.assertj.core.api.Assertions.assertThat;

class FaultTestExtensionTests {

	@Test
	void aFailureShowsTheHistoryOfTheTest() {
		History history = new History();
		history.handedOut("a", "lock-1", 1, 2_000_000_000);
		AssertionError failure = new AssertionError("as if");
		FaultTestExtension.explain(failure, (HasHistory) () -> history);
		assertThat(failure.getSuppressed()).singleElement().asString().contains("2.000 a has lock-1 with token 1");
	}

	@Test
	void aTestWithoutHistoryFailsAsItIs() {
		AssertionError failure = new AssertionError("as if");
		FaultTestExtension.explain(failure, this);
		assertThat(failure.getSuppressed()).isEmpty();
	}

}
