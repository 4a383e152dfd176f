package io.octostore.lease;

import java.time.Duration;
import java.util.OptionalInt;
import java.util.function.Consumer;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.octostore.OctoStoreNetworkException;
import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.authority.EndAnswer;
import io.octostore.authority.SessionAnswer;
import io.octostore.testsupport.EngineBench;
import io.octostore.testsupport.ScriptedAuthority.Call;
import io.octostore.testsupport.ScriptedAuthority.Operation;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server or a network that is slow but works.
 */
@Tag("field-fault-C2")
class SlowAnswerTests extends EngineBench {

	private static final OctoStoreNetworkException SILENCE = OctoStoreNetworkException.unanswered("silence", null)
		.asTimeout();

	/**
	 * Answer each call after a while; not at all if the engine has given it up by then.
	 */
	private void answerAfter(Duration latency) {
		this.authority.answering((call) -> {
			answerIn(latency, call);
			return null;
		});
	}

	private void answerIn(Duration latency, Call call) {
		if (call.attempt().timeout().compareTo(latency) <= 0) {
			this.time.schedule(() -> call.answer(givenUp(call)), call.attempt().timeout());
		}
		else {
			this.time.schedule(() -> call.answer(this.authority.healthyAnswer(call)), latency);
		}
	}

	private static Object givenUp(Call call) {
		return switch (call.operation()) {
			case CREATE_SESSION -> new SessionAnswer.Failed(SILENCE);
			case ACQUIRE -> new AcquireAnswer.Failed(SILENCE, true, true);
			case RELEASE, END_SESSION -> new EndAnswer.Unknown(SILENCE);
			case COUNT_LOCKS -> OptionalInt.empty();
			default -> new ConfirmAnswer.Uncertain(SILENCE, null);
		};
	}

	/**
	 * Run a job a few times, long enough apart that its session has ended in between, or
	 * not.
	 */
	@ParameterizedTest
	@CsvSource({ "0, 1", "0, 400", "1000, 6", "2600, 6", "2600, 60", "2600, 400", "4000, 6", "4000, 60", "4000, 400" })
	void aJobRunsOnAnySchedule(int latency, int period) {
		answerAfter(Duration.ofMillis(latency));
		for (int run = 0; run < 5; run++) {
			request("job", this.keeper.callTimeout());
			seconds(9);
			release(granted());
			seconds(4.5 + period);
		}
	}

	/**
	 * A server that is slow for one kind of request only.
	 */
	@ParameterizedTest
	@EnumSource(names = { "CREATE_SESSION", "ACQUIRE", "KEEP_ALIVE", "RENEW", "RELEASE" })
	void aLockIsAcquiredAndKeptThoughOneKindOfAnswerTakesFourSeconds(Operation slow) {
		this.authority.answering((call) -> {
			if (call.operation() != slow) {
				return this.authority.healthyAnswer(call);
			}
			answerIn(Duration.ofSeconds(4), call);
			return null;
		});
		for (int run = 0; run < 3; run++) {
			request("job", this.keeper.callTimeout());
			seconds(9);
			Lease lease = granted();
			seconds(120);
			assertThat(lease.isHeld()).isTrue();
			release(lease);
			seconds(5);
		}
	}

	/**
	 * A network that swallows each third request.
	 */
	@Test
	void aLockIsKeptThoughEachThirdRequestIsSwallowed() {
		Lease lease = acquire("long");
		int[] requests = new int[1];
		this.authority.answering((call) -> {
			if (++requests[0] % 3 != 0) {
				return this.authority.healthyAnswer(call);
			}
			this.time.schedule(() -> call.answer(givenUp(call)), call.attempt().timeout());
			return null;
		});
		seconds(600);
		assertThat(lease.isHeld()).isTrue();
		assertThat(requests[0]).isGreaterThan(100);
	}

	@Test
	void whereEachAnswerIsTooLateForTheSessionTheMessageNamesItsTtl() {
		terms(LeaseTerms.inSession(L, Duration.ofSeconds(10), false));
		answerAfter(Duration.ofMillis(4_000));
		request("job", this.keeper.callTimeout());
		seconds(20);
		assertThat(lastOutcome()).isInstanceOfSatisfying(AcquireAnswer.Failed.class,
				(failed) -> assertThat(failed.error()).hasMessageContaining("octostore.session.ttl"));
	}

	@Test
	void whereEachAnswerIsTooLateTheMessageNamesTheLimit() {
		answerAfter(Duration.ofSeconds(6));
		request("job", this.keeper.callTimeout());
		seconds(20);
		assertThat(lastOutcome()).isInstanceOfSatisfying(AcquireAnswer.Failed.class,
				(failed) -> assertThat(failed.error()).hasMessageContaining("silence")
					.hasMessageContaining("octostore.lock.acquire-timeout"));
	}

	@Test
	void aLockIsAcquiredAndKeptThoughEachAnswerTakesFourSeconds() {
		answerAfter(Duration.ofSeconds(4));
		request("a", this.keeper.callTimeout());
		seconds(8.1);
		Lease lease = granted();
		seconds(60);
		assertThat(lease.isHeld()).isTrue();
	}

	@Test
	void aSessionOfTenSecondsIsKeptThoughEachAnswerTakesLongerThanTheEngineHasPatience() {
		terms(LeaseTerms.inSession(L, Duration.ofSeconds(10), false));
		answerAfter(Duration.ofMillis(2_600));
		request("a", this.keeper.callTimeout());
		seconds(6);
		Lease lease = granted();
		seconds(60);
		assertThat(lease.isHeld()).isTrue();
	}

	@Test
	void anotherAttemptIsMadeOnAFreshConnectionWhileAnAnswerIsOverdue() {
		acquire("a");
		leaveOpen(Operation.KEEP_ALIVE);
		seconds(15.5);
		assertThat(this.authority.calls(Operation.KEEP_ALIVE)).hasSizeGreaterThanOrEqualTo(2)
			.extracting((call) -> call.attempt().freshConnection())
			.startsWith(false, true);
	}

	@Test
	void aLeaseIsAtRiskWhileAnAnswerIsOverdue() {
		Lease lease = acquire("a");
		leaveOpen(Operation.KEEP_ALIVE);
		boolean[] risk = new boolean[1];
		lease.onRisk(() -> risk[0] = true);
		seconds(14);
		assertThat(risk[0]).isFalse();
		seconds(1.4);
		assertThat(risk[0]).isTrue();
	}

	@Test
	void anAcquireOnASilentConnectionIsRepeatedOnAFreshOne() {
		acquire("warm");
		repeatedOnce(Operation.ACQUIRE, (call) -> call.answer(new AcquireAnswer.Failed(SILENCE, true, true)));
		assertThat(granted().name()).isEqualTo("a");
	}

	@Test
	void theCreationOfASessionOnASilentConnectionIsRepeatedOnAFreshOne() {
		repeatedOnce(Operation.CREATE_SESSION, (call) -> call.answer(new SessionAnswer.Failed(SILENCE)));
		assertThat(granted().name()).isEqualTo("a");
	}

	private void repeatedOnce(Operation operation, Consumer<Call> silence) {
		leaveOpen(operation);
		request("a", this.keeper.callTimeout());
		Call first = this.authority.open(operation);
		seconds(5);
		this.authority.healthy();
		silence.accept(first);
		assertThat(this.authority.calls(operation)).last()
			.satisfies((call) -> assertThat(call.attempt().freshConnection()).isTrue());
	}

	@Test
	void aConnectionThatIsRefusedIsNotTriedTwice() {
		answer(Operation.CREATE_SESSION,
				new SessionAnswer.Failed(OctoStoreNetworkException.notSent("connection refused", null)));
		request("a", this.keeper.callTimeout());
		assertThat(count(Operation.CREATE_SESSION)).isOne();
		assertThat(lastOutcome()).isInstanceOf(AcquireAnswer.Failed.class);
	}

	@Test
	void theMessageNamesThePropertyToRaise() {
		leaveOpen(Operation.ACQUIRE);
		request("a", this.keeper.callTimeout());
		seconds(10.2);
		assertThat(lastOutcome()).isInstanceOfSatisfying(AcquireAnswer.Failed.class,
				(failed) -> assertThat(failed.error()).hasMessageContaining("octostore.lock.acquire-timeout"));
	}

}
