package io.octostore.client.authority;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.octostore.UnsupportedServerException;
import io.octostore.authority.AcquireAnswer;
import io.octostore.authority.Attempt;
import io.octostore.authority.ConfirmAnswer;
import io.octostore.authority.EndAnswer;
import io.octostore.authority.LeaseId;
import io.octostore.authority.SessionAnswer;
import io.octostore.authority.SessionId;
import io.octostore.authority.WatchSignal;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.embedded.Fault;
import io.octostore.embedded.Operation;
import io.octostore.embedded.ServerGeneration;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What each answer of a server proves to the engine.
 */
class OctoStoreAuthorityTests {

	private static final Duration S = Duration.ofSeconds(30);

	private static final Duration L = Duration.ofSeconds(60);

	private static final Attempt ATTEMPT = new Attempt(Duration.ofSeconds(20), false);

	private static final LeaseId LEASE = new LeaseId(UUID.randomUUID().toString());

	private TestServer server = TestServer.embedded();

	private ReactiveOctoStoreClient client;

	private OctoStoreAuthority authority;

	private SessionId session;

	@BeforeEach
	void start() throws Exception {
		connect();
		SessionAnswer created = answer((answer) -> this.authority.createSession(S, ATTEMPT, answer));
		this.session = ((SessionAnswer.Created) created).id();
	}

	private void connect() {
		this.client = ReactiveOctoStoreClient.create(this.server.baseUrl(), TestServer.ALICE);
		this.authority = new OctoStoreAuthority(this.client, null);
	}

	@AfterEach
	void stop() {
		this.client.close();
		this.server.close();
	}

	private static <T> T answer(Consumer<Consumer<T>> exchange) throws Exception {
		CompletableFuture<T> answer = new CompletableFuture<>();
		exchange.accept(answer::complete);
		return answer.get(30, TimeUnit.SECONDS);
	}

	private void refuse(Operation operation, int status, @Nullable String code) {
		String body = (code != null) ? "{\"error\":\"x\",\"code\":\"" + code + "\"}" : "{\"message\":\"x\"}";
		this.server.control().faults().always(operation, Fault.answer(status, "application/json", body));
	}

	private static String show(Object answer) {
		String kind = answer.getClass().getSimpleName();
		if (answer instanceof ConfirmAnswer.Gone gone) {
			return kind + " " + gone.reason();
		}
		if (answer instanceof AcquireAnswer.SessionGone gone) {
			return kind + " " + gone.reason();
		}
		if (answer instanceof AcquireAnswer.Failed failed) {
			return kind + (failed.effectPossible() ? " possible" : " impossible");
		}
		return kind;
	}

	@ParameterizedTest
	@CsvSource({ "404, not_found, Gone SESSION_NOT_FOUND", "410, session_expired, Gone SESSION_EXPIRED",
			"404, , Uncertain", "410, , Uncertain", "401, authentication_failed, Uncertain",
			"403, forbidden, Uncertain", "409, conflict, Uncertain", "429, rate_limited, Uncertain",
			"500, internal_error, Uncertain", "503, , Uncertain" })
	void toAKeepalive(int status, @Nullable String code, String expected) throws Exception {
		refuse(Operation.KEEP_ALIVE, status, code);
		ConfirmAnswer answer = answer((to) -> this.authority.keepAlive(this.session, ATTEMPT, to));
		assertThat(show(answer)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "409, lease_not_current, Gone LEASE_NOT_CURRENT", "410, session_expired, Gone SESSION_EXPIRED",
			"409, , Uncertain", "410, , Uncertain", "401, authentication_failed, Uncertain",
			"429, rate_limited, Uncertain", "503, , Uncertain" })
	void toARenewal(int status, @Nullable String code, String expected) throws Exception {
		refuse(Operation.RENEW, status, code);
		ConfirmAnswer answer = answer((to) -> this.authority.renew("job", LEASE, L, ATTEMPT, to));
		assertThat(show(answer)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "409, lease_not_current, AlreadyGone", "404, not_found, AlreadyGone", "409, , Unknown",
			"404, , Unknown", "401, authentication_failed, Unknown", "429, rate_limited, Unknown", "503, , Unknown" })
	void toARelease(int status, @Nullable String code, String expected) throws Exception {
		refuse(Operation.RELEASE, status, code);
		EndAnswer answer = answer((to) -> this.authority.release("job", LEASE, ATTEMPT, to));
		assertThat(show(answer)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "404, not_found, AlreadyGone", "410, session_expired, AlreadyGone", "404, , Unknown", "410, , Unknown",
			"401, authentication_failed, Unknown", "503, , Unknown" })
	void toTheEndOfASession(int status, @Nullable String code, String expected) throws Exception {
		refuse(Operation.TERMINATE_SESSION, status, code);
		EndAnswer answer = answer((to) -> this.authority.endSession(this.session, ATTEMPT, to));
		assertThat(show(answer)).isEqualTo(expected);
	}

	@Test
	void aTokenThatWasReplacedIsNoRefusal() throws Exception {
		Iterator<String> tokens = List.of("tok-that-was-replaced", TestServer.ALICE).iterator();
		try (ReactiveOctoStoreClient replaced = ReactiveOctoStoreClient.builder()
			.baseUrl(this.server.baseUrl())
			.token(tokens::next)
			.buildReactive()) {
			OctoStoreAuthority own = new OctoStoreAuthority(replaced, null);
			SessionAnswer answer = answer((to) -> own.createSession(S, ATTEMPT, to));
			assertThat(answer).isInstanceOf(SessionAnswer.Created.class);
		}
	}

	@ParameterizedTest
	@CsvSource({ "401, authentication_failed, Refused", "403, forbidden, Refused", "400, invalid_ttl, Refused",
			"429, rate_limited, Failed", "500, internal_error, Failed", "503, , Failed",
			"409, capacity_exceeded, Failed" })
	void toTheCreationOfASession(int status, String code, String expected) throws Exception {
		refuse(Operation.CREATE_SESSION, status, code);
		SessionAnswer answer = answer((to) -> this.authority.createSession(S, ATTEMPT, to));
		assertThat(show(answer)).isEqualTo(expected);
	}

	@ParameterizedTest
	@CsvSource({ "404, not_found, SessionGone SESSION_NOT_FOUND", "410, session_expired, SessionGone SESSION_EXPIRED",
			"401, authentication_failed, Refused", "403, forbidden, Refused", "409, conflict, Refused",
			"429, rate_limited, Failed impossible", "500, internal_error, Failed possible",
			"409, lock_limit_exceeded, LimitReached" })
	void toAnAcquire(int status, @Nullable String code, String expected) throws Exception {
		refuse(Operation.ACQUIRE, status, code);
		AcquireAnswer answer = answer((to) -> this.authority.acquire("job", L, this.session, ATTEMPT, to));
		assertThat(show(answer)).isEqualTo(expected);
	}

	@Test
	void withoutASessionNoSessionIsGone() throws Exception {
		refuse(Operation.ACQUIRE, 404, "not_found");
		AcquireAnswer answer = answer((to) -> this.authority.acquire("job", L, null, ATTEMPT, to));
		assertThat(answer).isInstanceOf(AcquireAnswer.Refused.class);
	}

	@Test
	void anAcquireWhoseConnectionBreaksMayHaveTakenEffect() throws Exception {
		this.server.control().faults().always(Operation.ACQUIRE, Fault.resetAfterApplying());
		AcquireAnswer answer = answer((to) -> this.authority.acquire("job", L, this.session, ATTEMPT, to));
		assertThat(answer).isInstanceOfSatisfying(AcquireAnswer.Failed.class, (failed) -> {
			assertThat(failed.effectPossible()).isTrue();
			assertThat(failed.connectionBroken()).isTrue();
		});
	}

	@Test
	void adviceToAKeepaliveIsPassedOn() throws Exception {
		this.server.control().faults().always(Operation.KEEP_ALIVE, Fault.status(503, Duration.ofSeconds(7)));
		ConfirmAnswer answer = answer((to) -> this.authority.keepAlive(this.session, ATTEMPT, to));
		assertThat(answer).isInstanceOfSatisfying(ConfirmAnswer.Uncertain.class,
				(uncertain) -> assertThat(uncertain.retryAfter()).isEqualTo(Duration.ofSeconds(7)));
	}

	@Test
	void aGrantANewHolderAndTheEndOfALease() throws Exception {
		AcquireAnswer granted = answer((to) -> this.authority.acquire("job", L, this.session, ATTEMPT, to));
		assertThat(granted).isInstanceOf(AcquireAnswer.Granted.class);
		SessionAnswer other = answer((to) -> this.authority.createSession(S, ATTEMPT, to));
		AcquireAnswer held = answer(
				(to) -> this.authority.acquire("job", L, ((SessionAnswer.Created) other).id(), ATTEMPT, to));
		assertThat(held).isInstanceOfSatisfying(AcquireAnswer.Held.class,
				(answer) -> assertThat(answer.holder().retryAfter()).isPresent());
		LeaseId lease = ((AcquireAnswer.Granted) granted).lease();
		ConfirmAnswer renewed = answer((to) -> this.authority.renew("job", lease, L, ATTEMPT, to));
		assertThat(renewed).isInstanceOf(ConfirmAnswer.Confirmed.class);
		EndAnswer released = answer((to) -> this.authority.release("job", lease, ATTEMPT, to));
		assertThat(released).isInstanceOf(EndAnswer.Ended.class);
	}

	@Test
	void aNoteIsStoredWithTheLockAndIsNoPartOfItsHoldersName() throws Exception {
		this.authority = new OctoStoreAuthority(this.client, "host-1");
		Attempt noted = new Attempt(Duration.ofSeconds(20), false, "Job.run");
		AcquireAnswer granted = answer((to) -> this.authority.acquire("job", L, this.session, noted, to));
		assertThat(granted).isInstanceOf(AcquireAnswer.Granted.class);
		assertThat(this.client.getLockStatus("job").map((lock) -> lock.metadata().orElse("")).block())
			.isEqualTo("host-1 [for Job.run]");
		SessionAnswer other = answer((to) -> this.authority.createSession(S, ATTEMPT, to));
		AcquireAnswer held = answer(
				(to) -> this.authority.acquire("job", L, ((SessionAnswer.Created) other).id(), ATTEMPT, to));
		assertThat(held).isInstanceOfSatisfying(AcquireAnswer.Held.class,
				(answer) -> assertThat(answer.holder().metadata()).contains("host-1"));
	}

	@Test
	void anOldServerIsRefusedWithTheCure() throws Exception {
		stop();
		this.server = TestServer.embedded(ServerGeneration.V0_13);
		connect();
		AcquireAnswer answer = answer((to) -> this.authority.acquire("job", L, this.session, ATTEMPT, to));
		assertThat(answer).isInstanceOfSatisfying(AcquireAnswer.Refused.class,
				(refused) -> assertThat(refused.error()).isInstanceOf(UnsupportedServerException.class)
					.hasMessageContaining("octostore.lock.holder=token"));
	}

	@Test
	void aWatchThatIsRefusedHasEnded() throws Exception {
		refuse(Operation.WATCH, 503, null);
		WatchSignal signal = answer((to) -> this.authority.watch("job", to));
		assertThat(signal).isEqualTo(WatchSignal.ENDED);
	}

}
