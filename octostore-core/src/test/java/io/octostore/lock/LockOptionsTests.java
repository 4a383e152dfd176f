package io.octostore.lock;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.octostore.OctoStoreValidationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LockOptionsTests {

	@Test
	void setsNothingByDefault() {
		LockOptions options = LockOptions.defaults();
		assertThat(options.ttl()).isEmpty();
		assertThat(options.waitFor()).isEmpty();
		assertThat(options.onLost()).isEmpty();
		assertThat(options.label()).isEmpty();
		assertThat(options.profile()).isEmpty();
		assertThat(options.dedicatedSession()).isEmpty();
		assertThat(options.handOver()).isEmpty();
		assertThat(options.maxHold()).isEmpty();
		assertThat(options.permits()).isEmpty();
		assertThat(options.note()).isEmpty();
		assertThat(options).hasToString("LockOptions[]");
	}

	@Test
	void keepsWhatIsSet() {
		LockOptions options = all();
		assertThat(options.ttl()).contains(Duration.ofMinutes(2));
		assertThat(options.waitFor()).contains(Duration.ofSeconds(3));
		assertThat(options.onLost()).contains(OnLost.NOTIFY);
		assertThat(options.label()).contains("orders");
		assertThat(options.profile()).contains(SessionProfile.FAST);
		assertThat(options.dedicatedSession()).contains(true);
		assertThat(options.handOver()).contains(true);
		assertThat(options.maxHold()).contains(Duration.ofHours(1));
		assertThat(options.permits()).contains(3);
		assertThat(options.note()).contains("Job.run at 10:00");
	}

	@Test
	void doesNotChange() {
		LockOptions options = LockOptions.defaults();
		options.withTtl(Duration.ofMinutes(2));
		assertThat(options).isEqualTo(LockOptions.defaults());
	}

	@Test
	void takesFromOthersWhatItDoesNotSet() {
		LockOptions options = LockOptions.ofTtl(Duration.ofMinutes(1)).withHandOver(false).orElse(all());
		assertThat(options).isEqualTo(all().withTtl(Duration.ofMinutes(1)).withHandOver(false))
			.hasSameHashCodeAs(all().withTtl(Duration.ofMinutes(1)).withHandOver(false))
			.isNotEqualTo(all());
	}

	@Test
	void showsWhatIsSet() {
		assertThat(LockOptions.ofWaitFor(Duration.ofSeconds(1)).withTtl(Duration.ofMinutes(1)))
			.hasToString("LockOptions[ttl=PT1M, wait-for=PT1S]");
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT0S", "PT-1S", "PT1.5S", "PT1H1S", "PT0.999S" })
	void refusesATtlOutOfRange(Duration ttl) {
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> LockOptions.ofTtl(ttl))
			.withMessage("ttl must be 1 to 3600 whole seconds, but is " + ttl);
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT1S", "PT1H" })
	void takesATtlAtTheEndsOfItsRange(Duration ttl) {
		assertThat(LockOptions.ofTtl(ttl).ttl()).contains(ttl);
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT-0.001S", "PT720H0.001S" })
	void refusesATimeOutOfRange(Duration time) {
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(() -> LockOptions.ofWaitFor(time))
			.withMessage("waitFor must be 0 to 30 days, but is " + time);
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> LockOptions.defaults().withMaxHold(time))
			.withMessage("maxHold must be 0 to 30 days, but is " + time);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, -1, 101 })
	void refusesANumberOfPermitsOutOfRange(int permits) {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> LockOptions.defaults().withPermits(permits))
			.withMessage("permits must be 1 to 100, but is " + permits);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 100 })
	void takesANumberOfPermitsAtTheEndsOfItsRange(int permits) {
		assertThat(LockOptions.defaults().withPermits(permits).permits()).contains(permits);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "[x", "x]", "two\nlines" })
	void refusesANoteThatWouldNotBeRecognized(String note) {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> LockOptions.defaults().withNote(note))
			.withMessageStartingWith("note must be 1 to 200 characters without square brackets and control characters");
	}

	@Test
	void refusesALongNote() {
		assertThat(LockOptions.defaults().withNote("x".repeat(200)).note()).isPresent();
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> LockOptions.defaults().withNote("x".repeat(201)));
	}

	private static LockOptions all() {
		return LockOptions.ofTtl(Duration.ofMinutes(2))
			.withWaitFor(Duration.ofSeconds(3))
			.withOnLost(OnLost.NOTIFY)
			.withLabel("orders")
			.withProfile(SessionProfile.FAST)
			.withDedicatedSession(true)
			.withHandOver(true)
			.withMaxHold(Duration.ofHours(1))
			.withPermits(3)
			.withNote("Job.run at 10:00");
	}

}
