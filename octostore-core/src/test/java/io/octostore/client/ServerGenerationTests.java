package io.octostore.client;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import io.octostore.ErrorCode;
import io.octostore.OctoStoreNetworkException;
import io.octostore.OctoStoreServerException;
import io.octostore.UnsupportedServerException;
import io.octostore.embedded.Fault;
import io.octostore.embedded.OctoStoreServer;
import io.octostore.embedded.Operation;
import io.octostore.embedded.ServerGeneration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The client and servers of all generations, and servers that fail.
 */
class ServerGenerationTests {

	private static OctoStoreServer server(ServerGeneration generation) {
		return OctoStoreServer.builder().token("alice", Samples.TOKEN).generation(generation).start();
	}

	private static OctoStoreClient client(OctoStoreServer server) {
		return OctoStoreClient.create(server.baseUrl().toString(), Samples.TOKEN);
	}

	@ParameterizedTest
	@EnumSource(value = ServerGeneration.class, names = "V0_9", mode = EnumSource.Mode.EXCLUDE)
	void plainLocksWorkWithEveryGeneration(ServerGeneration generation) {
		try (OctoStoreServer server = server(generation); OctoStoreClient client = client(server)) {
			assertThat(client.health().isOk()).isTrue();
			AcquireResult.Acquired acquired = client.acquireLock("job", Samples.TTL);
			client.renewLock("job", acquired.leaseId(), Samples.TTL);
			assertThat(client.getLockStatus("job").isHeld()).isTrue();
			assertThat(client.listLocks("jo").locks()).hasSize(1);
			client.releaseLock("job", acquired.leaseId());
			assertThatExceptionOfType(OctoStoreServerException.class)
				.isThrownBy(() -> client.releaseLock("job", acquired.leaseId()))
				.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ErrorCode.LEASE_NOT_CURRENT));
		}
	}

	@ParameterizedTest
	@EnumSource(value = ServerGeneration.class, names = { "V0_8", "V0_13" })
	void ephemeralLocksOfOlderGenerationsAreRefusedWithoutHarmToOthers(ServerGeneration generation) {
		try (OctoStoreServer server = server(generation);
				OctoStoreClient client = client(server);
				OctoStoreClient other = client(server)) {
			AcquireResult.Acquired held = other.acquireLock("job", Samples.TTL);
			Session session = client.createSession(Duration.ofSeconds(30));
			assertThatExceptionOfType(UnsupportedServerException.class).isThrownBy(
					() -> client.acquireLock(AcquireRequest.of("job", Samples.TTL).withEphemeralSession(session.id())));
			client.deleteSession(session.id());
			other.renewLock("job", held.leaseId(), Samples.TTL);
		}
	}

	@Test
	void theReleaseThatFailsForEverybodyIsNamed() {
		try (OctoStoreServer server = server(ServerGeneration.V0_9);
				OctoStoreClient client = client(server).withRetry(RetrySettings.none())) {
			assertThatExceptionOfType(OctoStoreServerException.class)
				.isThrownBy(() -> client.acquireLock("job", Samples.TTL))
				.withMessageContaining("known defect");
		}
	}

	@Test
	void aReleaseWhoseAnswerIsLostHasSucceeded() {
		try (OctoStoreServer server = server(ServerGeneration.V0_14); OctoStoreClient client = client(server)) {
			AcquireResult.Acquired acquired = client.acquireLock("job", Samples.TTL);
			server.faults().next(Operation.RELEASE, Fault.dropAnswerAfterApplying());
			client.releaseLock("job", acquired.leaseId());
			assertThat(server.holds("job")).isFalse();
		}
	}

	@Test
	void anEphemeralAcquireWhoseAnswerIsLostGetsTheSameLease() {
		try (OctoStoreServer server = server(ServerGeneration.V0_14); OctoStoreClient client = client(server)) {
			Session session = client.createSession(Duration.ofSeconds(30));
			server.faults().next(Operation.ACQUIRE, Fault.dropAnswerAfterApplying());
			AcquireResult.Acquired acquired = client
				.acquireLock(AcquireRequest.of("job", Samples.TTL).withEphemeralSession(session.id()));
			assertThat(acquired.fencingToken()).isEqualTo(client.getLockStatus("job").fencingToken());
			client.releaseLock("job", acquired.leaseId());
		}
	}

	@Test
	void aPlainAcquireWhoseAnswerIsLostIsReported() {
		try (OctoStoreServer server = server(ServerGeneration.V0_14); OctoStoreClient client = client(server)) {
			server.faults().next(Operation.ACQUIRE, Fault.dropAnswerAfterApplying());
			assertThatExceptionOfType(OctoStoreNetworkException.class)
				.isThrownBy(() -> client.acquireLock("job", Samples.TTL))
				.satisfies((ex) -> assertThat(ex.mayHaveBeenApplied()).isTrue());
			assertThat(server.holds("job")).isTrue();
		}
	}

}
