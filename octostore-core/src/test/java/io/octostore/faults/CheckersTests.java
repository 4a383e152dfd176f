package io.octostore.faults;

import java.util.function.Consumer;

import org.junit.jupiter.api.Test;

import io.octostore.faults.History.Body;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class CheckersTests {

	private final History history = new History();

	@Test
	void findNothingWhereBodiesFollowOneAnother() {
		Body first = this.history.handedOut("a", "lock-1", 1, 10);
		first.read(20, true);
		first.read(30, false);
		Body second = this.history.handedOut("b", "lock-1", 2, 20);
		second.read(40, true);
		assertThat(Checkers.check(this.history)).isEmpty();
	}

	@Test
	void findTwoBodiesThatBothSayThatTheyHoldTheLock() {
		this.history.handedOut("a", "lock-1", 1, 10).read(21, true);
		this.history.handedOut("b", "lock-1", 2, 20).read(30, true);
		assertThat(Checkers.check(this.history)).singleElement().asString().startsWith("exclusion: ");
	}

	@Test
	void doNotMixUpLocks() {
		this.history.handedOut("a", "lock-1", 1, 10).read(21, true);
		this.history.handedOut("b", "lock-2", 2, 20).read(30, true);
		assertThat(Checkers.check(this.history)).isEmpty();
	}

	@Test
	void findATokenThatDoesNotGrow() {
		this.history.handedOut("a", "lock-1", 2, 10).read(10, true);
		this.history.handedOut("b", "lock-1", 2, 20).read(20, true);
		assertThat(Checkers.check(this.history)).singleElement().asString().startsWith("fencing: ");
	}

	@Test
	void findALockThatIsHeldAgain() {
		Body body = this.history.handedOut("a", "lock-1", 1, 10);
		body.read(20, false);
		body.read(30, true);
		assertThat(Checkers.check(this.history)).singleElement().asString().contains("latch: ");
	}

	@Test
	void aResourceRefusesWritesOfFormerBorrowers() {
		Body former = this.history.handedOut("a", "lock-1", 1, 10);
		Body latter = this.history.handedOut("b", "lock-1", 2, 20);
		assertThat(former.write(15)).isTrue();
		assertThat(latter.write(25)).isTrue();
		assertThat(former.write(30)).isFalse();
	}

	@Test
	void aFailureShowsTheSeedAndTheHistoryOfTheLock() {
		Consumer<History> failing = (broken) -> {
			broken.handedOut("a", "lock-1", 2, 10).read(10, true);
			broken.handedOut("b", "lock-1", 1, 20).read(20, true);
			broken.handedOut("c", "lock-2", 3, 30);
			Checkers.verify("Seed 42", broken);
		};
		assertThatThrownBy(() -> failing.accept(this.history)).isInstanceOf(AssertionError.class)
			.hasMessageContaining("Seed 42")
			.hasMessageContaining("0.000 b has lock-1 with token 1")
			.message()
			.doesNotContain("lock-2");
	}

}
