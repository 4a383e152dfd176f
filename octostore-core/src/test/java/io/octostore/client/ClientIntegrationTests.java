package io.octostore.client;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import io.octostore.ErrorCode;
import io.octostore.LockHeldException;
import io.octostore.LockNameRule;
import io.octostore.OctoStoreAuthenticationException;
import io.octostore.OctoStoreServerException;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The client and a server that speaks the protocol, here the in-process one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClientIntegrationTests {

	private static final Duration TTL = Duration.ofSeconds(30);

	private TestServer server;

	private OctoStoreClient alice;

	private OctoStoreClient bob;

	private String lock;

	TestServer startServer() {
		return TestServer.embedded();
	}

	@BeforeAll
	void start() {
		this.server = startServer();
	}

	@AfterAll
	void stop() {
		this.server.close();
	}

	@BeforeEach
	void buildClients() {
		this.alice = client(TestServer.ALICE);
		this.bob = client(TestServer.BOB);
		this.lock = "test-" + UUID.randomUUID();
	}

	@AfterEach
	void closeClients() {
		this.alice.close();
		this.bob.close();
	}

	private OctoStoreClient client(String token) {
		return OctoStoreClient.builder()
			.baseUrl(this.server.baseUrl())
			.token(token)
			.lockNameRule(LockNameRule.HIERARCHICAL)
			.build();
	}

	private static void assertRefused(ErrorCode code, Runnable call) {
		assertThatExceptionOfType(OctoStoreServerException.class).isThrownBy(call::run)
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(code))
			.satisfies((ex) -> assertThat(ex.requestId()).isPresent());
	}

	@Test
	void theLifeOfALock() {
		try (OctoStoreClient client = client(TestServer.ALICE)) {
			AcquireResult.Acquired acquired = client
				.acquireLock(AcquireRequest.of(this.lock, TTL).withMetadata("build 7 \"\ud83d\udc19\""));
			assertThat(acquired.metadata()).contains("build 7 \"\ud83d\udc19\"");
			assertThat(acquired.renewAfter()).hasValueSatisfying(
					(advice) -> assertThat(advice).isBetween(Duration.ofSeconds(13), Duration.ofSeconds(15)));
			assertThat(client.getLockStatus(this.lock)).satisfies((status) -> {
				assertThat(status.isHeld()).isTrue();
				assertThat(status.fencingToken()).isEqualTo(acquired.fencingToken());
				assertThat(status.expiresAt()).contains(acquired.expiresAt());
			});
			assertThat(client.renewLock(this.lock, acquired.leaseId(), Duration.ofSeconds(60)).expiresAt())
				.isAfter(acquired.expiresAt());
			client.releaseLock(this.lock, acquired.leaseId());
			assertThat(client.getLockStatus(this.lock).isHeld()).isFalse();
			assertRefused(ErrorCode.LEASE_NOT_CURRENT, () -> client.releaseLock(this.lock, acquired.leaseId()));
			assertRefused(ErrorCode.LEASE_NOT_CURRENT, () -> client.renewLock(this.lock, acquired.leaseId(), TTL));
			AcquireResult.Acquired next = client.acquireLock(this.lock, TTL);
			assertThat(next.fencingToken()).isGreaterThan(acquired.fencingToken());
			assertThat(next.leaseId()).isNotEqualTo(acquired.leaseId());
			client.releaseLock(this.lock, next.leaseId());
		}
	}

	@Test
	void theSameUserGetsTheSameLeaseAndAnotherUserNone() {
		AcquireResult.Acquired first = this.alice.acquireLock(this.lock, TTL);
		AcquireResult.Acquired again = this.alice.acquireLock(this.lock, TTL);
		assertThat(again.leaseId()).isEqualTo(first.leaseId());
		assertThatExceptionOfType(LockHeldException.class).isThrownBy(() -> this.bob.acquireLock(this.lock, TTL))
			.satisfies((ex) -> {
				assertThat(ex.holder()).isEqualTo(this.alice.getLockStatus(this.lock).holderId());
				assertThat(ex.retryAfter()).hasValueSatisfying(
						(advice) -> assertThat(advice).isBetween(Duration.ofSeconds(25), Duration.ofSeconds(30)));
			});
		assertRefused(ErrorCode.LEASE_NOT_CURRENT, () -> this.bob.releaseLock(this.lock, first.leaseId()));
		this.alice.releaseLock(this.lock, first.leaseId());
	}

	@Test
	void sessionsOfOneUserExcludeEachOther() {
		List<Session> sessions = IntStream.range(0, 8).mapToObj((index) -> this.alice.createSession(TTL)).toList();
		List<CompletableFuture<AcquireResult>> attempts = sessions.stream()
			.map((session) -> this.alice.reactive()
				.tryAcquireLock(AcquireRequest.of(this.lock, TTL).withEphemeralSession(session.id()))
				.toFuture())
			.toList();
		List<AcquireResult> results = attempts.stream().map(CompletableFuture::join).toList();
		assertThat(results).filteredOn(AcquireResult.Acquired.class::isInstance).hasSize(1);
		assertThat(results).filteredOn(AcquireResult.Held.class::isInstance).hasSize(7);
		sessions.forEach((session) -> this.alice.deleteSession(session.id()));
		assertThat(this.bob.getLockStatus(this.lock).isHeld()).isFalse();
	}

	@Test
	void theLifeOfASession() {
		Session session = this.alice.createSession(Duration.ofSeconds(15));
		assertThat(session.effectiveTtl()).isEqualTo(Duration.ofSeconds(15));
		assertThat(session.keepaliveInterval()).isEqualTo(Duration.ofSeconds(7));
		this.alice.acquireLock(AcquireRequest.of(this.lock, TTL).withEphemeralSession(session.id()));
		assertThat(this.alice.keepSessionAlive(session.id()).expiresAt()).isAfterOrEqualTo(session.expiresAt());
		SessionInfo info = this.alice.getSession(session.id());
		assertThat(info.isActive()).isTrue();
		assertThat(info.lockCount()).isEqualTo(1);
		assertRefused(ErrorCode.NOT_FOUND, () -> this.bob.keepSessionAlive(session.id()));
		this.alice.deleteSession(session.id());
		assertRefused(ErrorCode.NOT_FOUND, () -> this.alice.deleteSession(session.id()));
		assertRefused(ErrorCode.NOT_FOUND, () -> this.alice.getSession(session.id()));
		assertRefused(ErrorCode.NOT_FOUND,
				() -> this.alice.acquireLock(AcquireRequest.of(this.lock, TTL).withEphemeralSession(session.id())));
	}

	@Test
	void aNamedSessionDoesNotHoldTheLock() {
		Session session = this.alice.createSession(TTL);
		AcquireResult.Acquired acquired = this.alice
			.acquireLock(AcquireRequest.of(this.lock, TTL).withSession(session.id()));
		this.alice.deleteSession(session.id());
		assertThat(this.alice.getLockStatus(this.lock).isHeld()).isTrue();
		this.alice.releaseLock(this.lock, acquired.leaseId());
	}

	@Test
	void aLockDelayKeepsEverybodyOut() {
		AcquireResult.Acquired acquired = this.alice
			.acquireLock(AcquireRequest.of(this.lock, TTL).withLockDelay(Duration.ofSeconds(20)));
		this.alice.releaseLock(this.lock, acquired.leaseId());
		assertThat(this.alice.tryAcquireLock(this.lock, TTL)).isInstanceOfSatisfying(AcquireResult.Delayed.class,
				(delayed) -> {
					assertThat(delayed.lockDelay()).isEqualTo(Duration.ofSeconds(20));
					assertThat(delayed.retryAfter()).hasValueSatisfying(
							(advice) -> assertThat(advice).isBetween(Duration.ofSeconds(15), Duration.ofSeconds(20)));
				});
	}

	@Test
	void hierarchicalNamesAreOneSegment() {
		String name = "équipe/" + this.lock + "/a_b";
		AcquireResult.Acquired acquired = this.alice.acquireLock(name, TTL);
		assertThat(this.alice.getLockStatus(name).isHeld()).isTrue();
		assertThat(this.alice.listLocks("équipe/" + this.lock).locks()).singleElement()
			.satisfies((entry) -> assertThat(entry.name()).isEqualTo(name));
		this.alice.releaseLock(name, acquired.leaseId());
	}

	@Test
	void listsLocksOfAllUsers() {
		AcquireResult.Acquired acquired = this.alice.acquireLock(this.lock, TTL);
		LockList list = this.bob.listLocks(this.lock);
		assertThat(list.isOwnLocksOnly()).isFalse();
		assertThat(list.prefix()).contains(this.lock);
		assertThat(list.locks()).singleElement().satisfies((entry) -> {
			assertThat(entry.fencingToken()).isEqualTo(acquired.fencingToken());
			assertThat(entry.leaseId()).isEmpty();
		});
		assertThat(this.bob.listLocks().locks()).extracting(UserLock::name).contains(this.lock);
		this.alice.releaseLock(this.lock, acquired.leaseId());
	}

	@Test
	void healthAndStatusNeedNoToken() {
		try (OctoStoreClient anonymous = OctoStoreClient.withoutAuthentication(this.server.baseUrl())) {
			assertThat(anonymous.health().isOk()).isTrue();
			assertThat(anonymous.status().status()).isEqualTo("ok");
			assertThat(anonymous.serverVersion()).isEqualTo(new ServerVersion(0, 14, 4));
		}
	}

	@Test
	void aCopyWithAnotherTokenIsAnotherUser() {
		OctoStoreClient copy = this.alice.withToken(TestServer.BOB);
		AcquireResult.Acquired acquired = copy.acquireLock(this.lock, TTL);
		assertThat(this.alice.tryAcquireLock(this.lock, TTL)).isInstanceOf(AcquireResult.Held.class);
		assertThat(this.bob.acquireLock(this.lock, TTL).leaseId()).isEqualTo(acquired.leaseId());
		copy.releaseLock(this.lock, acquired.leaseId());
	}

	@Test
	void anUnknownTokenIsRefused() {
		try (OctoStoreClient stranger = client("no-such-token")) {
			assertThatExceptionOfType(OctoStoreAuthenticationException.class)
				.isThrownBy(() -> stranger.acquireLock(this.lock, TTL))
				.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ErrorCode.AUTHENTICATION_FAILED));
		}
	}

	@Test
	void reservedNamesAreRefused() {
		assertThatExceptionOfType(OctoStoreAuthenticationException.class)
			.isThrownBy(() -> this.alice.acquireLock("__election/x", TTL))
			.satisfies((ex) -> assertThat(ex.code()).isEqualTo(ErrorCode.FORBIDDEN));
	}

	@Test
	void anUnknownCharacterIsTheServersToJudge() {
		assertRefused(ErrorCode.INVALID_LOCK_NAME, () -> this.alice.acquireLock("a\u0301", TTL));
	}

	@Test
	void rotationKeepsLocksAndSessions() {
		try (TestServer own = startServer();
				OctoStoreClient client = OctoStoreClient.create(own.baseUrl(), TestServer.ALICE);
				OctoStoreClient left = OctoStoreClient.create(own.baseUrl(), TestServer.ALICE)) {
			Session session = client.createSession(TTL);
			AcquireResult.Acquired acquired = client.acquireLock(this.lock, TTL);
			TokenInfo token = client.rotateToken();
			assertThat(token.token()).hasSizeGreaterThan(40);
			client.keepSessionAlive(session.id());
			client.releaseLock(this.lock, acquired.leaseId());
			assertThatExceptionOfType(OctoStoreAuthenticationException.class).isThrownBy(() -> left.listLocks());
		}
	}

	@Test
	void aRotationUnderLoadIsNoticedByNobody() {
		try (TestServer own = startServer();
				OctoStoreClient client = OctoStoreClient.create(own.baseUrl(), TestServer.ALICE)) {
			List<CompletableFuture<?>> calls = new java.util.ArrayList<>();
			for (int count = 0; count < 40; count++) {
				calls.add(client.reactive().getLockStatus("job-" + count).toFuture());
				if (count == 10) {
					calls.add(client.reactive().rotateToken().toFuture());
				}
			}
			assertThat(CompletableFuture.allOf(calls.toArray(CompletableFuture[]::new)))
				.succeedsWithin(Duration.ofSeconds(10));
		}
	}

	@Test
	void anAccessListKeepsOthersOutAndStays() {
		AcquireResult.Acquired acquired = this.alice.acquireLock(
				AcquireRequest.of(this.lock, TTL).withAcl(LockAcl.ofUsers("Alice").withToken(TestServer.ALICE)));
		LockAclInfo stored = new LockAclInfo(List.of("alice"), 1);
		assertThat(this.alice.getLockStatus(this.lock).acl()).contains(stored);
		assertRefused(ErrorCode.FORBIDDEN, () -> this.bob.tryAcquireLock(this.lock, TTL));
		assertRefused(ErrorCode.FORBIDDEN, () -> this.bob.setLockAcl(this.lock, LockAcl.ofUsers("bob")));
		assertRefused(ErrorCode.CONFLICT, () -> this.alice
			.tryAcquireLock(AcquireRequest.of(this.lock, TTL).withAcl(LockAcl.ofUsers("alice", "bob"))));
		LockAclInfo both = this.alice.setLockAcl(this.lock, LockAcl.ofUsers("alice", "bob"));
		assertThat(both).isEqualTo(new LockAclInfo(List.of("alice", "bob"), 0));
		this.alice.releaseLock(this.lock, acquired.leaseId());
		AcquireResult.Acquired second = this.bob.acquireLock(this.lock, TTL);
		this.bob.releaseLock(this.lock, second.leaseId());
		assertThat(this.alice.getLockStatus(this.lock).acl()).contains(both);
		assertRefused(ErrorCode.NOT_FOUND, () -> this.alice.setLockAcl("never-" + this.lock, LockAcl.ofUsers("alice")));
	}

	@Test
	void anAccessListWithoutTheCallerIsRefusedAndNotStored() {
		assertRefused(ErrorCode.FORBIDDEN,
				() -> this.alice.tryAcquireLock(AcquireRequest.of(this.lock, TTL).withAcl(LockAcl.ofUsers("bob"))));
		assertThat(this.alice.getLockStatus(this.lock).acl()).isEmpty();
	}

	@Test
	void webhooksAreCreatedListedAndDeleted() {
		Webhook webhook = this.alice.webhooks()
			.create(WebhookRequest.of("https://hooks.example.org")
				.withSecret("s3cr3t")
				.withEvents(LockEvent.Type.ACQUIRED, LockEvent.Type.EXPIRED)
				.withLockPattern("jobs/*"));
		assertThat(webhook.signed()).isTrue();
		assertThat(webhook.active()).isTrue();
		assertThat(webhook.url()).hasToString("https://hooks.example.org/");
		assertThat(webhook.events()).containsExactlyInAnyOrder(LockEvent.Type.ACQUIRED, LockEvent.Type.EXPIRED);
		assertThat(webhook.lockPattern()).contains("jobs/*");
		Webhook all = this.alice.webhooks().create(WebhookRequest.of("https://hooks.example.org/all"));
		assertThat(all.signed()).isFalse();
		assertThat(all.events()).containsExactlyInAnyOrder(LockEvent.Type.values());
		assertThat(this.alice.webhooks().list()).containsExactlyInAnyOrder(webhook, all);
		assertThat(this.bob.webhooks().list()).isEmpty();
		assertRefused(ErrorCode.NOT_FOUND, () -> this.bob.webhooks().delete(webhook.id()));
		assertRefused(ErrorCode.INVALID_INPUT,
				() -> this.alice.webhooks().create(WebhookRequest.of("https://127.0.0.1/hook")));
		this.alice.webhooks().delete(all.id());
		this.alice.webhooks().delete(webhook.id());
		assertRefused(ErrorCode.NOT_FOUND, () -> this.alice.webhooks().delete(webhook.id()));
		assertThat(this.alice.webhooks().list()).isEmpty();
	}

	@Test
	void theAdministratorSeesLocksUsersAndFigures() {
		AcquireResult.Acquired acquired = this.alice
			.acquireLock(AcquireRequest.of(this.lock, TTL).withMetadata("here"));
		try (OctoStoreClient admin = admin(TestServer.ADMIN_KEY)) {
			AdminStatus status = admin.admin().status();
			assertThat(status.healthy()).isTrue();
			assertThat(status.users()).extracting(AdminStatus.User::username).contains("alice", "bob");
			assertThat(status.locks()).filteredOn((held) -> held.name().equals(this.lock))
				.singleElement()
				.satisfies((held) -> {
					assertThat(held.holderUsername()).isEqualTo("alice");
					assertThat(held.fencingToken()).isEqualTo(acquired.fencingToken());
					assertThat(held.metadata()).contains("here");
					assertThat(held.remaining()).isLessThanOrEqualTo(TTL);
				});
			ServerMetrics metrics = admin.admin().metrics();
			assertThat(metrics.endpoints()).containsOnlyKeys("acquire", "release", "renew", "status", "list", "auth",
					"election");
			assertThat(metrics.endpoints().get("acquire").count()).isPositive();
			assertThat(metrics.totalRequests()).isPositive();
			for (TimeSeries.Window window : TimeSeries.Window.values()) {
				assertThat(admin.admin().timeSeries(window).window()).isEqualTo(window);
			}
			assertThat(admin.admin().setLockAcl("free-" + this.lock, LockAcl.ofUsers("alice")).users())
				.containsExactly("alice");
		}
		this.alice.releaseLock(this.lock, acquired.leaseId());
	}

	private OctoStoreClient admin(String key) {
		return OctoStoreClient.builder().baseUrl(this.server.baseUrl()).adminKey(key).build();
	}

	@Test
	void aWrongAdminKeyIsRefused() {
		try (OctoStoreClient stranger = admin("no-such-key")) {
			assertThatExceptionOfType(OctoStoreAuthenticationException.class)
				.isThrownBy(() -> stranger.admin().metrics())
				.withMessageContaining("admin key");
		}
	}

	@Test
	void theReactiveClientDoesTheSame() {
		ReactiveOctoStoreClient reactive = this.alice.reactive();
		assertThat(reactive.serverVersion().block()).isEqualTo(this.alice.serverVersion());
		AcquireResult.Acquired acquired = this.alice.acquireLock(this.lock, TTL);
		assertThat(reactive.setLockAcl(this.lock, LockAcl.ofUsers("alice")).block())
			.isEqualTo(new LockAclInfo(List.of("alice"), 0));
		this.alice.releaseLock(this.lock, acquired.leaseId());
		Webhook webhook = reactive.webhooks().create(WebhookRequest.of("https://hooks.example.org")).block();
		assertThat(webhook).isNotNull();
		assertThat(reactive.webhooks().list().block()).contains(webhook);
		reactive.webhooks().delete(webhook.id()).block();
		assertThat(this.alice.webhooks().list()).doesNotContain(webhook);
		try (OctoStoreClient admin = admin(TestServer.ADMIN_KEY)) {
			ReactiveAdminClient calls = admin.reactive().admin();
			assertThat(calls.status().block()).satisfies((status) -> assertThat(status.healthy()).isTrue());
			assertThat(calls.metrics().block())
				.satisfies((metrics) -> assertThat(metrics.totalRequests()).isPositive());
			assertThat(calls.timeSeries(TimeSeries.Window.DAY).block())
				.satisfies((series) -> assertThat(series.window()).isEqualTo(TimeSeries.Window.DAY));
			assertThat(calls.setLockAcl(this.lock, LockAcl.ofUsers("bob")).block())
				.isEqualTo(new LockAclInfo(List.of("bob"), 0));
		}
		assertRefused(ErrorCode.NOT_FOUND, () -> reactive.register("dave").block());
		assertRefused(ErrorCode.NOT_FOUND, () -> reactive.register("dave", "team").block());
	}

	TestServer startRegisteringServer() {
		return TestServer.registering();
	}

	@Test
	void registersUsersWithAndWithoutANamespace() {
		try (TestServer own = startRegisteringServer();
				OctoStoreClient anybody = OctoStoreClient.withoutAuthentication(own.baseUrl())) {
			TokenInfo free = anybody.register("ci_bot");
			assertThat(free.username()).contains("ci_bot");
			assertThat(free.namespace()).isEmpty();
			TokenInfo confined = anybody.register("carol", "team");
			assertThat(confined.namespace()).contains("team");
			assertRefused(ErrorCode.CONFLICT, () -> anybody.register("CAROL", "team"));
			try (OctoStoreClient carol = OctoStoreClient.create(own.baseUrl(), confined.token())) {
				carol.acquireLock("team.job", TTL);
				assertThatExceptionOfType(OctoStoreAuthenticationException.class)
					.isThrownBy(() -> carol.acquireLock("job", TTL))
					.withMessageContaining("octostore.lock.prefix=team");
			}
		}
		assertRefused(ErrorCode.NOT_FOUND, () -> this.alice.register("dave"));
	}

	private static LockUpdate next(Watch<LockUpdate> watch) {
		return watch.poll(Duration.ofSeconds(20)).orElseThrow();
	}

	@Test
	void aFollowedLockTellsItsStateAndItsChanges() {
		try (Watch<LockUpdate> watch = this.bob.followLock(this.lock)) {
			LockUpdate snapshot = next(watch);
			assertThat(snapshot.kind()).isEqualTo(LockUpdate.Kind.SNAPSHOT);
			assertThat(snapshot.event()).hasValueSatisfying((event) -> assertThat(event.type().isFree()).isTrue());
			AcquireResult.Acquired acquired = this.alice.acquireLock(this.lock, TTL);
			this.alice.renewLock(this.lock, acquired.leaseId(), TTL.plusSeconds(9));
			this.alice.releaseLock(this.lock, acquired.leaseId());
			assertThat(List.of(next(watch), next(watch), next(watch)))
				.extracting((update) -> update.event().orElseThrow().type())
				.containsExactly(LockEvent.Type.ACQUIRED, LockEvent.Type.RENEWED, LockEvent.Type.RELEASED);
			this.bob.reconnect();
			assertThat(next(watch).isGap()).isTrue();
			assertThat(next(watch).kind()).isEqualTo(LockUpdate.Kind.SNAPSHOT);
		}
	}

	@Test
	void aWatchedElectionTellsItsStates() {
		String room = this.alice.createElection().id();
		try (Watch<ElectionStatus> watch = this.alice.watchElection(room)) {
			assertThat(watch.next().leader()).isEmpty();
			this.alice.campaign(room, CampaignRequest.of("node-1", TTL));
			assertThat(watch.next().leader()).isPresent();
		}
	}

	@Test
	void aReservedNameCannotBeFollowed() {
		try (Watch<LockUpdate> watch = this.alice.followLock("__election/" + this.lock)) {
			assertThatExceptionOfType(OctoStoreAuthenticationException.class).isThrownBy(watch::hasNext);
		}
	}

}
