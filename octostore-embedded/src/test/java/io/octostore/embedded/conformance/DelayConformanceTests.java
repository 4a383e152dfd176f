package io.octostore.embedded.conformance;

import java.time.Duration;
import java.time.Instant;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

import io.octostore.embedded.conformance.WireClient.WireAnswer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Cases 74 to 79: lock delay.
 */
class DelayConformanceTests extends ConformanceCases {

	private void acquireAndRelease() {
		release(A, acquire(A, "{\"lock_delay_seconds\":3}").text("lease_id"));
	}

	@Test
	@DisplayName("74. after a release with a delay the former holder gets 409 delayed")
	void delaysTheFormerHolder() {
		acquireAndRelease();
		WireAnswer answer = acquire(A);
		assertLock(answer, "delayed");
		assertThat(answer.number("lock_delay_seconds")).isEqualTo(3);
		assertThat(answer.instant("available_at")).isAfter(this.server.now());
		assertThat(answer.number("retry_after_ms")).isBetween(1L, 3000L);
		assertThat(answer.json().has("code")).isFalse();
		assertThat(answer.header("Retry-After")).isEmpty();
	}

	@Test
	@DisplayName("75. others get 409 delayed as well")
	void delaysOthers() {
		acquireAndRelease();
		assertLock(acquire(B), "delayed");
	}

	@Test
	@DisplayName("76. a lock that cools down is shown as free")
	void showsACoolingLockAsFree() {
		acquireAndRelease();
		assertLock(status(A), "free");
	}

	@Test
	@DisplayName("77. after the delay the lock is acquired")
	void endsTheDelay() {
		acquireAndRelease();
		pass(acquire(B).number("retry_after_ms") + 200);
		assertLock(acquire(B), "acquired");
	}

	@Test
	@DisplayName("78. a lease that runs out starts its delay when the server notices")
	void delaysAfterExpiry() {
		WireAnswer acquired = acquire(A, "{\"ttl_seconds\":1,\"lock_delay_seconds\":2}");
		pass(1200);
		WireAnswer delayed = acquire(B);
		assertLock(delayed, "delayed");
		Instant available = delayed.instant("available_at");
		assertThat(available).isAfter(acquired.instant("expires_at"));
		pass(Duration.between(this.server.now(), available).toMillis() + 200);
		assertLock(acquire(B), "acquired");
	}

	@Test
	@DisplayName("79. the delay of the first acquire counts")
	void keepsTheFirstDelay() {
		acquire(A);
		WireAnswer again = acquire(A, "{\"lock_delay_seconds\":30}");
		release(A, again.text("lease_id"));
		assertLock(acquire(B), "acquired");
	}

}
