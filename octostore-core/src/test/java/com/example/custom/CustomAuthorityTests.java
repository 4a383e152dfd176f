package com.example.custom;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import io.octostore.LockAcquireTimeoutException;
import io.octostore.OctoStoreValidationException;
import io.octostore.lock.HeldLock;
import io.octostore.lock.LockOptions;
import io.octostore.lock.OctoStoreLocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Locks on an authority that this library does not know.
 */
class CustomAuthorityTests {

	private final TableAuthority table = new TableAuthority();

	private OctoStoreLocks instance() {
		return OctoStoreLocks.builder(this.table).sessionTtl(Duration.ofSeconds(5)).build();
	}

	@Test
	void excludeTwoInstances() {
		try (OctoStoreLocks one = instance(); OctoStoreLocks other = instance()) {
			HeldLock first = one.tryAcquire("job").orElseThrow();
			assertThat(other.tryAcquire("job")).isEmpty();
			first.close();
			HeldLock second = other.tryAcquire("job").orElseThrow();
			assertThat(second.fencingToken()).isGreaterThan(first.fencingToken());
			second.close();
		}
	}

	@Test
	void areWaitedForWithoutAWatch() {
		try (OctoStoreLocks one = instance(); OctoStoreLocks other = instance()) {
			HeldLock held = one.tryAcquire("job").orElseThrow();
			LockOptions options = LockOptions.defaults().withWaitFor(Duration.ofMillis(300));
			assertThatExceptionOfType(LockAcquireTimeoutException.class)
				.isThrownBy(() -> other.acquire("job", options).close());
			held.close();
		}
	}

	@Test
	void haveTheLimitsOfTheirAuthority() {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> OctoStoreLocks.builder(this.table).sessionTtl(Duration.ofSeconds(30)).build())
			.withMessage("sessionTtl must be 2 to 20 whole seconds, but is PT30S");
		try (OctoStoreLocks locks = instance()) {
			LockOptions options = LockOptions.defaults().withTtl(Duration.ofSeconds(41));
			assertThatExceptionOfType(OctoStoreValidationException.class)
				.isThrownBy(() -> locks.tryAcquire("job", options))
				.withMessage("ttl must be 2 to 40 whole seconds, but is PT41S");
		}
	}

}
