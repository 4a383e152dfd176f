package io.octostore.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

import org.junit.jupiter.api.Test;

import io.octostore.LossReason;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.testsupport.Claims;
import io.octostore.testsupport.EngineBench.Broken;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Operation;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the engine tells those that measure it.
 */
class LeaseEventsTests {

	private static final Duration LATENCY = Duration.ofMillis(150);

	private final SimulatedTime time = new SimulatedTime();

	private final ScriptedAuthority authority = new ScriptedAuthority().healthy();

	private final List<String> events = new ArrayList<>();

	private int ticks;

	private final LeaseKeeper keeper = new LeaseKeeper(this.authority, this.time, this.time, new Random(1),
			LeaseTimings.ACQUIRE_TIMEOUT, new LeaseEvents() {

				@Override
				public void renewed(Outcome outcome, Duration duration) {
					events.add("renewed " + outcome + " " + duration.toMillis());
				}

				@Override
				public void keptAlive(Outcome outcome, Duration duration) {
					events.add("kept alive " + outcome + " " + duration.toMillis());
				}

				@Override
				public void ticked() {
					ticks++;
				}

			});

	private final Claims claims = new Claims(this.keeper);

	private void confirmWith(Operation operation, Object answer) {
		this.authority.answering((call) -> {
			if (call.operation() != operation) {
				return this.authority.healthyAnswer(call);
			}
			this.time.schedule(() -> call.answer(answer), LATENCY);
			return null;
		});
	}

	private void acquireUnderASession() {
		this.claims.request("a", LeaseTerms.inSession(Duration.ofSeconds(60), Duration.ofSeconds(30), false),
				LeaseTimings.ACQUIRE_TIMEOUT);
	}

	private void acquireWithoutASession() {
		this.claims.request("a", LeaseTerms.withoutSession(Duration.ofSeconds(60)), LeaseTimings.ACQUIRE_TIMEOUT);
	}

	@Test
	void eachKeepaliveIsToldWithItsOutcomeAndTheTimeFromItsSend() {
		acquireUnderASession();
		confirmWith(Operation.KEEP_ALIVE, new ConfirmAnswer.Confirmed());
		this.time.advance(Duration.ofSeconds(11));
		assertThat(this.events).containsExactly("kept alive CONFIRMED 150");
	}

	@Test
	void aKeepaliveThatFailsIsTold() {
		acquireUnderASession();
		confirmWith(Operation.KEEP_ALIVE, new ConfirmAnswer.Uncertain(new Broken(), null));
		this.time.advance(Duration.ofMillis(10_250));
		assertThat(this.events).startsWith("kept alive UNCERTAIN 150");
	}

	@Test
	void eachRenewalIsTold() {
		acquireWithoutASession();
		confirmWith(Operation.RENEW, new ConfirmAnswer.Confirmed());
		this.time.advance(Duration.ofSeconds(21));
		assertThat(this.events).containsExactly("renewed CONFIRMED 150");
	}

	@Test
	void aProofOfALossIsTold() {
		acquireWithoutASession();
		confirmWith(Operation.RENEW, new ConfirmAnswer.Gone(LossReason.LEASE_NOT_CURRENT));
		this.time.advance(Duration.ofSeconds(21));
		assertThat(this.events).containsExactly("renewed GONE 150");
	}

	@Test
	void timeIsToldAsItPasses() {
		acquireWithoutASession();
		this.time.advance(LeaseTimings.TICK.multipliedBy(10));
		assertThat(this.ticks).isEqualTo(10);
	}

	@Test
	void howLongExchangesTakeIsMeasuredFromTheSend() {
		this.time.advance(Duration.ofSeconds(3));
		confirmWith(Operation.ACQUIRE, this.authority.granted());
		acquireWithoutASession();
		this.time.advance(LATENCY);
		assertThat(this.keeper.roundTrip()).isEqualTo(LATENCY.toNanos());
	}

}
