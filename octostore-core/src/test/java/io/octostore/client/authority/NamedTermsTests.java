package io.octostore.client.authority;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.octostore.OctoStoreValidationException;
import io.octostore.client.AcquireRequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class NamedTermsTests {

	private static final Duration DELAY = Duration.ofSeconds(7);

	private final NamedTerms terms = NamedTerms.NONE.withLockDelay("report", DELAY)
		.withMetadata("report", "writes the report")
		.withMetadata("report.weekly", "writes the weekly one");

	private AcquireRequest complete(String name, @Nullable String metadata) {
		return this.terms.complete(AcquireRequest.of(name, Duration.ofSeconds(60)), metadata, null);
	}

	@ParameterizedTest
	@ValueSource(strings = { "report", "report.4711", "report..p3", "report.a.b", "report...2ex" })
	void countForTheNameItsKeysAndItsPermits(String name) {
		AcquireRequest request = complete(name, "instance");
		assertThat(request.lockDelay()).isEqualTo(DELAY);
		assertThat(request.metadata()).contains("writes the report");
	}

	@ParameterizedTest
	@ValueSource(strings = { "reports", "other", "repor", "x.report", ".report" })
	void countForNoOtherName(String name) {
		AcquireRequest request = complete(name, "instance");
		assertThat(request.lockDelay()).isZero();
		assertThat(request.metadata()).contains("instance");
		assertThat(complete(name, null).metadata()).isEmpty();
	}

	@Test
	void theLongestNameCounts() {
		AcquireRequest request = complete("report.weekly.5", "instance");
		assertThat(request.metadata()).contains("writes the weekly one");
		assertThat(request.lockDelay()).isZero();
	}

	@Test
	void aMarkerOfAHoldIsNotDelayed() {
		assertThat(complete("report..held", null).lockDelay()).isZero();
	}

	@Test
	void canBePutUnderAPrefix() {
		NamedTerms under = this.terms.under("billing.");
		AcquireRequest request = AcquireRequest.of("billing.report", Duration.ofSeconds(60));
		assertThat(under.complete(request, null, null).lockDelay()).isEqualTo(DELAY);
		assertThat(under.complete(AcquireRequest.of("report", Duration.ofSeconds(60)), null, null).lockDelay())
			.isZero();
		assertThat(NamedTerms.NONE.under("billing.").isEmpty()).isTrue();
		assertThat(under.isEmpty()).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "PT-1S", "PT31S", "PT1.5S" })
	void refusesADelayThatTheServerWouldRefuse(Duration delay) {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> this.terms.withLockDelay("report", delay))
			.withMessageContaining("The lock delay is " + delay);
	}

	@Test
	void refusesMetadataThatAreTooLong() {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> this.terms.withMetadata("report", "x".repeat(1025)))
			.withMessageContaining("1025");
	}

}
