package io.octostore;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LockAcquireTimeoutExceptionTests {

	@Test
	void saysWhatTheLastAnswerSaidAboutTheHolder() {
		Instant end = Instant.parse("2026-03-01T10:00:00Z");
		LockHeldException answer = new LockHeldException("job",
				HolderInfo.unknown().withHolder("3f9c").withExpiresAt(end).withMetadata("host-2"));
		LockHeldException timeout = new LockAcquireTimeoutException("job", Duration.ofSeconds(2), answer);
		assertThat(timeout).hasMessage("Lock 'job' did not become available within 2000 ms").hasCause(answer);
		assertThat(timeout.lockName()).isEqualTo("job");
		assertThat(timeout.holder()).contains("3f9c");
		assertThat(timeout.expiresAt()).contains(end);
		assertThat(timeout.metadata()).contains("host-2");
		assertThat(timeout.isDelayed()).isFalse();
	}

	@Test
	void knowsNoHolderWhenThereWasNoAnswer() {
		LockAcquireTimeoutException timeout = new LockAcquireTimeoutException("job", Duration.ofSeconds(2), null);
		assertThat(timeout.waited()).isEqualTo(Duration.ofSeconds(2));
		assertThat(timeout.holder()).isEmpty();
		assertThat(timeout.retryAfter()).isEmpty();
	}

	@Test
	void saysThatTheLockIsInItsCoolingPeriod() {
		Instant end = Instant.parse("2026-03-01T10:00:00Z");
		LockHeldException delayed = new LockHeldException("job",
				HolderInfo.coolingUntil(end).withRetryAfter(Duration.ofSeconds(3)));
		assertThat(delayed).hasMessage("Lock 'job' is in its cooling period until 2026-03-01T10:00:00Z");
		assertThat(delayed.isDelayed()).isTrue();
		assertThat(delayed.retryAfter()).contains(Duration.ofSeconds(3));
	}

}
