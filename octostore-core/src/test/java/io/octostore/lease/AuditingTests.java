package io.octostore.lease;

import java.util.OptionalInt;

import org.junit.jupiter.api.Test;

import io.octostore.testsupport.EngineBench;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Call;
import io.octostore.testsupport.ScriptedAuthority.Operation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests that take effect long after they were given up.
 */
class AuditingTests extends EngineBench {

	private int locksOnTheServer;

	private void acquireWithoutAnAnswer() {
		int[] acquires = new int[1];
		this.authority.answering((call) -> {
			if (call.operation() == Operation.ACQUIRE && acquires[0]++ == 0) {
				return ambiguous();
			}
			if (call.operation() == Operation.RELEASE) {
				this.locksOnTheServer = 0;
			}
			return (call.operation() == Operation.COUNT_LOCKS) ? OptionalInt.of(this.locksOnTheServer)
					: this.authority.healthyAnswer(call);
		});
		request("a");
		seconds(0.5);
		assertThat(this.keeper.unsettled()).isZero();
	}

	@Test
	void comparesTheLocksOnTheServerThreeTimesAfterAnAcquireWithoutAnAnswer() {
		acquireWithoutAnAnswer();
		seconds(1.4);
		assertThat(count(Operation.COUNT_LOCKS)).isZero();
		seconds(0.3);
		assertThat(count(Operation.COUNT_LOCKS)).isOne();
		seconds(8.2);
		assertThat(count(Operation.COUNT_LOCKS)).isEqualTo(2);
		seconds(81);
		assertThat(count(Operation.COUNT_LOCKS)).isEqualTo(3);
		seconds(60);
		assertThat(count(Operation.COUNT_LOCKS)).isEqualTo(3);
	}

	@Test
	void releasesWhatALateRequestLeft() {
		acquireWithoutAnAnswer();
		this.locksOnTheServer = 1;
		int releases = count(Operation.RELEASE);
		seconds(10.5);
		assertThat(count(Operation.RELEASE)).isEqualTo(releases + 1);
		assertThat(this.locksOnTheServer).isZero();
	}

	@Test
	void doesNotTakeItsOwnLeasesForLeftOnes() {
		acquireWithoutAnAnswer();
		acquire("b");
		this.locksOnTheServer = 1;
		seconds(10.5);
		assertThat(this.authority.calls(Operation.ACQUIRE)).extracting(Call::name).containsExactly("a", "a", "b");
	}

	@Test
	void retiresASessionThatKeepsMoreLocksThanCanBeFound() {
		acquireWithoutAnAnswer();
		this.authority.answering((call) -> (call.operation() == Operation.COUNT_LOCKS) ? OptionalInt.of(7)
				: this.authority.healthyAnswer(call));
		seconds(20);
		assertThat(count(Operation.END_SESSION)).isOne();
	}

	@Test
	void doesNotHappenWithoutNeed() {
		release(acquire("a"));
		seconds(120);
		assertThat(count(Operation.COUNT_LOCKS)).isZero();
	}

	@Test
	void asksNothingAboutANameThatIsLent() {
		acquireWithoutAnAnswer();
		acquire("a");
		this.locksOnTheServer = 2;
		seconds(2);
		assertThat(count(Operation.COUNT_LOCKS)).isPositive();
		assertThat(this.keeper.unsettled()).isZero();
	}

	@Test
	void looksAsOftenAsBeforeForWhatAnotherUnansweredAcquireLeft() {
		acquireWithoutAnAnswer();
		boolean[] unanswered = new boolean[1];
		this.authority.answering((call) -> {
			if (call.operation() == Operation.ACQUIRE && unanswered[0]) {
				unanswered[0] = false;
				return ambiguous();
			}
			return (call.operation() == Operation.COUNT_LOCKS) ? OptionalInt.of(7) : this.authority.healthyAnswer(call);
		});
		seconds(5);
		int before = count(Operation.COUNT_LOCKS);
		assertThat(before).isBetween(2, 4);
		unanswered[0] = true;
		request("b");
		seconds(20);
		assertThat(count(Operation.END_SESSION)).isOne();
		assertThat(count(Operation.COUNT_LOCKS) - before).isEqualTo(6);
	}

	@Test
	void waitsUntilNoRequestOfTheSessionIsUnderWay() {
		acquireWithoutAnAnswer();
		leaveOpen(Operation.ACQUIRE);
		request("b");
		seconds(2.5);
		assertThat(count(Operation.COUNT_LOCKS)).isZero();
		this.authority.open(Operation.ACQUIRE).answer(ScriptedAuthority.held());
		seconds(0.1);
		assertThat(count(Operation.COUNT_LOCKS)).isOne();
	}

	@Test
	void asksOnceAtATime() {
		acquireWithoutAnAnswer();
		leaveOpen(Operation.COUNT_LOCKS);
		seconds(8);
		assertThat(count(Operation.COUNT_LOCKS)).isOne();
	}

	@Test
	void asksAgainASecondAfterACountThatSaysNothing() {
		acquireWithoutAnAnswer();
		leaveOpen(Operation.COUNT_LOCKS);
		seconds(2);
		this.authority.open(Operation.COUNT_LOCKS).answer(OptionalInt.empty());
		seconds(0.9);
		assertThat(count(Operation.COUNT_LOCKS)).isOne();
		seconds(0.2);
		assertThat(count(Operation.COUNT_LOCKS)).isEqualTo(2);
	}

	@Test
	void asksAgainWhenTheLocksOfTheSessionHaveChangedMeanwhile() {
		acquireWithoutAnAnswer();
		leaveOpen(Operation.COUNT_LOCKS);
		seconds(2);
		release(acquire("b"));
		this.authority.open(Operation.COUNT_LOCKS).answer(OptionalInt.of(1));
		assertThat(this.keeper.unsettled()).isZero();
		seconds(1.1);
		assertThat(count(Operation.COUNT_LOCKS)).isEqualTo(2);
	}

}
