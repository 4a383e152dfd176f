package io.octostore.lock;

import java.util.Random;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.octostore.FencingRegressionException;
import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.LeaseId;
import io.octostore.testsupport.Control;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Operation;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The server's database was replaced: its fencing tokens start over.
 */
@Tag("field-fault-D6")
class FencingRegressionTests {

	private final SimulatedTime time = new SimulatedTime();

	private final ScriptedAuthority authority = new ScriptedAuthority().healthy();

	private final OctoStoreLocks locks = OctoStoreLocks.builder(this.authority)
		.alsoThrough(this.authority)
		.time(this.time, this.time, new Random(1))
		.build();

	@AfterEach
	void stop() {
		this.authority.healthy();
		this.locks.close();
	}

	private void replaceDatabase() {
		this.authority.answering((call) -> (call.operation() == Operation.ACQUIRE)
				? new AcquireAnswer.Granted(new LeaseId(UUID.randomUUID().toString()), 1)
				: this.authority.healthyAnswer(call));
	}

	@Test
	void isRefusedWithWhatToDo() {
		this.locks.tryAcquire("job").orElseThrow().close();
		this.locks.tryAcquire("job").orElseThrow().close();
		replaceDatabase();
		assertThatExceptionOfType(FencingRegressionException.class).isThrownBy(() -> this.locks.tryAcquire("job"))
			.withMessageContainingAll("'job'", "database was replaced or restored", "acknowledge");
	}

	@Test
	void isAcceptedForAllLocksAfterAnAcknowledgement() {
		for (int number = 0; number < 8; number++) {
			this.locks.tryAcquire("job-" + number).orElseThrow().close();
		}
		replaceDatabase();
		Control.of(this.locks).acknowledgeFencingRegression();
		for (int number = 0; number < 8; number++) {
			try (HeldLock lock = this.locks.tryAcquire("job-" + number).orElseThrow()) {
				assertThat(lock.fencingToken()).isOne();
			}
		}
	}

}
