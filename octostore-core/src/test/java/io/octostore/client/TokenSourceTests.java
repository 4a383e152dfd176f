package io.octostore.client;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

import ch.qos.logback.classic.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

import io.octostore.OctoStoreAuthenticationException;
import io.octostore.OctoStoreValidationException;
import io.octostore.testsupport.CapturedLog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tokens that another instance or an operator replaces while a client uses them.
 */
@Tag("field-fault-B2")
class TokenSourceTests {

	private static final String REFUSED = ScriptedServer.json(401, Samples.error("authentication_failed"));

	private final CapturedLog log = new CapturedLog(Credentials.class.getName(), Level.INFO);

	private final AtomicReference<String> valid = new AtomicReference<>("tok-1");

	private final AtomicReference<String> source = new AtomicReference<>("tok-1");

	private final AtomicInteger questions = new AtomicInteger();

	@AfterEach
	void stopListening() {
		this.log.close();
	}

	private ScriptedServer server() {
		return new ScriptedServer((connection) -> {
			while (true) {
				String request = connection.readRequest();
				boolean known = request.contains("Bearer " + this.valid.get() + "\r\n");
				String answer = request.contains("/keepalive") ? Samples.KEPT_ALIVE : Samples.ACQUIRED;
				connection.write(known ? ScriptedServer.json(200, answer) : REFUSED);
			}
		});
	}

	private OctoStoreClientBuilder builder(ScriptedServer server) {
		return OctoStoreClient.builder().baseUrl(server.baseUrl()).token(this::ask);
	}

	private String ask() {
		this.questions.incrementAndGet();
		return this.source.get();
	}

	@Test
	void aRefusedTokenIsAskedForAgainAndTheRequestRepeated() {
		try (ScriptedServer server = server(); OctoStoreClient client = builder(server).build()) {
			client.keepSessionAlive(Samples.SESSION);
			this.valid.set("tok-2");
			this.source.set("tok-2");
			assertThat(client.keepSessionAlive(Samples.SESSION)).isNotNull();
			assertThat(client.acquireLock("job", Samples.TTL)).isNotNull();
			assertThat(this.questions).hasValue(2);
			assertThat(server.requests()).hasSize(4);
		}
		assertThat(this.log.messages()).singleElement()
			.asString()
			.contains("The token was replaced")
			.doesNotContain("tok-");
	}

	@Test
	void withoutRecoveryTheNextRequestUsesTheNewToken() {
		try (ScriptedServer server = server();
				OctoStoreClient client = builder(server).retry(RetrySettings.none()).build()) {
			this.valid.set("tok-2");
			this.source.set("tok-2");
			assertThatExceptionOfType(OctoStoreAuthenticationException.class)
				.isThrownBy(() -> client.keepSessionAlive(Samples.SESSION));
			assertThat(server.requests()).hasSize(1);
			assertThat(client.keepSessionAlive(Samples.SESSION)).isNotNull();
		}
	}

	@Test
	void aSourceThatGivesTheSameTokenIsReportedOnce() {
		try (ScriptedServer server = server(); OctoStoreClient client = builder(server).build()) {
			this.valid.set("tok-2");
			for (int count = 0; count < 20; count++) {
				assertThatExceptionOfType(OctoStoreAuthenticationException.class)
					.isThrownBy(() -> client.keepSessionAlive(Samples.SESSION));
			}
			assertThat(server.requests()).hasSize(20);
			assertThat(this.log.messages()).singleElement()
				.asString()
				.contains("gives it again")
				.doesNotContain("tok-");
			this.source.set("tok-2");
			assertThat(client.keepSessionAlive(Samples.SESSION)).isNotNull();
		}
	}

	@Test
	void aSourceThatFailsLeavesTheTokenAndIsAskedAgain() {
		AtomicReference<RuntimeException> failure = new AtomicReference<>();
		try (ScriptedServer server = server();
				OctoStoreClient client = OctoStoreClient.builder().baseUrl(server.baseUrl()).token(() -> {
					if (failure.get() != null) {
						throw failure.get();
					}
					return this.source.get();
				}).build()) {
			this.valid.set("tok-2");
			failure.set(new IllegalStateException("tok-2 cannot be read"));
			assertThatExceptionOfType(OctoStoreAuthenticationException.class)
				.isThrownBy(() -> client.keepSessionAlive(Samples.SESSION));
			failure.set(null);
			this.source.set("tok-2");
			assertThat(client.keepSessionAlive(Samples.SESSION)).isNotNull();
		}
		assertThat(this.log.messages()).noneMatch((message) -> message.contains("tok-")).hasSize(2);
	}

	@Test
	void aSourceThatIsSlowDelaysNoCallBeyondItsTime() {
		CountDownLatch over = new CountDownLatch(1);
		try (ScriptedServer server = server();
				OctoStoreClient client = OctoStoreClient.builder().baseUrl(server.baseUrl()).token(() -> {
					if (this.questions.getAndIncrement() > 0) {
						ScriptedServer.await(over);
					}
					return this.valid.get();
				}).build()) {
			client.keepSessionAlive(Samples.SESSION);
			this.valid.set("tok-2");
			CompletableFuture<?> call = client.reactive()
				.withTimeout(Duration.ofSeconds(1))
				.keepSessionAlive(Samples.SESSION)
				.toFuture();
			assertThat(call).failsWithin(Duration.ofSeconds(8))
				.withThrowableOfType(ExecutionException.class)
				.withCauseInstanceOf(OctoStoreAuthenticationException.class);
			assertThat(this.questions).hasValue(2);
		}
		finally {
			over.countDown();
		}
	}

	@Test
	void callsThatAreRefusedTogetherAllGoOn() {
		try (ScriptedServer server = server(); OctoStoreClient client = builder(server).build()) {
			this.valid.set("tok-2");
			this.source.set("tok-2");
			Mono<?> call = client.reactive().keepSessionAlive(Samples.SESSION);
			Mono.when(call, call, call, call, call, call, call, call).block();
			assertThat(this.log.messages()).hasSize(1);
		}
	}

	@Test
	void aFixedTokenThatIsRefusedIsReportedOnce() {
		try (ScriptedServer server = server();
				OctoStoreClient client = OctoStoreClient.create(server.baseUrl(), "tok-1")) {
			this.valid.set("tok-2");
			for (int count = 0; count < 5; count++) {
				assertThatExceptionOfType(OctoStoreAuthenticationException.class)
					.isThrownBy(() -> client.keepSessionAlive(Samples.SESSION));
			}
		}
		assertThat(this.log.messages()).singleElement().asString().contains("The token is fixed");
	}

	@Test
	void theFirstTokenIsCheckedWhenTheClientIsBuilt() {
		assertThatExceptionOfType(OctoStoreValidationException.class)
			.isThrownBy(() -> OctoStoreClient.builder().token(() -> "with space").build());
	}

}
