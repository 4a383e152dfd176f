package io.octostore.spring.boot.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.lock.HeldLock;
import io.octostore.lock.LockOptions;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * What an instance can tell of the locks of others that share its token.
 */
class RunsElsewhereTests {

	private static final String RUN = "Job.run at 2026-03-01T10:01:00Z";

	private final TestServer server = TestServer.embedded();

	private final ReactiveOctoStoreClient client = ReactiveOctoStoreClient.create(this.server.baseUrl(),
			TestServer.ALICE);

	private final RunsElsewhere here = new RunsElsewhere(() -> this.client, "app.");

	private final OctoStoreLocks locks = OctoStoreLocks.builder(this.client)
		.namePrefix("app")
		.acquireTimeout(Duration.ofSeconds(20))
		.metadata("billing@host-1:7")
		.listener(this.here)
		.build();

	private final OctoStoreLocks others = OctoStoreLocks.builder(this.client)
		.namePrefix("app")
		.acquireTimeout(Duration.ofSeconds(20))
		.metadata("billing@host-2:9")
		.build();

	@AfterEach
	void stop() {
		this.locks.close();
		this.others.close();
		this.client.close();
		this.server.close();
	}

	private @Nullable String find(String name) {
		return find(name, RUN);
	}

	private @Nullable String find(String name, String run) {
		return this.here.find(name, run).block(Duration.ofSeconds(10));
	}

	private static HeldLock take(OctoStoreLocks locks, String name) {
		return locks.tryAcquire(name, LockOptions.defaults().withHoldAtLeast(Duration.ofSeconds(20)).withNote(RUN))
			.orElseThrow();
	}

	@Test
	void namesTheInstanceThatHasTheLock() {
		try (HeldLock lock = take(this.others, "job")) {
			assertThat(lock.isHeld()).isTrue();
			assertThat(find("job")).isEqualTo("billing@host-2:9");
		}
		assertThat(find("job")).as("stays taken after its run").isEqualTo("billing@host-2:9");
		assertThat(find("another")).isNull();
	}

	@Test
	void doesNotTakeOtherWorkUnderTheLockForTheRun() {
		try (HeldLock lock = take(this.others, "job"); HeldLock other = this.others.acquire("other")) {
			assertThat(lock.isHeld() && other.isHeld()).isTrue();
			assertThat(find("job", "Job.run at 2026-03-01T10:02:00Z")).isNull();
			assertThat(find("other")).as("is held without a note").isNull();
		}
	}

	@Test
	void doesNotTakeItsOwnLocksForThoseOfOthers() {
		try (HeldLock lock = take(this.locks, "job")) {
			assertThat(lock.isHeld()).isTrue();
			assertThat(find("job")).isNull();
		}
		assertThat(find("job")).as("stays taken after its run").isNull();
	}

	@Test
	void failsWithoutAServerThatCanBeAsked() {
		RunsElsewhere nowhere = new RunsElsewhere(() -> null, "");
		assertThatIllegalStateException().isThrownBy(() -> nowhere.find("job", RUN).block(Duration.ofSeconds(10)));
	}

}
