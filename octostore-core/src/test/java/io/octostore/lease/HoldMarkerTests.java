package io.octostore.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import io.octostore.LossReason;
import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.authority.LeaseId;
import io.octostore.testsupport.EngineBench.Broken;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Call;
import io.octostore.testsupport.ScriptedAuthority.Operation;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A lock of the user that marks a hold for which no session lasts long enough.
 */
class HoldMarkerTests {

	private static final long MAIN_TOKEN = 5;

	private static final Duration CALL = Duration.ofSeconds(3);

	private final SimulatedTime time = new SimulatedTime();

	private final ScriptedAuthority authority = new ScriptedAuthority();

	private final Engine engine = Engines.of(this.authority, this.time);

	private final LeaseId lease = new LeaseId("of-the-marker");

	private final List<Optional<AcquireAnswer.Denied>> results = new ArrayList<>();

	@BeforeEach
	void set() {
		new HoldMarker(this.engine, "marker", Duration.ofMillis(90_500), CALL.toNanos()).set(MAIN_TOKEN,
				(denied) -> this.results.add(Optional.ofNullable(denied)));
	}

	private Call acquire() {
		return this.authority.open(Operation.ACQUIRE);
	}

	private Call renewal() {
		return this.authority.open(Operation.RENEW);
	}

	private void grant() {
		acquire().answer(new AcquireAnswer.Granted(this.lease, MAIN_TOKEN + 1));
	}

	@Test
	void isFirstTakenForASecondAndThenForItsHoldInWholeSeconds() {
		assertThat(acquire()).satisfies((call) -> assertThat(call.name()).isEqualTo("marker"))
			.satisfies((call) -> assertThat(call.requireTtl()).isEqualTo(Duration.ofSeconds(1)))
			.satisfies((call) -> assertThat(call.session()).isNull())
			.satisfies((call) -> assertThat(call.attempt().timeout()).isEqualTo(CALL));
		grant();
		assertThat(renewal()).satisfies((call) -> assertThat(call.name()).isEqualTo("marker"))
			.satisfies((call) -> assertThat(call.lease()).isEqualTo(this.lease))
			.satisfies((call) -> assertThat(call.requireTtl()).isEqualTo(Duration.ofSeconds(91)));
		assertThat(this.results).isEmpty();
		renewal().answer(new ConfirmAnswer.Confirmed());
		assertThat(this.results).containsExactly(Optional.empty());
	}

	@Test
	void thatIsOlderThanTheLockMeansThatAnotherHoldIsNotOver() {
		acquire().answer(new AcquireAnswer.Granted(this.lease, MAIN_TOKEN - 1));
		assertThat(this.results).singleElement()
			.satisfies((denied) -> assertThat(denied).get().isInstanceOf(AcquireAnswer.Held.class));
		assertThat(this.authority.calls(Operation.RENEW)).isEmpty();
	}

	@Test
	void thatAnotherHolderHasDeniesTheLock() {
		AcquireAnswer.Held held = ScriptedAuthority.held();
		acquire().answer(held);
		assertThat(this.results).containsExactly(Optional.of(held));
	}

	@Test
	void deniesTheLockWhenASessionIsSaidToBeGoneThoughItHasNone() {
		acquire().answer(new AcquireAnswer.SessionGone(LossReason.SESSION_NOT_FOUND));
		deniedBecause("its session is said to be gone");
	}

	@Test
	void isWrittenOnceMoreOnAFreshConnection() {
		grant();
		assertThat(renewal().attempt().freshConnection()).isFalse();
		renewal().answer(new ConfirmAnswer.Uncertain(new Broken(), null));
		assertThat(renewal().attempt().freshConnection()).isTrue();
		renewal().answer(new ConfirmAnswer.Confirmed());
		assertThat(this.results).containsExactly(Optional.empty());
	}

	@Test
	void deniesTheLockWhenItCannotBeWrittenTwice() {
		grant();
		renewal().answer(new ConfirmAnswer.Uncertain(new Broken(), null));
		renewal().answer(new ConfirmAnswer.Uncertain(new Broken(), null));
		deniedBecause("its hold could not be written down");
	}

	@Test
	void deniesTheLockWhenItCannotBeWrittenInTheTimeOfItsCaller() {
		grant();
		this.time.advance(CALL);
		renewal().answer(new ConfirmAnswer.Uncertain(new Broken(), null));
		deniedBecause("its hold could not be written down");
		assertThat(this.authority.calls(Operation.RENEW)).hasSize(1);
	}

	private void deniedBecause(String why) {
		assertThat(this.results).singleElement()
			.satisfies((denied) -> assertThat(denied).get()
				.isInstanceOfSatisfying(AcquireAnswer.Failed.class,
						(failed) -> assertThat(failed.error()).hasMessageContaining(why)));
	}

}
