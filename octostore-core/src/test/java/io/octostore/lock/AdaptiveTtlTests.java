package io.octostore.lock;

import java.time.Duration;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.octostore.OctoStoreValidationException;
import io.octostore.testsupport.CloseAside;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Call;
import io.octostore.testsupport.ScriptedAuthority.Operation;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The TTL of locks in an instance that holds many.
 */
class AdaptiveTtlTests {

	private final SimulatedTime time = new SimulatedTime();

	private final ScriptedAuthority authority = new ScriptedAuthority().healthy();

	private final OctoStoreLocks locks = builder().build();

	private OctoStoreLocksBuilder builder() {
		return OctoStoreLocks.builder(this.authority).time(this.time, this.time, new Random(1)).adaptiveTtl(true);
	}

	@AfterEach
	void close() {
		CloseAside.close(() -> this.locks.close(Duration.ZERO));
	}

	private HeldLock[] hold(int count) {
		HeldLock[] held = new HeldLock[count];
		for (int index = 0; index < count; index++) {
			held[index] = this.locks.tryAcquire("lock-" + index).orElseThrow();
		}
		return held;
	}

	private Duration ttl(int index) {
		return this.authority.calls(Operation.ACQUIRE).stream().map(Call::requireTtl).toList().get(index);
	}

	@Test
	void growsWithTheNumberOfHeldLocksUpToTenMinutes() {
		HeldLock[] held = hold(60);
		assertThat(held).allMatch(HeldLock::isHeld);
		assertThat(ttl(0)).isEqualTo(Duration.ofMinutes(1));
		assertThat(ttl(4)).isEqualTo(Duration.ofSeconds(60));
		assertThat(ttl(5)).isEqualTo(Duration.ofSeconds(72));
		assertThat(ttl(9)).isEqualTo(Duration.ofSeconds(120));
		assertThat(ttl(49)).isEqualTo(Duration.ofMinutes(10));
		assertThat(ttl(59)).isEqualTo(Duration.ofMinutes(10));
	}

	@Test
	void isNotThatOfALockWithATtlOfItsOwn() {
		HeldLock[] held = hold(10);
		try (HeldLock lock = this.locks.tryAcquire("own", LockOptions.ofTtl(Duration.ofSeconds(90))).orElseThrow()) {
			assertThat(lock.isHeld() && held[0].isHeld()).isTrue();
		}
		assertThat(ttl(10)).isEqualTo(Duration.ofSeconds(90));
	}

	@Test
	void isRefusedTogetherWithADefault() {
		OctoStoreLocksBuilder both = builder().defaults(LockOptions.ofTtl(Duration.ofMinutes(2)));
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(both::build)
			.withMessage("adaptiveTtl and a ttl in the defaults exclude each other, but the ttl is PT2M");
	}

}
