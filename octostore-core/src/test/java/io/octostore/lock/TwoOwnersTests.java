package io.octostore.lock;

import java.time.Duration;
import java.util.Random;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Operation;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two servers in one application: a lock of one of them is none of the other.
 */
class TwoOwnersTests {

	private final SimulatedTime time = new SimulatedTime();

	private final ScriptedAuthority here = new ScriptedAuthority().healthy();

	private final ScriptedAuthority there = new ScriptedAuthority().healthy();

	private final OctoStoreLocks first = locks(this.here);

	private final OctoStoreLocks second = locks(this.there);

	private OctoStoreLocks locks(ScriptedAuthority authority) {
		return OctoStoreLocks.builder(authority)
			.time(this.time, this.time, new Random(1))
			.shutdownTimeout(Duration.ZERO)
			.build();
	}

	@AfterEach
	void stop() {
		this.first.close();
		this.second.close();
	}

	@Test
	void aNestedCallOfOtherLocksAcquiresItsOwn() {
		HeldLock[] inner = new HeldLock[1];
		this.first.executeWithoutResult("job", (outer) -> this.second.executeWithoutResult("job", (lock) -> {
			inner[0] = lock;
			assertThat(lock).isNotSameAs(outer);
			assertThat(this.there.calls(Operation.ACQUIRE)).hasSize(1);
		}));
		assertThat(inner[0]).isNotNull();
		assertThat(this.there.calls(Operation.RELEASE)).hasSize(1);
		assertThat(this.here.calls(Operation.ACQUIRE)).hasSize(1);
	}

	@Test
	void aNestedCallOfTheSameLocksHasTheLockAlready() {
		this.first.executeWithoutResult("job", (outer) -> this.first.executeWithoutResult("job",
				(inner) -> assertThat(inner.fencingToken()).isEqualTo(outer.fencingToken())));
		assertThat(this.here.calls(Operation.ACQUIRE)).hasSize(1);
	}

	@Test
	void theSameLocksAreFoundBehindACallOfOthers() {
		this.first.executeWithoutResult("job", (outer) -> this.second.executeWithoutResult("job", (lock) -> this.first
			.executeWithoutResult("job", (inner) -> assertThat(inner.fencingToken()).isEqualTo(outer.fencingToken()))));
		assertThat(this.here.calls(Operation.ACQUIRE)).hasSize(1);
	}

}
