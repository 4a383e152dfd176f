package io.octostore.client;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.octostore.OctoStoreValidationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RetrySettingsTests {

	@Test
	void hasDefaults() {
		assertThat(RetrySettings.defaults()).hasToString(
				"RetrySettings[maxAttempts=3, initialDelay=PT0.25S, multiplier=2.0, maxDelay=PT2S, jitter=0.2, recovery=true]");
		assertThat(RetrySettings.none().maxAttempts()).isEqualTo(1);
		assertThat(RetrySettings.none().recovery()).isFalse();
	}

	@Test
	void copiesKeepWhatTheyDoNotChange() {
		RetrySettings settings = RetrySettings.defaults()
			.withMaxAttempts(5)
			.withInitialDelay(Duration.ofMillis(100))
			.withMultiplier(3)
			.withMaxDelay(Duration.ofSeconds(1))
			.withJitter(0.5);
		assertThat(settings.maxAttempts()).isEqualTo(5);
		assertThat(settings.initialDelay()).isEqualTo(Duration.ofMillis(100));
		assertThat(settings.multiplier()).isEqualTo(3);
		assertThat(settings.maxDelay()).isEqualTo(Duration.ofSeconds(1));
		assertThat(settings.jitter()).isEqualTo(0.5);
	}

	@Test
	void pausesGrowUpToTheLongest() {
		RetrySettings settings = RetrySettings.defaults();
		assertThat(settings.delayAfter(1, 0.5)).isEqualTo(Duration.ofMillis(250));
		assertThat(settings.delayAfter(2, 0.5)).isEqualTo(Duration.ofMillis(500));
		assertThat(settings.delayAfter(4, 0.5)).isEqualTo(Duration.ofSeconds(2));
		assertThat(settings.delayAfter(1000, 0.5)).isEqualTo(Duration.ofSeconds(2));
	}

	@Test
	void jitterShortensAndLengthens() {
		RetrySettings settings = RetrySettings.defaults();
		assertThat(settings.delayAfter(1, 0)).isEqualTo(Duration.ofMillis(200));
		assertThat(settings.delayAfter(1, 1)).isEqualTo(Duration.ofMillis(300));
		assertThat(settings.withJitter(0).delayAfter(1, 0)).isEqualTo(Duration.ofMillis(250));
	}

	@Test
	void refusesNoAttempt() {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> RetrySettings.defaults().withMaxAttempts(0))
			.withMessage("maxAttempts is 0 but must be 1 or more");
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0.99, 10.01, Double.NaN })
	void refusesAMultiplierOutsideItsRange(double multiplier) {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> RetrySettings.defaults().withMultiplier(multiplier))
			.withMessageContaining("multiplier");
	}

	@ParameterizedTest
	@ValueSource(doubles = { -0.01, 1.01, Double.NaN })
	void refusesAJitterOutsideItsRange(double jitter) {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> RetrySettings.defaults().withJitter(jitter))
			.withMessageContaining("jitter");
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT0S", "PT-1S", "PT100000H" })
	void refusesPausesThatAreNotPositiveOrEndless(Duration pause) {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> RetrySettings.defaults().withInitialDelay(pause))
			.withMessageContaining("initialDelay");
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> RetrySettings.defaults().withMaxDelay(pause))
			.withMessageContaining("maxDelay");
	}

}
