package io.octostore.client;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No token, lease id, session id or leader token gets into a text that somebody may read.
 */
class LeakedSecretsTests {

	private static final String ADMIN_KEY = "key-marker-0815";

	private static final String WEBHOOK_SECRET = "whsec-marker-77";

	private static final List<String> SECRETS = List.of(Samples.TOKEN, Samples.LEASE.toString(),
			Samples.SESSION.toString(), Samples.LEADER_TOKEN, "q1Yb+/new-token=", ADMIN_KEY, WEBHOOK_SECRET,
			"t0ken-path");

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	private final Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);

	private final Logger ours = (Logger) LoggerFactory.getLogger("io.octostore");

	private final Logger webClient = (Logger) LoggerFactory.getLogger("org.springframework.web.reactive");

	private final List<String> texts = new ArrayList<>();

	@BeforeEach
	void listen() {
		this.ours.setLevel(Level.TRACE);
		this.webClient.setLevel(Level.TRACE);
		this.log.start();
		this.root.addAppender(this.log);
		this.root.getAppender("CONSOLE").stop();
	}

	@AfterEach
	void stopListening() {
		this.root.detachAppender(this.log);
		this.root.getAppender("CONSOLE").start();
		this.ours.setLevel(null);
		this.webClient.setLevel(null);
	}

	private void collect(Callable<?> call) {
		try {
			this.texts.add(String.valueOf(call.call()));
		}
		catch (Exception ex) {
			StringWriter trace = new StringWriter();
			ex.printStackTrace(new PrintWriter(trace));
			this.texts.add(trace.toString());
		}
	}

	private void collectAllCalls(OctoStoreClient client) {
		AcquireRequest request = AcquireRequest.of("job", Samples.TTL).withEphemeralSession(Samples.SESSION);
		this.texts.add(client.toString());
		this.texts.add(client.reactive().toString());
		this.texts.add(request.toString());
		collect(() -> client.tryAcquireLock(request));
		collect(() -> client.acquireLock(request));
		collect(() -> client.renewLock("job", Samples.LEASE, Samples.TTL));
		collect(() -> {
			client.releaseLock("job", Samples.LEASE);
			return "released";
		});
		collect(() -> client.getLockStatus("job"));
		collect(() -> client.listLocks().locks());
		collect(() -> client.createSession(Duration.ofSeconds(30)));
		collect(() -> client.keepSessionAlive(Samples.SESSION));
		collect(() -> client.getSession(Samples.SESSION));
		collect(() -> {
			client.deleteSession(Samples.SESSION);
			return "deleted";
		});
		collect(client::rotateToken);
		collect(() -> client.campaign("build-leader", CampaignRequest.of("node-1", Duration.ofSeconds(30))));
		collect(() -> client.renewLeadership("build-leader", Samples.LEADER_TOKEN, Duration.ofSeconds(30)));
		collect(() -> client.resignLeadership("build-leader", Samples.LEADER_TOKEN));
		collect(() -> client
			.tryAcquireLock(AcquireRequest.of("job", Samples.TTL).withAcl(LockAcl.ofToken(Samples.TOKEN))));
		collect(() -> client.setLockAcl("job", LockAcl.ofToken(Samples.TOKEN)));
		collect(() -> client.register("alice", "team"));
		collect(() -> client.webhooks()
			.create(WebhookRequest.of("https://hooks.example.org/t0ken-path").withSecret(WEBHOOK_SECRET)));
		collect(() -> client.webhooks().list());
		collect(() -> client.admin().status());
		collect(() -> client.admin().metrics());
		collect(() -> client.admin().timeSeries(TimeSeries.Window.HOUR));
		collect(() -> client.admin().setLockAcl("job", LockAcl.ofToken(Samples.TOKEN)));
		collect(client::serverVersion);
		collect(client::health);
		collect(client::status);
	}

	private void assertNothingLeaked() {
		for (ILoggingEvent event : this.log.list) {
			this.texts.add(event.getFormattedMessage());
			for (var proxy = event.getThrowableProxy(); proxy != null; proxy = proxy.getCause()) {
				this.texts.add(String.valueOf(proxy.getMessage()));
			}
		}
		assertThat(this.texts).isNotEmpty()
			.allSatisfy((text) -> assertThat(SECRETS).noneMatch((secret) -> text.contains(secret)));
	}

	private static OctoStoreClientBuilder builder(String baseUrl) {
		return OctoStoreClient.builder()
			.baseUrl(baseUrl)
			.token(Samples.TOKEN)
			.adminKey(ADMIN_KEY)
			.requestTimeout(Duration.ofMillis(500))
			.retry(RetrySettings.none());
	}

	private static String answer(String request) {
		if (request.contains("/acl")) {
			return "{\"name\":\"job\",\"acl\":{\"acquire\":[\"token:" + Samples.TOKEN + "\"]}}";
		}
		if (request.contains("/webhooks")) {
			String webhook = "{\"id\":\"8c1f0d3c-1c1f-4a53-9a6e-0d5b1f6a7c11\",\"user_id\":\"" + Samples.USER
					+ "\",\"url\":\"https://hooks.example.org/t0ken-path\",\"secret\":\"" + WEBHOOK_SECRET
					+ "\",\"events\":[\"*\"],\"created_at\":\"2026-03-01T10:00:00Z\",\"active\":true}";
			return request.startsWith("GET") ? "[" + webhook + "]" : webhook;
		}
		if (request.contains("/register")) {
			return Samples.ROTATED.replace("github_username", "username")
				.replace("\"ops\"", "\"alice\"")
				.replace("null", "\"team\"");
		}
		if (request.contains("/elections")) {
			return Samples.ELECTED;
		}
		if (request.contains("/acquire")) {
			return Samples.ACQUIRED;
		}
		if (request.contains("/renew")) {
			return Samples.RENEWED;
		}
		if (request.contains("/release")) {
			return "null";
		}
		if (request.contains("/keepalive")) {
			return Samples.KEPT_ALIVE;
		}
		if (request.contains("POST /sessions")) {
			return Samples.SESSION_CREATED;
		}
		if (request.contains("/sessions/")) {
			return Samples.SESSION_INFO;
		}
		if (request.contains("/rotate")) {
			return Samples.ROTATED;
		}
		if (request.contains("/locks ")) {
			return "{\"locks\":[{\"name\":\"job\",\"lease_id\":\"" + Samples.LEASE
					+ "\",\"fencing_token\":1,\"expires_at\":\"2026-03-01T10:01:00Z\"}]}";
		}
		return Samples.HEALTH;
	}

	private static ObservationRegistry observing() {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler((context) -> true);
		return registry;
	}

	@Test
	void resultsShowNoSecrets() {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			while (true) {
				connection.write(ScriptedServer.json(200, answer(connection.readRequest())));
			}
		});
				OctoStoreClient client = builder(server.baseUrl()).build();
				OctoStoreClient observed = builder(server.baseUrl()).observationRegistry(observing()).build()) {
			collectAllCalls(client);
			collectAllCalls(observed);
			assertThat(this.texts).anyMatch((text) -> text.startsWith("Acquired["))
				.anyMatch((text) -> text.startsWith("TokenInfo["))
				.anyMatch((text) -> text.startsWith("Elected["))
				.anyMatch((text) -> text.startsWith("Session["))
				.anyMatch((text) -> text.startsWith("Webhook["))
				.anyMatch((text) -> text.startsWith("[Webhook["))
				.anyMatch((text) -> text.startsWith("LockAclInfo["));
			assertNothingLeaked();
		}
	}

	@Test
	void brokenConnectionsShowNoSecrets() {
		try (ScriptedServer server = new ScriptedServer((connection) -> {
			connection.readRequest();
			connection.reset();
		});
				OctoStoreClient client = builder(server.baseUrl()).build();
				OctoStoreClient observed = builder(server.baseUrl()).observationRegistry(observing()).build()) {
			collectAllCalls(client);
			collectAllCalls(observed);
			assertNothingLeaked();
		}
	}

	@Test
	void answersThatEchoSecretsShowNone() {
		for (String body : List.of(
				"{\"code\":\"" + Samples.TOKEN + "\",\"error\":\"" + Samples.LEASE + "\",\"details\":\""
						+ Samples.SESSION + "\"}",
				Samples.LEASE + " " + Samples.TOKEN,
				"{\"status\":\"acquired\",\"lease_id\":\"x" + Samples.LEASE + "\"}",
				"{\"lease_id\":\"" + UUID.randomUUID() + "\",\"session_id\":\"" + Samples.TOKEN + "\"}")) {
			for (int status : List.of(200, 302, 400, 401, 404, 409, 500)) {
				try (ScriptedServer server = new ScriptedServer((connection) -> {
					while (true) {
						connection.readRequest();
						connection.write(ScriptedServer.json(status, body));
					}
				}); OctoStoreClient client = builder(server.baseUrl()).build()) {
					collectAllCalls(client);
				}
			}
		}
		assertNothingLeaked();
	}

	@Test
	void internalTypesShowNoSecrets() {
		this.texts.add(BearerToken.of(Samples.TOKEN).toString());
		this.texts.add(OctoStoreClient.builder().token(Samples.TOKEN).toString());
		this.texts.add(new RenewResult(Samples.LEASE, Instant.EPOCH, Optional.empty()).toString());
		assertNothingLeaked();
	}

}
