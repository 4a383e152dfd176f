package io.octostore.client;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.octostore.LockNameRule;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How a call uses connections and tokens over all its attempts.
 */
class CallTests {

	private static final RetrySettings ONE_ATTEMPT = RetrySettings.defaults().withMaxAttempts(1);

	private final Operations operations = new Operations(BaseUrl.of("http://localhost"), LockNameRule.PORTABLE, 1024);

	private final Operation<?> acquire = this.operations.acquire(AcquireRequest.of("job", Samples.TTL));

	private final Operation<?> renewal = this.operations.renew("job", Samples.LEASE, Samples.TTL);

	private final Operation<?> keepalive = this.operations.keepalive(Samples.SESSION);

	private static boolean isImpatient(Operation<?> operation, RetrySettings retry) {
		return call(operation, retry).manner(false).impatient();
	}

	private static Call<?> call(Operation<?> operation, RetrySettings retry) {
		return new Call<>(operation, Duration.ofSeconds(10).toNanos(), retry);
	}

	@Test
	void leavesAConnectionThatDoesNotReact() {
		assertThat(isImpatient(this.acquire, RetrySettings.defaults())).isTrue();
		assertThat(isImpatient(this.acquire, ONE_ATTEMPT)).isTrue();
		assertThat(isImpatient(this.renewal, RetrySettings.defaults())).isTrue();
		assertThat(isImpatient(this.keepalive, RetrySettings.defaults())).isTrue();
	}

	@Test
	void leavesItToTheEngineToRepeatWhatKeepsALock() {
		assertThat(isImpatient(this.renewal, ONE_ATTEMPT)).isFalse();
		assertThat(isImpatient(this.keepalive, ONE_ATTEMPT)).isFalse();
	}

	@Test
	void isRepeatedOnceForANewToken() {
		Call<?> call = call(this.acquire, ONE_ATTEMPT);
		assertThat(call.beginRepeatForNewToken()).isTrue();
		assertThat(call.beginRepeatForNewToken()).isFalse();
	}

	@Test
	void isNotRepeatedForANewTokenWithoutRecovery() {
		assertThat(call(this.acquire, RetrySettings.none()).beginRepeatForNewToken()).isFalse();
	}

}
