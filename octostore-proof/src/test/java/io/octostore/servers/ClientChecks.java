package io.octostore.servers;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Supplier;

import reactor.core.Disposable;

import io.octostore.ErrorCode;
import io.octostore.LockHeldException;
import io.octostore.LockLimitExceededException;
import io.octostore.OctoStoreAuthenticationException;
import io.octostore.OctoStoreServerException;
import io.octostore.UnsupportedServerException;
import io.octostore.client.AcquireRequest;
import io.octostore.client.AcquireResult;
import io.octostore.client.CampaignRequest;
import io.octostore.client.CampaignResult;
import io.octostore.client.LockEvent;
import io.octostore.client.LockList;
import io.octostore.client.OctoStoreClient;
import io.octostore.client.RetrySettings;
import io.octostore.client.UserLock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

/**
 * Tries what the client can do on a server.
 */
final class ClientChecks {

	private static final Duration TTL = Duration.ofSeconds(30);

	private static final int LOCK_LIMIT = 100;

	private ClientChecks() {
	}

	static Outcome health(ServerAccess server) {
		OctoStoreClient client = server.anonymous();
		assertThat(client.health().isOk()).isTrue();
		assertThat(client.status().status()).isEqualTo("ok");
		return Outcome.WORKS;
	}

	static Outcome lock(ServerAccess server) {
		OctoStoreClient alice = server.alice();
		String name = server.newLock();
		AcquireResult.Acquired acquired = alice.acquireLock(AcquireRequest.of(name, TTL).withMetadata("build 7"));
		assertThat(acquired.metadata()).contains("build 7");
		assertThat(alice.acquireLock(name, TTL).leaseId()).isEqualTo(acquired.leaseId());
		assertThatExceptionOfType(LockHeldException.class).isThrownBy(() -> server.bob().acquireLock(name, TTL))
			.satisfies((ex) -> assertThat(ex.retryAfter()).hasValueSatisfying(
					(advice) -> assertThat(advice).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(31))));
		assertThat(alice.renewLock(name, acquired.leaseId(), TTL.multipliedBy(2)).expiresAt())
			.isAfter(acquired.expiresAt());
		assertThat(alice.getLockStatus(name).fencingToken()).isEqualTo(acquired.fencingToken());
		alice.releaseLock(name, acquired.leaseId());
		assertThat(alice.getLockStatus(name).isHeld()).isFalse();
		assertLeaseOver(() -> alice.releaseLock(name, acquired.leaseId()));
		AcquireResult.Acquired next = server.bob().acquireLock(name, TTL);
		assertThat(next.fencingToken()).isGreaterThan(acquired.fencingToken());
		assertLeaseOver(() -> alice.renewLock(name, acquired.leaseId(), TTL));
		return Outcome.WORKS;
	}

	private static void assertLeaseOver(Runnable call) {
		assertThatExceptionOfType(OctoStoreServerException.class).isThrownBy(call::run)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ErrorCode.LEASE_NOT_CURRENT));
	}

	static Outcome unknownToken(ServerAccess server) {
		assertThatExceptionOfType(OctoStoreAuthenticationException.class)
			.isThrownBy(() -> server.stranger().acquireLock(server.newLock(), TTL))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED));
		return Outcome.WORKS;
	}

	static Outcome lockLimit(ServerAccess server) {
		OctoStoreClient alice = server.alice();
		for (int count = 0; count < LOCK_LIMIT; count++) {
			alice.acquireLock(server.newLock(), TTL);
		}
		assertThatExceptionOfType(LockLimitExceededException.class)
			.isThrownBy(() -> alice.acquireLock(server.newLock(), TTL));
		return Outcome.WORKS;
	}

	static Outcome rotation(ServerAccess server) {
		OctoStoreClient alice = server.alice();
		OctoStoreClient left = server.alice();
		String name = server.newLock();
		AcquireResult.Acquired acquired = alice.acquireLock(name, TTL);
		alice.rotateToken();
		alice.releaseLock(name, acquired.leaseId());
		assertThatExceptionOfType(OctoStoreAuthenticationException.class).isThrownBy(left::listLocks);
		return Outcome.WORKS;
	}

	static Outcome list(ServerAccess server) {
		OctoStoreClient alice = server.alice();
		String name = server.newLock();
		AcquireResult.Acquired acquired = alice.acquireLock(name, TTL);
		assertThat(alice.listLocks(name).locks()).singleElement().satisfies((entry) -> {
			assertThat(entry.name()).isEqualTo(name);
			assertThat(entry.fencingToken()).isEqualTo(acquired.fencingToken());
		});
		LockList others = server.bob().listLocks(server.namePrefix());
		if (others.isOwnLocksOnly()) {
			assertThat(others.locks()).isEmpty();
			return Outcome.OWN_LOCKS;
		}
		assertThat(others.locks()).extracting(UserLock::name).contains(name);
		return Outcome.WORKS;
	}

	static Outcome hierarchicalNames(ServerAccess server) {
		OctoStoreClient alice = server.alice();
		String name = server.namePrefix() + "équipe/a_b";
		OctoStoreServerException refusal = catchThrowableOfType(OctoStoreServerException.class,
				() -> alice.acquireLock(name, TTL));
		if (refusal != null) {
			assertThat(refusal.code()).isEqualTo(ErrorCode.INVALID_LOCK_NAME);
			return Outcome.REFUSED_BY_SERVER;
		}
		assertThat(alice.getLockStatus(name).isHeld()).isTrue();
		return Outcome.WORKS;
	}

	static Outcome watch(ServerAccess server) {
		OctoStoreClient alice = server.alice();
		String name = server.newLock();
		AcquireResult.Acquired acquired = alice.acquireLock(name, TTL);
		List<LockEvent> events = new CopyOnWriteArrayList<>();
		Disposable watch = server.bob().reactive().watchLock(name).subscribe(events::add);
		await().until(() -> {
			alice.renewLock(name, acquired.leaseId(), TTL);
			return events.stream().anyMatch((event) -> event.type() == LockEvent.Type.RENEWED);
		});
		alice.releaseLock(name, acquired.leaseId());
		await().until(() -> events.get(events.size() - 1).type() == LockEvent.Type.RELEASED);
		watch.dispose();
		boolean beginsWithTheState = events.get(0).type() == LockEvent.Type.ACQUIRED;
		return beginsWithTheState ? Outcome.WORKS : Outcome.CHANGES;
	}

	static Outcome session(ServerAccess server) {
		OctoStoreClient alice = server.alice();
		return unlessRefused("v0.5.0", () -> alice.createSession(TTL), (session) -> {
			assertThat(session.keepaliveInterval()).isEqualTo(TTL.dividedBy(2));
			assertThat(alice.keepSessionAlive(session.id()).expiresAt()).isAfterOrEqualTo(session.expiresAt());
			assertThat(alice.getSession(session.id()).isActive()).isTrue();
			alice.deleteSession(session.id());
			assertThatExceptionOfType(OctoStoreServerException.class)
				.isThrownBy(() -> alice.keepSessionAlive(session.id()))
				.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ErrorCode.NOT_FOUND));
		});
	}

	static Outcome ephemeral(ServerAccess server) {
		OctoStoreClient alice = server.alice();
		String name = server.newLock();
		AcquireRequest first = AcquireRequest.of(name, TTL).withEphemeralSession(sessionIfThereAreAny(alice));
		AcquireRequest second = AcquireRequest.of(name, TTL).withEphemeralSession(sessionIfThereAreAny(alice));
		Outcome outcome = unlessRefused("v0.14.0", () -> alice.acquireLock(first), (acquired) -> {
			assertThat(alice.tryAcquireLock(second)).isInstanceOf(AcquireResult.Held.class);
			alice.releaseLock(name, acquired.leaseId());
		});
		assertThatARefusalDoesNoHarm(outcome, server, second);
		return outcome;
	}

	static Outcome namedSession(ServerAccess server) {
		OctoStoreClient alice = server.alice();
		String name = server.newLock();
		UUID session = sessionIfThereAreAny(alice);
		AcquireRequest request = AcquireRequest.of(name, TTL).withSession(session);
		Outcome outcome = unlessRefused("v0.14.0", () -> alice.acquireLock(request), (acquired) -> {
			alice.deleteSession(session);
			alice.releaseLock(name, acquired.leaseId());
		});
		assertThatARefusalDoesNoHarm(outcome, server, request);
		return outcome;
	}

	static Outcome lockDelay(ServerAccess server) {
		OctoStoreClient alice = server.alice();
		String name = server.newLock();
		AcquireRequest request = AcquireRequest.of(name, TTL).withLockDelay(Duration.ofSeconds(20));
		Outcome outcome = unlessRefused("v0.14.0", () -> alice.acquireLock(request), (acquired) -> {
			alice.releaseLock(name, acquired.leaseId());
			assertThat(alice.tryAcquireLock(name, TTL)).isInstanceOf(AcquireResult.Delayed.class);
		});
		assertThatARefusalDoesNoHarm(outcome, server, request);
		return outcome;
	}

	/**
	 * An old server takes the request for one of the user, who may have the lock already
	 * through another client.
	 */
	private static void assertThatARefusalDoesNoHarm(Outcome outcome, ServerAccess server, AcquireRequest request) {
		if (outcome == Outcome.REFUSED) {
			OctoStoreClient other = server.alice();
			assertThat(other.getLockStatus(request.name()).isHeld()).isFalse();
			AcquireResult.Acquired held = other.acquireLock(request.name(), TTL);
			assertThatExceptionOfType(UnsupportedServerException.class)
				.isThrownBy(() -> server.alice().tryAcquireLock(request));
			other.renewLock(request.name(), held.leaseId(), TTL);
		}
	}

	private static UUID sessionIfThereAreAny(OctoStoreClient client) {
		try {
			return client.createSession(TTL).id();
		}
		catch (UnsupportedServerException ex) {
			return UUID.randomUUID();
		}
	}

	static Outcome election(ServerAccess server) {
		OctoStoreClient client = server.anonymous();
		CampaignRequest request = CampaignRequest.of("node-1", TTL);
		Outcome outcome = unlessRefused("v0.12.0", client::createElection, (room) -> {
			CampaignResult.Elected elected = (CampaignResult.Elected) client.campaign(room.id(), request);
			assertThat(client.campaign(room.id(), CampaignRequest.of("node-2", TTL)))
				.isInstanceOf(CampaignResult.Follower.class);
			assertThat(client.getElection(room.id()).leader()).contains(elected.leader());
			client.renewLeadership(room.id(), elected.leaderToken(), TTL);
			client.resignLeadership(room.id(), elected.leaderToken());
			assertThat(client.getElection(room.id()).isVacant()).isTrue();
			assertLeaseOver(() -> client.renewLeadership(room.id(), elected.leaderToken(), TTL));
		});
		if (outcome == Outcome.REFUSED) {
			assertThatExceptionOfType(UnsupportedServerException.class)
				.isThrownBy(() -> client.campaign("build-leader", request));
		}
		return outcome;
	}

	static Outcome electionWatch(ServerAccess server) {
		OctoStoreClient client = server.anonymous();
		return unlessRefused("v0.14.0", () -> client.reactive().watchElection("build-leader").blockFirst(TTL),
				(state) -> assertThat(state.isVacant()).isTrue());
	}

	static Outcome withoutNamespace(ServerAccess server) {
		OctoStoreClient client = server.userWithoutNamespace().withRetry(RetrySettings.none());
		OctoStoreServerException failure = catchThrowableOfType(OctoStoreServerException.class,
				() -> client.acquireLock("job", TTL));
		if (failure != null) {
			assertThat(failure).hasMessageContaining("known defect").hasMessageContaining("update the server");
			return Outcome.DEFECT;
		}
		return Outcome.WORKS;
	}

	private static <T> Outcome unlessRefused(String release, Supplier<? extends T> call, Consumer<? super T> rest) {
		T result;
		try {
			result = call.get();
		}
		catch (UnsupportedServerException ex) {
			assertThat(ex.requiredRelease()).isEqualTo(release);
			assertThat(ex).hasMessageContaining(release);
			return Outcome.REFUSED;
		}
		rest.accept(result);
		return Outcome.WORKS;
	}

}
