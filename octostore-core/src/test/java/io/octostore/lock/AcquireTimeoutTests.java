package io.octostore.lock;

import java.time.Duration;
import java.util.Random;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.octostore.OctoStoreValidationException;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The limit of one request on the way to a lock.
 */
@Tag("field-fault-C2")
class AcquireTimeoutTests {

	private final SimulatedTime time = new SimulatedTime();

	private final ScriptedAuthority authority = new ScriptedAuthority().healthy();

	private OctoStoreLocksBuilder builder() {
		return OctoStoreLocks.builder(this.authority).time(this.time, this.time, new Random(1));
	}

	@Test
	void boundsTheCreationOfASessionAndTheAcquire() {
		OctoStoreLocks locks = builder().acquireTimeout(Duration.ofSeconds(9)).build();
		locks.tryAcquire("job").orElseThrow().close();
		assertThat(this.authority.calls()).extracting((call) -> call.attempt().timeout())
			.startsWith(Duration.ofSeconds(9), Duration.ofSeconds(9));
		locks.close();
	}

	@Test
	void isFiveSecondsByDefault() {
		OctoStoreLocks locks = builder().build();
		locks.tryAcquire("job").orElseThrow().close();
		assertThat(this.authority.calls()).extracting((call) -> call.attempt().timeout())
			.startsWith(Duration.ofSeconds(5), Duration.ofSeconds(5));
		locks.close();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 99, 60_001 })
	void hasARange(int millis) {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> builder().acquireTimeout(Duration.ofMillis(millis)))
			.withMessageContaining("acquireTimeout must be from 100 ms to 1 minute");
	}

	@Test
	void isLessThanThePartOfTheSessionInWhichAGrantCanBeUsed() {
		OctoStoreLocksBuilder builder = builder().sessionTtl(Duration.ofSeconds(10))
			.acquireTimeout(Duration.ofSeconds(7));
		assertThatExceptionOfType(OctoStoreValidationException.class).isThrownBy(builder::build)
			.withMessageContaining("acquireTimeout must be less than 70 % of sessionTtl");
		assertThatCode(() -> builder.acquireTimeout(Duration.ofMillis(6999)).build().close())
			.doesNotThrowAnyException();
	}

}
