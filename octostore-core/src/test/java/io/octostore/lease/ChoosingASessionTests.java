package io.octostore.lease;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.octostore.LossReason;
import io.octostore.OctoStoreValidationException;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.authority.SessionId;
import io.octostore.testsupport.EngineBench;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Call;
import io.octostore.testsupport.ScriptedAuthority.Operation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Which session a lease hangs on.
 */
class ChoosingASessionTests extends EngineBench {

	private void lose(SessionId session) {
		this.authority.answering((call) -> (call.operation() == Operation.KEEP_ALIVE && session.equals(call.session()))
				? new ConfirmAnswer.Gone(LossReason.SESSION_NOT_FOUND) : this.authority.healthyAnswer(call));
	}

	private SessionId sessionOf(String name) {
		return this.authority.calls(Operation.ACQUIRE)
			.stream()
			.filter((call) -> call.name().equals(name))
			.findFirst()
			.orElseThrow()
			.session();
	}

	@Test
	void locksOfAnotherSessionTtlHaveAnotherSession() {
		Lease usual = acquire("usual");
		terms(LeaseTerms.inSession(L, Duration.ofSeconds(10), false));
		Lease fast = acquire("fast");
		acquire("fast-too");
		assertThat(sessionOf("fast")).isNotEqualTo(sessionOf("usual")).isEqualTo(sessionOf("fast-too"));
		assertThat(fast.remaining()).isEqualTo(Duration.ofSeconds(8));
		lose(sessionOf("fast"));
		seconds(4);
		assertThat(fast.isHeld()).isFalse();
		assertThat(usual.isHeld()).isTrue();
	}

	@Test
	void aDedicatedSessionServesOneLeaseAndEndsWithIt() {
		Lease usual = acquire("usual");
		terms(LeaseTerms.inSession(L, S, true));
		Lease first = acquire("first");
		Lease second = acquire("second");
		assertThat(count(Operation.CREATE_SESSION)).isEqualTo(3);
		lose(sessionOf("first"));
		seconds(10.2);
		assertThat(first.isHeld()).isFalse();
		assertThat(second.isHeld()).isTrue();
		assertThat(usual.isHeld()).isTrue();
		release(second);
		assertThat(this.authority.calls(Operation.END_SESSION)).extracting(Call::session)
			.containsExactly(sessionOf("second"));
	}

	@Test
	void aDedicatedSessionIsKeptForTheNextAttemptAndThenEnded() {
		terms(LeaseTerms.inSession(L, S, true));
		answer(Operation.ACQUIRE, ScriptedAuthority.held());
		request("a");
		seconds(5);
		request("a");
		assertThat(count(Operation.CREATE_SESSION)).isOne();
		seconds(20.2);
		assertThat(count(Operation.END_SESSION)).isOne();
		seconds(1);
		assertThat(this.time.pendingTasks()).isZero();
	}

	@Test
	void saysWhichSessionDeservesMostAttention() {
		acquire("usual");
		terms(LeaseTerms.inSession(L, Duration.ofSeconds(10), false));
		acquire("fast");
		SessionId fast = sessionOf("fast");
		this.authority.answering((call) -> (call.operation() == Operation.KEEP_ALIVE && fast.equals(call.session()))
				? new ConfirmAnswer.Uncertain(new Broken(), null) : this.authority.healthyAnswer(call));
		seconds(4);
		assertThat(this.keeper.sessionStatus()).isEqualTo(SessionStatus.AT_RISK);
	}

	@Test
	void refusesTermsThatCannotWork() {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> LeaseTerms.inSession(L, Duration.ofSeconds(9), false).checked(ScriptedAuthority.TRAITS))
			.withMessageContaining("10 to 300");
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> LeaseTerms.inSession(Duration.ofSeconds(29), S, false).checked(ScriptedAuthority.TRAITS))
			.withMessageContaining("30 s");
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> LeaseTerms.withoutSession(Duration.ofMillis(1_500)).checked(ScriptedAuthority.TRAITS))
			.withMessageContaining("whole seconds");
	}

	@Test
	void aSessionThatIsIdleEndsThoughALockIsHeldUnderAnotherOne() {
		terms(LeaseTerms.inSession(L, Duration.ofSeconds(10), false));
		release(acquire("short"));
		terms(LeaseTerms.inSession(L, S, false));
		Lease longer = acquire("long");
		this.time.advance(LeaseTimings.IDLE_SESSION.plusSeconds(1));
		assertThat(this.authority.calls(Operation.END_SESSION)).extracting(Call::session)
			.containsExactly(sessionOf("short"));
		assertThat(longer.isHeld()).isTrue();
	}

}
