package io.octostore.etcd;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.octostore.HolderInfo;
import io.octostore.LossReason;
import io.octostore.OctoStoreAuthenticationException;
import io.octostore.OctoStoreException;
import io.octostore.UnsupportedServerException;
import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.Attempt;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.authority.EndAnswer;
import io.octostore.authority.LeaseId;
import io.octostore.authority.LockAuthority;
import io.octostore.authority.SessionAnswer;
import io.octostore.authority.SessionId;
import io.octostore.authority.WatchSignal;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is asked of etcd's gateway, and what each of its answers proves.
 */
class EtcdAuthorityTests {

	private static final Duration SESSION = Duration.ofSeconds(30);

	private static final Duration LOCK = Duration.ofSeconds(60);

	private static final Attempt ATTEMPT = new Attempt(Duration.ofSeconds(6), false);

	/** For what does not end before its time is over. */
	private static final Attempt SHORT = new Attempt(Duration.ofMillis(900), false);

	private static final LeaseId LEASE = new LeaseId("7");

	private static final String MARK = FakeGateway.keyValue(3, 1, FakeGateway.LEASE, "{}");

	private final List<AutoCloseable> resources = new ArrayList<>();

	private final FakeGateway gateway = gateway();

	private final EtcdAuthority authority = authority(EtcdAuthority.builder().endpoints(this.gateway.url()));

	private FakeGateway gateway() {
		FakeGateway created = new FakeGateway();
		this.resources.add(created);
		return created;
	}

	private EtcdAuthority authority(EtcdAuthorityBuilder builder) {
		EtcdAuthority created = builder.build();
		this.resources.add(created);
		return created;
	}

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable resource : this.resources) {
			resource.close();
		}
	}

	private static <T> T answer(Consumer<Consumer<? super T>> exchange) {
		CompletableFuture<T> answer = new CompletableFuture<>();
		exchange.accept(answer::complete);
		return answer.orTimeout(30, TimeUnit.SECONDS).join();
	}

	private SessionAnswer create(EtcdAuthority through, Attempt attempt) {
		return answer((answer) -> through.createSession(SESSION, attempt, answer));
	}

	private SessionId session() {
		return session(this.authority, this.gateway);
	}

	private SessionId session(EtcdAuthority through, FakeGateway member) {
		member.answer(FakeGateway.TRANSACTION, FakeGateway.succeeded(3));
		SessionAnswer created = create(through, ATTEMPT);
		assertThat(created).isEqualTo(
				new SessionAnswer.Created(new SessionId(Long.toString(FakeGateway.LEASE)), Duration.ofSeconds(30)));
		return ((SessionAnswer.Created) created).id();
	}

	private AcquireAnswer acquire(SessionId session, Attempt attempt) {
		return answer((answer) -> this.authority.acquire("a", LOCK, session, attempt, answer));
	}

	private ConfirmAnswer keepAlive(SessionId session) {
		return answer((answer) -> this.authority.keepAlive(session, ATTEMPT, answer));
	}

	private ConfirmAnswer renew() {
		return answer((answer) -> this.authority.renew("a", LEASE, LOCK, ATTEMPT, answer));
	}

	private ConfirmAnswer shorten() {
		return answer((answer) -> this.authority.shorten("a", LEASE, Duration.ofSeconds(3), ATTEMPT, answer));
	}

	private EndAnswer release() {
		return answer((answer) -> this.authority.release("a", LEASE, ATTEMPT, answer));
	}

	private EndAnswer end(SessionId session) {
		return answer((answer) -> this.authority.endSession(session, ATTEMPT, answer));
	}

	private static ResponseDefinitionBuilder late(String body) {
		return FakeGateway.json(200, body).withFixedDelay(10_000);
	}

	@Test
	void aSessionIsALeaseWithAKeyOfItsOwn() {
		session();
		assertThat(this.gateway.bodies(FakeGateway.GRANT)).containsExactly("{\"TTL\":\"30\"}");
		assertThat(this.gateway.bodies(FakeGateway.TRANSACTION)).singleElement()
			.asString()
			.contains("\"compare\":[{\"key\":\"" + sessionKey() + "\",\"target\":\"VERSION\",\"result\":\"EQUAL\","
					+ "\"version\":\"0\"}]")
			.contains("\"lease\":\"" + FakeGateway.LEASE + "\"");
	}

	private static String sessionKey() {
		return Keys.encode("/octostore/sessions/" + Long.toHexString(FakeGateway.LEASE));
	}

	@Test
	void aLockIsAKeyThatIsCreatedOnceAndHangsOnTheLease() {
		SessionId session = session();
		this.gateway.answer(FakeGateway.TRANSACTION, FakeGateway.succeeded(12));
		assertThat(acquire(session, ATTEMPT)).isEqualTo(new AcquireAnswer.Granted(new LeaseId("12"), 12));
		String lock = Keys.encode("/octostore/locks/a");
		assertThat(this.gateway.bodies(FakeGateway.TRANSACTION).get(1))
			.contains("{\"key\":\"" + lock + "\",\"target\":\"CREATE\",\"result\":\"EQUAL\",\"create_revision\":\"0\"}")
			.contains(
					"{\"key\":\"" + sessionKey() + "\",\"target\":\"VERSION\",\"result\":\"EQUAL\",\"version\":\"1\"}")
			.contains("\"request_put\":{\"key\":\"" + lock + "\"");
	}

	@Test
	void takesTheTtlThatEtcdHasChosen() {
		this.gateway.answer(FakeGateway.GRANT, FakeGateway.success("\"ID\":\"5\",\"TTL\":\"45\""));
		this.gateway.answer(FakeGateway.TRANSACTION, FakeGateway.succeeded(3));
		assertThat(create(this.authority, ATTEMPT))
			.isEqualTo(new SessionAnswer.Created(new SessionId("5"), Duration.ofSeconds(45)));
	}

	@Test
	void aKeyOfTheSameLeaseIsTheSameGrantAgain() {
		SessionId session = session();
		this.gateway.answer(FakeGateway.TRANSACTION,
				FakeGateway.failed(FakeGateway.keyValue(12, 1, FakeGateway.LEASE, "{}"), MARK));
		assertThat(acquire(session, ATTEMPT)).isEqualTo(new AcquireAnswer.Granted(new LeaseId("12"), 12));
	}

	@Test
	void aKeyOfAnotherLeaseIsHeld() {
		SessionId session = session();
		String value = "{\"holder\":\"h1\",\"metadata\":\"billing@host\"}";
		this.gateway.answer(FakeGateway.TRANSACTION, FakeGateway.failed(FakeGateway.keyValue(12, 1, 4, value), MARK));
		assertThat(acquire(session, ATTEMPT))
			.isEqualTo(new AcquireAnswer.Held(HolderInfo.unknown().withHolder("h1").withMetadata("billing@host")));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "x", "[]", "{\"holder\":3}" })
	void aKeyWithAForeignValueIsHeldToo(String value) {
		SessionId session = session();
		this.gateway.answer(FakeGateway.TRANSACTION, FakeGateway.failed(FakeGateway.keyValue(12, 1, 4, value), MARK));
		assertThat(acquire(session, ATTEMPT)).isEqualTo(new AcquireAnswer.Held(HolderInfo.unknown()));
	}

	@Test
	void storesNoLeaseIdInAValue() {
		SessionId session = session();
		acquire(session, ATTEMPT);
		assertThat(this.gateway.bodies(FakeGateway.TRANSACTION)).allSatisfy((body) -> {
			String value = Keys.decode(body.replaceAll(".*\"value\":\"([^\"]*)\".*", "$1"));
			assertThat(value).startsWith("{\"holder\":\"")
				.doesNotContain(session.value())
				.doesNotContain(Long.toHexString(FakeGateway.LEASE));
		});
	}

	@Test
	void withoutTheKeyOfTheSessionTheSessionIsGone() {
		SessionId session = session();
		this.gateway.answer(FakeGateway.TRANSACTION, FakeGateway.failed("", ""));
		assertThat(acquire(session, ATTEMPT)).isEqualTo(new AcquireAnswer.SessionGone(LossReason.SESSION_EXPIRED));
	}

	@Test
	void aFreeLockIsAskedForAgainIfTheVersionOfTheSessionHasChanged() {
		SessionId session = session();
		this.gateway.answers(FakeGateway.TRANSACTION,
				FakeGateway.json(200, FakeGateway.failed("", FakeGateway.keyValue(3, 4, FakeGateway.LEASE, "{}"))),
				FakeGateway.json(200, FakeGateway.succeeded(12)));
		assertThat(acquire(session, ATTEMPT)).isEqualTo(new AcquireAnswer.Granted(new LeaseId("12"), 12));
		assertThat(this.gateway.bodies(FakeGateway.TRANSACTION).get(2)).contains("\"version\":\"4\"");
	}

	@Test
	void aRenewalComparesTheRevision() {
		this.gateway.answer(FakeGateway.RANGE,
				FakeGateway.success(FakeGateway.found(FakeGateway.keyValue(7, 1, 1, ""))));
		assertThat(renew()).isInstanceOf(ConfirmAnswer.Confirmed.class);
		this.gateway.answer(FakeGateway.RANGE,
				FakeGateway.success(FakeGateway.found(FakeGateway.keyValue(8, 1, 1, ""))));
		assertThat(renew()).isEqualTo(new ConfirmAnswer.Gone(LossReason.LEASE_NOT_CURRENT));
		this.gateway.answer(FakeGateway.RANGE, FakeGateway.success(""));
		assertThat(renew()).isEqualTo(new ConfirmAnswer.Gone(LossReason.LEASE_NOT_CURRENT));
	}

	@Test
	void aLockThatIsHeldBackHangsOnAShorterLeaseOfItsOwn() {
		this.gateway.answer(FakeGateway.GRANT, FakeGateway.success("\"ID\":\"55\",\"TTL\":\"3\""));
		this.gateway.answer(FakeGateway.TRANSACTION, FakeGateway.succeeded(20));
		assertThat(shorten()).isInstanceOf(ConfirmAnswer.Confirmed.class);
		assertThat(this.gateway.bodies(FakeGateway.GRANT)).containsExactly("{\"TTL\":\"3\"}");
		assertThat(this.gateway.bodies(FakeGateway.TRANSACTION)).singleElement()
			.asString()
			.contains("\"create_revision\":\"7\"")
			.contains("\"request_put\":{\"key\":\"" + Keys.encode("/octostore/locks/a")
					+ "\",\"lease\":\"55\",\"ignore_value\":true}");
	}

	@Test
	void aLockThatIsHeldBackIsGoneIfItsKeyIsNotTheOneOfTheGrant() {
		this.gateway.answer(FakeGateway.TRANSACTION, FakeGateway.failed(FakeGateway.keyValue(8, 1, 1, "")));
		assertThat(shorten()).isEqualTo(new ConfirmAnswer.Gone(LossReason.LEASE_NOT_CURRENT));
		this.gateway.answer(FakeGateway.TRANSACTION, FakeGateway.refusal(404, 5, "requested lease not found"));
		assertThat(shorten()).isInstanceOf(ConfirmAnswer.Uncertain.class);
	}

	@Test
	void aReleaseDeletesTheKeyOfItsRevision() {
		this.gateway.answer(FakeGateway.TRANSACTION, FakeGateway.succeeded(20));
		assertThat(release()).isInstanceOf(EndAnswer.Ended.class);
		assertThat(this.gateway.bodies(FakeGateway.TRANSACTION)).singleElement()
			.asString()
			.contains("\"create_revision\":\"7\"")
			.contains("\"request_delete_range\"");
		this.gateway.answer(FakeGateway.TRANSACTION, FakeGateway.failed());
		assertThat(release()).isInstanceOf(EndAnswer.AlreadyGone.class);
	}

	@Test
	void theEndOfASessionRevokesItsLease() {
		SessionId session = session();
		this.gateway.answer(FakeGateway.REVOKE, FakeGateway.success(""));
		assertThat(end(session)).isInstanceOf(EndAnswer.Ended.class);
		assertThat(this.gateway.bodies(FakeGateway.REVOKE)).containsExactly("{\"ID\":\"" + FakeGateway.LEASE + "\"}");
		this.gateway.answer(FakeGateway.REVOKE, FakeGateway.refusal(404, 5, "requested lease not found"));
		assertThat(end(session)).isInstanceOf(EndAnswer.AlreadyGone.class);
	}

	@Test
	void countsKeysOfLocksOnly() {
		SessionId session = session();
		this.gateway.answer("/v3/lease/timetolive", FakeGateway.success("\"ID\":\"1\",\"TTL\":\"9\",\"keys\":[\""
				+ sessionKey() + "\",\"" + Keys.encode("/octostore/locks/a") + "\"]"));
		OptionalInt count = answer((answer) -> this.authority.countLocks(session, ATTEMPT, answer));
		assertThat(count).hasValue(1);
	}

	private void keepalive(String members, long term, String range) {
		this.gateway.answer(FakeGateway.KEEP_ALIVE, FakeGateway.streamed(FakeGateway.success(7, term, members)));
		this.gateway.answer(FakeGateway.RANGE, FakeGateway.success(7, 2, range));
	}

	@Test
	void aKeepaliveCountsTogetherWithAReadOfTheKey() {
		SessionId session = session();
		keepalive("\"ID\":\"1\",\"TTL\":\"30\"", 2, FakeGateway.found(MARK));
		assertThat(keepAlive(session)).isInstanceOf(ConfirmAnswer.Confirmed.class);
		assertThat(this.gateway.bodies(FakeGateway.RANGE)).containsExactly("{\"key\":\"" + sessionKey() + "\"}");
	}

	@Test
	void aKeepaliveOfASessionWithoutItsKeyIsProofOfTheEnd() {
		SessionId session = session();
		keepalive("\"ID\":\"1\",\"TTL\":\"30\"", 2, "");
		assertThat(keepAlive(session)).isEqualTo(new ConfirmAnswer.Gone(LossReason.SESSION_EXPIRED));
	}

	@Test
	void aKeepaliveThatEtcdDoesNotConfirmIsNoProofAsLongAsTheKeyIsThere() {
		SessionId session = session();
		keepalive("\"ID\":\"1\"", 2, FakeGateway.found(MARK));
		assertThat(keepAlive(session)).isInstanceOf(ConfirmAnswer.Uncertain.class);
	}

	@Test
	void aKeepaliveIsRepeatedIfTheLeaderHasChangedBeforeTheRead() {
		SessionId session = session();
		String kept = "\"ID\":\"1\",\"TTL\":\"30\"";
		this.gateway.answers(FakeGateway.KEEP_ALIVE,
				FakeGateway.json(200, FakeGateway.streamed(FakeGateway.success(7, 1, kept))),
				FakeGateway.json(200, FakeGateway.streamed(FakeGateway.success(7, 2, kept))));
		this.gateway.answer(FakeGateway.RANGE, FakeGateway.success(7, 2, FakeGateway.found(MARK)));
		assertThat(keepAlive(session)).isInstanceOf(ConfirmAnswer.Confirmed.class);
		assertThat(this.gateway.bodies(FakeGateway.KEEP_ALIVE)).hasSize(2);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			503 | 14 | no leader
			503 | 14 | request timed out
			503 | 14 | leader changed
			503 | 14 | server stopped
			500 | 15 | corrupt cluster
			""")
	void temporaryRefusalsProveNothing(int status, int code, String reason) {
		SessionId session = session();
		for (String path : List.of(FakeGateway.GRANT, FakeGateway.KEEP_ALIVE, FakeGateway.TRANSACTION,
				FakeGateway.RANGE, FakeGateway.REVOKE)) {
			this.gateway.answer(path, FakeGateway.refusal(status, code, reason));
		}
		assertNothingIsProven(session, reason);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			404 | text/html | <html>gone</html>
			404 | application/json | {"code":5,"message":"Not Found"}
			404 | application/json | {"code":5,"message":"requested lease not found"}
			200 | text/html | <html>Log in</html>
			200 | application/json | {}
			200 | application/json | []
			200 | application/json | {"header":{}}
			204 | application/json | ''
			410 | application/json | {"message":"etcdserver"}
			502 | text/plain | bad gateway
			""")
	void foreignAnswersProveNothing(int status, String type, String body) {
		SessionId session = session();
		ResponseDefinitionBuilder answer = aResponse().withStatus(status)
			.withHeader("Content-Type", type)
			.withBody(body);
		for (String path : List.of(FakeGateway.GRANT, FakeGateway.KEEP_ALIVE, FakeGateway.TRANSACTION,
				FakeGateway.RANGE, FakeGateway.REVOKE)) {
			this.gateway.answer(path, answer);
		}
		assertNothingIsProven(session, "by something other than etcd at " + this.gateway.url());
	}

	@Test
	void aGatewayThatIsSwitchedOffIsNamed() {
		this.gateway.answer(FakeGateway.RANGE,
				aResponse().withStatus(404).withHeader("Content-Type", "text/plain").withBody("404 page not found"));
		assertThatExceptionOfType(OctoStoreException.class)
			.isThrownBy(() -> this.authority.check(Duration.ofMillis(600)))
			.withMessageContaining("--enable-grpc-gateway");
	}

	@Test
	void aGatewayThatDoesNotReachItsMemberProvesNothingAndIsNamed() {
		SessionId session = session();
		ResponseDefinitionBuilder answer = FakeGateway.json(503,
				"{\"code\":14,\"message\":\"write tcp 127.0.0.1:51986->127.0.0.1:2379: write: broken pipe\"}");
		for (String path : List.of(FakeGateway.GRANT, FakeGateway.KEEP_ALIVE, FakeGateway.TRANSACTION,
				FakeGateway.RANGE, FakeGateway.REVOKE)) {
			this.gateway.answer(path, answer);
		}
		assertNothingIsProven(session, "needs the extended key usage clientAuth, too");
	}

	@Test
	void brokenConnectionsProveNothing() {
		SessionId session = session();
		ResponseDefinitionBuilder answer = aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER);
		for (String path : List.of(FakeGateway.GRANT, FakeGateway.KEEP_ALIVE, FakeGateway.TRANSACTION,
				FakeGateway.RANGE, FakeGateway.REVOKE)) {
			this.gateway.answer(path, answer);
		}
		assertNothingIsProven(session, this.gateway.url());
	}

	private void assertNothingIsProven(SessionId session, String reason) {
		CompletableFuture<AcquireAnswer> acquired = new CompletableFuture<>();
		this.authority.acquire("a", LOCK, session, SHORT, acquired::complete);
		CompletableFuture<SessionAnswer> created = new CompletableFuture<>();
		this.authority.createSession(SESSION, SHORT, created::complete);
		CompletableFuture<ConfirmAnswer> kept = new CompletableFuture<>();
		this.authority.keepAlive(session, SHORT, kept::complete);
		CompletableFuture<ConfirmAnswer> renewed = new CompletableFuture<>();
		this.authority.renew("a", LEASE, LOCK, SHORT, renewed::complete);
		CompletableFuture<EndAnswer> released = new CompletableFuture<>();
		this.authority.release("a", LEASE, SHORT, released::complete);
		CompletableFuture<EndAnswer> ended = new CompletableFuture<>();
		this.authority.endSession(session, SHORT, ended::complete);
		assertThat(acquired.join()).isInstanceOfSatisfying(AcquireAnswer.Failed.class, (failed) -> {
			assertThat(failed.effectPossible()).isTrue();
			assertThat(failed.error()).hasMessageContaining(reason).hasMessageContaining("Acquire of lock 'a'");
		});
		assertThat(created.join()).isInstanceOf(SessionAnswer.Failed.class);
		assertThat(kept.join()).isInstanceOf(ConfirmAnswer.Uncertain.class);
		assertThat(renewed.join()).isInstanceOf(ConfirmAnswer.Uncertain.class);
		assertThat(released.join()).isInstanceOf(EndAnswer.Unknown.class);
		assertThat(ended.join()).isInstanceOf(EndAnswer.Unknown.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "too many requests", "mvcc: database space exceeded" })
	void somethingThatWasNotDoneIsNotDoneLater(String reason) {
		SessionId session = session();
		this.gateway.answer(FakeGateway.TRANSACTION, FakeGateway.refusal(429, 8, reason));
		assertThat(acquire(session, SHORT)).isInstanceOfSatisfying(AcquireAnswer.Failed.class,
				(failed) -> assertThat(failed.effectPossible()).isFalse());
	}

	@Test
	void anAcquireForALeaseThatIsNotThereProvesThatTheSessionIsGone() {
		SessionId session = session();
		this.gateway.answer(FakeGateway.TRANSACTION, FakeGateway.refusal(404, 5, "requested lease not found"));
		assertThat(acquire(session, ATTEMPT)).isEqualTo(new AcquireAnswer.SessionGone(LossReason.SESSION_EXPIRED));
	}

	@Test
	void readsTheErrorsOfOlderGateways() {
		SessionId session = session();
		this.gateway.answer(FakeGateway.REVOKE,
				FakeGateway.json(404, "{\"error\":\"etcdserver: requested lease not found\",\"code\":5,"
						+ "\"message\":\"etcdserver: requested lease not found\"}"));
		assertThat(end(session)).isInstanceOf(EndAnswer.AlreadyGone.class);
	}

	@Test
	void refusesWhatTheUserMayNotDo() {
		SessionId session = session();
		this.gateway.answer(FakeGateway.TRANSACTION, FakeGateway.refusal(403, 7, "permission denied"));
		assertThat(acquire(session, ATTEMPT)).isInstanceOfSatisfying(AcquireAnswer.Refused.class,
				(refused) -> assertThat(refused.error()).isInstanceOf(OctoStoreAuthenticationException.class)
					.hasMessageContaining("octostore.etcd.key-prefix"));
	}

	@Test
	void refusesAClusterThatWantsAUserIfThereIsNone() {
		this.gateway.answer(FakeGateway.GRANT, FakeGateway.refusal(400, 3, "user name is empty"));
		assertThat(create(this.authority, ATTEMPT)).isInstanceOfSatisfying(SessionAnswer.Refused.class,
				(refused) -> assertThat(refused.error()).hasMessageContaining("octostore.etcd.username"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "3.4.23", "3.4.38", "3.5.22", "3.6.0", "3.6.4", "2.3.8" })
	void refusesOlderReleases(String release) {
		this.gateway.release(release);
		assertThat(create(this.authority, ATTEMPT)).isInstanceOfSatisfying(SessionAnswer.Refused.class,
				(refused) -> assertThat(refused.error()).isInstanceOf(UnsupportedServerException.class)
					.hasMessageStartingWith("etcd at " + this.gateway.url() + " is release " + release
							+ ", but locks need 3.5.23 or newer of 3.5, or 3.6.5 or newer"));
		assertThat(this.gateway.bodies(FakeGateway.GRANT)).isEmpty();
	}

	@ParameterizedTest
	@CsvSource({ "3.4.45, 3.4 and older ones get no fixes any more", "3.5.22, older ones confirm keepalives",
			"3.6.4, older ones confirm keepalives" })
	void saysWhyAReleaseIsRefused(String release, String reason) {
		this.gateway.release(release);
		assertThat(create(this.authority, ATTEMPT)).isInstanceOfSatisfying(SessionAnswer.Refused.class,
				(refused) -> assertThat(refused.error()).hasMessageContaining(reason));
	}

	@ParameterizedTest
	@ValueSource(strings = { "3.5.23", "3.5.30", "3.6.5", "3.6.13", "3.7.0-rc.1", "4.0.0" })
	void takesNewerReleases(String release) {
		this.gateway.release(release);
		session();
	}

	@Test
	void asksForTheReleaseOfAMemberOnce() {
		session();
		session();
		assertThat(this.gateway.requests("/version")).hasSize(1);
	}

	@Test
	void asksForTheReleaseAgainAfterAConnectionHasFailed() {
		session();
		// The wire makes up for the first one
		this.gateway.answers(FakeGateway.GRANT, aResponse().withFault(Fault.EMPTY_RESPONSE),
				aResponse().withFault(Fault.EMPTY_RESPONSE),
				FakeGateway.json(200, FakeGateway.success("\"ID\":\"" + FakeGateway.LEASE + "\",\"TTL\":\"30\"")));
		this.gateway.release("3.5.1");
		assertThat(create(this.authority, ATTEMPT)).isInstanceOf(SessionAnswer.Refused.class);
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "3", "newest" })
	void somethingWithoutAReleaseIsNotEtcd(String release) {
		this.gateway.release(release);
		assertThat(create(this.authority, SHORT)).isInstanceOfSatisfying(SessionAnswer.Failed.class,
				(failed) -> assertThat(failed.error()).hasMessageContaining("by something other than etcd"));
	}

	private EtcdAuthority authenticated() {
		return authority(EtcdAuthority.builder().endpoints(this.gateway.url()).user("locks", "pass-word"));
	}

	@Test
	void asksForATokenFirstAndSendsIt() {
		this.gateway.answer(FakeGateway.AUTHENTICATE, FakeGateway.success("\"token\":\"t.1\""));
		session(authenticated(), this.gateway);
		assertThat(this.gateway.bodies(FakeGateway.AUTHENTICATE))
			.containsExactly("{\"name\":\"locks\",\"password\":\"pass-word\"}");
		assertThat(this.gateway.requests(FakeGateway.GRANT)).singleElement()
			.satisfies((request) -> assertThat(request.getHeader("Authorization")).isEqualTo("t.1"));
	}

	@Test
	void asksForAnotherTokenWhenTheFirstOneIsRefused() {
		this.gateway.answers(FakeGateway.AUTHENTICATE, FakeGateway.json(200, FakeGateway.success("\"token\":\"t.1\"")),
				FakeGateway.json(200, FakeGateway.success("\"token\":\"t.2\"")));
		this.gateway.answers(FakeGateway.GRANT, FakeGateway.refusal(401, 16, "invalid auth token"),
				FakeGateway.json(200, FakeGateway.success("\"ID\":\"" + FakeGateway.LEASE + "\",\"TTL\":\"30\"")));
		session(authenticated(), this.gateway);
		assertThat(this.gateway.requests(FakeGateway.GRANT)).extracting((request) -> request.getHeader("Authorization"))
			.containsExactly("t.1", "t.2");
	}

	@Test
	void asksForAnotherTokenOnceOnly() {
		this.gateway.answer(FakeGateway.AUTHENTICATE, FakeGateway.success("\"token\":\"t.1\""));
		this.gateway.answer(FakeGateway.GRANT, FakeGateway.refusal(401, 16, "invalid auth token"));
		assertThat(create(authenticated(), ATTEMPT)).isInstanceOf(SessionAnswer.Failed.class);
		assertThat(this.gateway.requests(FakeGateway.GRANT)).hasSize(2);
	}

	@Test
	void refusesAWrongPasswordWithoutShowingIt() {
		this.gateway.answer(FakeGateway.AUTHENTICATE,
				FakeGateway.refusal(400, 3, "authentication failed, invalid user ID or password"));
		assertThat(create(authenticated(), ATTEMPT)).isInstanceOfSatisfying(SessionAnswer.Refused.class,
				(refused) -> assertThat(refused.error()).isInstanceOf(OctoStoreAuthenticationException.class)
					.hasMessageContaining("user 'locks'")
					.hasMessageNotContaining("pass-word"));
	}

	@Test
	void goesOnWithoutATokenWhereAuthenticationIsSwitchedOff() {
		this.gateway.answer(FakeGateway.AUTHENTICATE, FakeGateway.refusal(400, 9, "authentication is not enabled"));
		session(authenticated(), this.gateway);
		assertThat(this.gateway.requests(FakeGateway.GRANT)).singleElement()
			.satisfies((request) -> assertThat(request.getHeader("Authorization")).isNull());
	}

	@Test
	void asksForATokenWhenAuthenticationIsSwitchedOnMeanwhile() {
		this.gateway.answers(FakeGateway.AUTHENTICATE, FakeGateway.refusal(400, 9, "authentication is not enabled"),
				FakeGateway.json(200, FakeGateway.success("\"token\":\"t.1\"")));
		EtcdAuthority authenticated = authenticated();
		session(authenticated, this.gateway);
		this.gateway.answers(FakeGateway.GRANT, FakeGateway.refusal(400, 3, "user name is empty"),
				FakeGateway.json(200, FakeGateway.success("\"ID\":\"" + FakeGateway.LEASE + "\",\"TTL\":\"30\"")));
		session(authenticated, this.gateway);
		assertThat(this.gateway.requests(FakeGateway.GRANT)).extracting((request) -> request.getHeader("Authorization"))
			.containsExactly(null, null, "t.1");
	}

	@Test
	void believesNoAnswerOfAnotherCluster() {
		SessionId session = session();
		this.gateway.answer(FakeGateway.KEEP_ALIVE,
				FakeGateway.streamed(FakeGateway.success("\"ID\":\"1\",\"TTL\":\"30\"")));
		this.gateway.answer(FakeGateway.RANGE, FakeGateway.ofAnotherCluster(FakeGateway.success("")));
		this.gateway.answer(FakeGateway.TRANSACTION, FakeGateway.ofAnotherCluster(FakeGateway.succeeded(12)));
		assertNothingIsProven(session, "belongs to another cluster");
	}

	@Test
	void leavesAMemberOfAnotherCluster() {
		FakeGateway other = gateway();
		EtcdAuthority both = authority(EtcdAuthority.builder().endpoints(this.gateway.url(), other.url()));
		session(both, this.gateway);
		other.answer(FakeGateway.RANGE, FakeGateway.ofAnotherCluster(FakeGateway.success("")));
		this.gateway.answers(FakeGateway.RANGE, FakeGateway.refusal(503, 14, "no leader"),
				FakeGateway.json(200, FakeGateway.success("")));
		assertThat(both.check(Duration.ofSeconds(5)).endpoint()).isEqualTo(this.gateway.url());
		assertThat(other.requests(FakeGateway.RANGE)).isNotEmpty();
	}

	@Test
	void goesToAnotherEndpointWhenOneRefusesConnections() {
		FakeGateway gone = gateway();
		EtcdAuthority both = authority(EtcdAuthority.builder().endpoints(gone.url(), this.gateway.url()));
		gone.stop();
		session(both, this.gateway);
	}

	@Test
	void goesToAnotherEndpointWithinAnAttemptWhenOneIsSilent() {
		FakeGateway silent = gateway();
		silent.answer(FakeGateway.GRANT, late(""));
		silent.answer(FakeGateway.TRANSACTION, late(""));
		EtcdAuthority both = authority(EtcdAuthority.builder()
			.endpoints(silent.url(), this.gateway.url())
			.endpointTimeout(Duration.ofMillis(300)));
		session(both, this.gateway);
		assertThat(this.gateway.requests(FakeGateway.GRANT)).hasSize(1);
	}

	@Test
	void staysWithTheEndpointThatAnswers() {
		FakeGateway gone = gateway();
		EtcdAuthority both = authority(EtcdAuthority.builder().endpoints(gone.url(), this.gateway.url()));
		gone.answerEverything(FakeGateway.refusal(503, 14, "no leader"));
		session(both, this.gateway);
		int before = gone.requests("/version").size();
		session(both, this.gateway);
		session(both, this.gateway);
		assertThat(gone.requests("/version")).hasSize(before);
	}

	@Test
	void afterAnAcquireWithoutAnAnswerNoLaterAnswerIsBelievedBeforeTheVersionIsRaised() {
		SessionId session = session();
		this.gateway.answers(FakeGateway.TRANSACTION, aResponse().withFault(Fault.EMPTY_RESPONSE),
				aResponse().withFault(Fault.EMPTY_RESPONSE), FakeGateway.json(200, FakeGateway.succeeded(12)),
				FakeGateway.json(200, FakeGateway.succeeded(13)), FakeGateway.json(200, FakeGateway.succeeded(14)));
		assertThat(acquire(session, ATTEMPT)).isEqualTo(new AcquireAnswer.Granted(new LeaseId("14"), 14));
		assertThat(fences()).isOne();
		assertThat(this.gateway.bodies(FakeGateway.TRANSACTION)).as("the acquire that counts")
			.filteredOn((body) -> body.contains("\"version\":\"2\""))
			.hasSize(1);
	}

	@Test
	void theNextAcquireOfTheSessionRaisesTheVersionFirst() {
		SessionId session = session();
		this.gateway.answer(FakeGateway.TRANSACTION, late(""));
		assertThat(acquire(session, SHORT)).isInstanceOf(AcquireAnswer.Failed.class);
		assertThat(fences()).isZero();
		this.gateway.answer(FakeGateway.TRANSACTION, FakeGateway.succeeded(12));
		assertThat(acquire(session, ATTEMPT)).isInstanceOf(AcquireAnswer.Granted.class);
		assertThat(fences()).isOne();
		assertThat(this.gateway.bodies(FakeGateway.TRANSACTION))
			.filteredOn((body) -> body.contains("\"version\":\"2\""))
			.hasSize(1);
		acquire(session, ATTEMPT);
		assertThat(fences()).isOne();
	}

	/**
	 * How often the version of the session was raised.
	 */
	private long fences() {
		return this.gateway.bodies(FakeGateway.TRANSACTION)
			.stream()
			.filter((body) -> body.contains("\"request_put\":{\"key\":\"" + sessionKey())
					&& !body.contains("\"version\":\"0\""))
			.count();
	}

	@Test
	void aSessionWithoutItsKeyCannotBeFenced() {
		SessionId session = session();
		this.gateway.answer(FakeGateway.TRANSACTION, late(""));
		acquire(session, SHORT);
		this.gateway.answer(FakeGateway.TRANSACTION, FakeGateway.failed(""));
		assertThat(acquire(session, ATTEMPT)).isEqualTo(new AcquireAnswer.SessionGone(LossReason.SESSION_EXPIRED));
	}

	@Test
	void aReleaseThatMayHaveBeenCarriedOutHasEndedTheLease() {
		this.gateway.answers(FakeGateway.TRANSACTION, aResponse().withFault(Fault.EMPTY_RESPONSE),
				aResponse().withFault(Fault.EMPTY_RESPONSE), FakeGateway.json(200, FakeGateway.failed()));
		assertThat(release()).isInstanceOf(EndAnswer.Ended.class);
	}

	@Test
	void aWatchBeginsWhereAReadHasEnded() throws Exception {
		this.gateway.answer(FakeGateway.RANGE, FakeGateway.success(41, 2, FakeGateway.found(MARK)));
		this.gateway.answer(FakeGateway.WATCH,
				FakeGateway.streamed(FakeGateway.success("\"created\":true"))
						+ FakeGateway.streamed(
								FakeGateway.success("\"events\":[{\"type\":\"DELETE\",\"kv\":{\"key\":\"YQ==\"}}]"))
						+ FakeGateway.streamed(FakeGateway.success("\"events\":[{\"kv\":{\"key\":\"YQ==\"}}]")));
		BlockingQueue<WatchSignal> signals = new LinkedBlockingQueue<>();
		LockAuthority.Watch watch = this.authority.watch("a", signals::add);
		for (WatchSignal expected : List.of(WatchSignal.HELD, WatchSignal.FREE, WatchSignal.HELD, WatchSignal.ENDED)) {
			assertThat(signals.poll(20, TimeUnit.SECONDS)).isEqualTo(expected);
		}
		assertThat(this.gateway.bodies(FakeGateway.WATCH)).containsExactly("{\"create_request\":{\"key\":\""
				+ Keys.encode("/octostore/locks/a") + "\",\"start_revision\":\"42\"}}");
		watch.close();
	}

	@Test
	void aWatchThatEtcdCancelsEnds() throws Exception {
		this.gateway.answer(FakeGateway.RANGE, FakeGateway.success(41, 2, ""));
		this.gateway.answer(FakeGateway.WATCH, FakeGateway
			.streamed(FakeGateway.success("\"created\":true,\"canceled\":true,\"compact_revision\":\"50\"")));
		BlockingQueue<WatchSignal> signals = new LinkedBlockingQueue<>();
		this.authority.watch("a", signals::add);
		assertThat(signals.poll(20, TimeUnit.SECONDS)).isEqualTo(WatchSignal.FREE);
		assertThat(signals.poll(20, TimeUnit.SECONDS)).isEqualTo(WatchSignal.ENDED);
	}

	@ParameterizedTest
	@ValueSource(strings = { "<html></html>", "{\"error\":{\"grpc_code\":14,\"message\":\"etcdserver: no leader\"}}" })
	void aWatchThatCannotBeOpenedEnds(String body) throws Exception {
		this.gateway.answer(FakeGateway.RANGE, FakeGateway.success(41, 2, ""));
		this.gateway.answer(FakeGateway.WATCH, body);
		BlockingQueue<WatchSignal> signals = new LinkedBlockingQueue<>();
		this.authority.watch("a", signals::add);
		assertThat(signals.poll(20, TimeUnit.SECONDS)).isEqualTo(WatchSignal.FREE);
		assertThat(signals.poll(20, TimeUnit.SECONDS)).isEqualTo(WatchSignal.ENDED);
	}

	@Test
	void aCheckTellsWhichMemberHasAnswered() {
		this.gateway.answer(FakeGateway.RANGE, FakeGateway.success(""));
		assertThat(this.authority.check(Duration.ofSeconds(5))).isEqualTo(new EtcdStatus(this.gateway.url(), "3.6.13"));
	}

	@Test
	void aCheckFailsWithoutAMajority() {
		this.gateway.answer(FakeGateway.RANGE, FakeGateway.refusal(503, 14, "request timed out"));
		assertThatExceptionOfType(OctoStoreException.class)
			.isThrownBy(() -> this.authority.check(Duration.ofMillis(600)))
			.withMessageContaining("request timed out");
	}

	@Test
	void afterItsEndNothingIsSent() {
		SessionId session = session();
		this.authority.close();
		assertThat(acquire(session, ATTEMPT)).isInstanceOfSatisfying(AcquireAnswer.Refused.class,
				(refused) -> assertThat(refused.error()).hasMessageContaining("the client is closed"));
	}

}
