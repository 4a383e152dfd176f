package io.octostore.client;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import io.octostore.OctoStoreAuthenticationException;
import io.octostore.OctoStoreNetworkException;
import io.octostore.OctoStoreProtocolException;
import io.octostore.OctoStoreServerException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class TokenRotationTests {

	private static final String OLD = "Bearer " + Samples.TOKEN + "\r\n";

	private static final String NEW = "Bearer q1Yb+/new-token=\r\n";

	private static final String REFUSED = ScriptedServer.json(401, Samples.error("authentication_failed"));

	private static final String GRANTED = ScriptedServer.json(200, Samples.ACQUIRED);

	private static ScriptedServer server(Function<String, String> answers) {
		return new ScriptedServer((connection) -> {
			while (true) {
				connection.write(answers.apply(connection.readRequest()));
			}
		});
	}

	private static OctoStoreClient client(ScriptedServer server) {
		return OctoStoreClient.create(server.baseUrl(), Samples.TOKEN);
	}

	private static boolean isRotation(String request) {
		return request.startsWith("POST /auth/token/rotate ");
	}

	@Test
	void allThatShareTheCredentialsGoOnWithTheNewToken() {
		try (ScriptedServer server = server((request) -> isRotation(request) ? ScriptedServer.json(200, Samples.ROTATED)
				: (request.contains(NEW) ? GRANTED : REFUSED)); OctoStoreClient client = client(server)) {
			OctoStoreClient copy = client.withTimeout(Duration.ofSeconds(5));
			TokenInfo token = copy.rotateToken();
			assertThat(token.token()).isEqualTo("q1Yb+/new-token=");
			assertThat(token.userId()).isEqualTo(Samples.USER);
			assertThat(token.username()).contains("ops");
			assertThat(token.namespace()).isEmpty();
			assertThat(token).hasToString("TokenInfo[username=ops, namespace=null]");
			client.acquireLock("job", Samples.TTL);
			client.reactive().withFreshConnection().acquireLock("job", Samples.TTL).block();
			assertThat(server.requests().get(0)).contains(OLD).doesNotContainIgnoringCase("content-type");
		}
	}

	@Test
	void aCallThatIsOvertakenByARotationIsRepeatedWithTheNewToken() throws InterruptedException {
		CountDownLatch acquireArrived = new CountDownLatch(1);
		CountDownLatch rotated = new CountDownLatch(1);
		try (ScriptedServer server = server((request) -> {
			if (isRotation(request)) {
				return ScriptedServer.json(200, Samples.ROTATED);
			}
			if (request.contains(NEW)) {
				return GRANTED;
			}
			acquireArrived.countDown();
			ScriptedServer.await(rotated);
			return REFUSED;
		}); OctoStoreClient client = client(server)) {
			var call = client.reactive().acquireLock("job", Samples.TTL).toFuture();
			ScriptedServer.await(acquireArrived);
			client.rotateToken();
			rotated.countDown();
			assertThat(call).succeedsWithin(Duration.ofSeconds(10));
		}
	}

	@Test
	void aCallThatIsRefusedWhileARotationIsUnderWayWaitsForIt() {
		CountDownLatch rotationArrived = new CountDownLatch(1);
		CountDownLatch answerRotation = new CountDownLatch(1);
		CountDownLatch refused = new CountDownLatch(1);
		try (ScriptedServer server = server((request) -> {
			if (isRotation(request)) {
				rotationArrived.countDown();
				ScriptedServer.await(answerRotation);
				return ScriptedServer.json(200, Samples.ROTATED);
			}
			if (request.contains(NEW)) {
				return GRANTED;
			}
			refused.countDown();
			return REFUSED;
		}); OctoStoreClient client = client(server)) {
			var rotation = client.reactive().rotateToken().toFuture();
			ScriptedServer.await(rotationArrived);
			var call = client.reactive().acquireLock("job", Samples.TTL).toFuture();
			ScriptedServer.await(refused);
			assertThat(call).isNotDone();
			answerRotation.countDown();
			assertThat(rotation).succeedsWithin(Duration.ofSeconds(10));
			assertThat(call).succeedsWithin(Duration.ofSeconds(10));
		}
	}

	@Test
	void anUnknownTokenIsNotTriedAgain() {
		try (ScriptedServer server = server((request) -> REFUSED); OctoStoreClient client = client(server)) {
			assertThatExceptionOfType(OctoStoreAuthenticationException.class)
				.isThrownBy(() -> client.acquireLock("job", Samples.TTL));
			assertThat(server.requests()).hasSize(1);
		}
	}

	@Test
	void aTokenThatIsReplacedAgainAndAgainEndsInARefusal() {
		try (ScriptedServer server = server(
				(request) -> isRotation(request) ? ScriptedServer.json(200, Samples.ROTATED) : REFUSED);
				OctoStoreClient client = client(server)) {
			client.rotateToken();
			assertThatExceptionOfType(OctoStoreAuthenticationException.class)
				.isThrownBy(() -> client.acquireLock("job", Samples.TTL));
		}
	}

	@Test
	void rotationsComeOneAfterTheOther() {
		try (ScriptedServer server = server(
				(request) -> request.contains(OLD) ? ScriptedServer.json(200, Samples.ROTATED)
						: ScriptedServer.json(200, Samples.ROTATED.replace("q1Yb", "second")));
				OctoStoreClient client = client(server)) {
			Mono.when(client.reactive().rotateToken(), client.reactive().rotateToken()).block();
			assertThat(server.requests()).hasSize(2);
			assertThat(server.requests().get(0)).contains(OLD);
			assertThat(server.requests().get(1)).contains(NEW);
		}
	}

	@Test
	void aRefusedRotationChangesNothing() {
		try (ScriptedServer server = server((request) -> isRotation(request) ? REFUSED : GRANTED);
				OctoStoreClient client = client(server)) {
			assertThatExceptionOfType(OctoStoreAuthenticationException.class).isThrownBy(client::rotateToken)
				.withMessageNotContaining("replaced");
			client.acquireLock("job", Samples.TTL);
			assertThat(server.requests().get(1)).contains(OLD);
		}
	}

	@Test
	void aLostAnswerIsReportedAndNeverRetried() {
		try (ScriptedServer server = new ScriptedServer((connection) -> connection.readRequest());
				OctoStoreClient client = client(server)) {
			assertThatExceptionOfType(OctoStoreNetworkException.class).isThrownBy(client::rotateToken)
				.withMessageContaining("the server may have replaced the token all the same")
				.withMessageContaining("replaced by hand");
			assertThat(server.requests()).hasSize(1);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "{}", "{\"token\":\"with space\",\"user_id\":\"123e4567-e89b-42d3-a456-426614174000\"}" })
	void anAnswerThatCannotBeUsedIsReportedAsLost(String body) {
		try (ScriptedServer server = server((request) -> ScriptedServer.json(200, body));
				OctoStoreClient client = client(server)) {
			assertThatExceptionOfType(OctoStoreProtocolException.class).isThrownBy(client::rotateToken)
				.withMessageContaining("replaced by hand")
				.withMessageNotContaining("with space");
		}
	}

	@Test
	void aFailureOfTheServerIsReportedAsLost() {
		try (ScriptedServer server = server((request) -> ScriptedServer.json(503, Samples.error("internal_error")));
				OctoStoreClient client = client(server)) {
			assertThatExceptionOfType(OctoStoreServerException.class).isThrownBy(client::rotateToken)
				.withMessageContaining("replaced by hand")
				.satisfies((ex) -> assertThat(ex.statusCode()).isEqualTo(503));
			assertThat(server.requests()).hasSize(1);
		}
	}

	@Test
	void timeIsLimited() {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.awaitClose();
		}); OctoStoreClient client = client(server)) {
			assertThatExceptionOfType(OctoStoreNetworkException.class)
				.isThrownBy(() -> client.withTimeout(Duration.ofMillis(200)).rotateToken())
				.withMessageContaining("replaced by hand")
				.satisfies((ex) -> assertThat(ex.isTimeout()).isTrue());
		}
	}

	@Test
	void aCallerThatGoesAwayDoesNotTakeTheTokenWithIt() {
		CountDownLatch arrived = new CountDownLatch(1);
		CountDownLatch cancelled = new CountDownLatch(1);
		try (ScriptedServer server = server((request) -> {
			if (isRotation(request)) {
				arrived.countDown();
				ScriptedServer.await(cancelled);
				return ScriptedServer.json(200, Samples.ROTATED);
			}
			return GRANTED;
		}); OctoStoreClient client = client(server)) {
			Disposable rotation = client.reactive().rotateToken().subscribe();
			ScriptedServer.await(arrived);
			rotation.dispose();
			cancelled.countDown();
			Awaitility.await().untilAsserted(() -> {
				client.acquireLock("job", Samples.TTL);
				assertThat(server.requests().get(server.requests().size() - 1)).contains(NEW);
			});
		}
	}

}
