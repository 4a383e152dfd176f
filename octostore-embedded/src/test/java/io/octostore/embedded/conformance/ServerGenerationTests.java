package io.octostore.embedded.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.UUID;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import io.octostore.embedded.ServerGeneration;
import io.octostore.embedded.conformance.WireClient.WireAnswer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What older servers do differently: sections 10.1 and 10.2 of the protocol's
 * description.
 */
class ServerGenerationTests {

	private ServerUnderTest server;

	private WireClient client;

	/**
	 * Starts the server that has to pass these tests.
	 */
	ServerUnderTest start(ServerGeneration generation) {
		return new EmbeddedServer(generation);
	}

	@BeforeEach
	void start() {
		restart(ServerGeneration.V0_8);
	}

	private void use(ServerGeneration generation) {
		this.server.close();
		restart(generation);
	}

	private void restart(ServerGeneration generation) {
		this.server = start(generation);
		this.client = new WireClient(this.server.baseUrl());
	}

	@AfterEach
	void close() {
		this.server.close();
	}

	private WireAnswer acquire(String token, String body) {
		return this.client.post("/locks/report/acquire").as(token).json(body).send();
	}

	private WireAnswer withLease(String operation, String token, String lease) {
		return this.client.post("/locks/report/" + operation).as(token).json("{\"lease_id\":\"" + lease + "\"}").send();
	}

	private String session(String token) {
		return this.client.post("/sessions").as(token).json("{\"ttl_seconds\":10}").send().text("session_id");
	}

	private boolean isHeld() {
		return this.client.get("/locks/report").as("tok-a").send().text("status").equals("held");
	}

	/**
	 * The client learns only by trying that its pooled connections are dead.
	 */
	private void forgetOldConnections() {
		await().ignoreExceptionsInstanceOf(UncheckedIOException.class)
			.until(() -> this.client.get("/health").send().status() == 200);
	}

	private static String through(String session) {
		return "{\"ttl_seconds\":300,\"ephemeral\":true,\"session_id\":\"" + session + "\"}";
	}

	private static void assertPage(WireAnswer answer) {
		assertThat(answer.status()).isEqualTo(200);
		assertThat(answer.header("Content-Type").orElseThrow()).startsWith("text/html");
	}

	@Test
	void tellsWhichGenerationItIs() {
		for (ServerGeneration generation : ServerGeneration.values()) {
			use(generation);
			assertThat(this.client.get("/openapi.yaml").send().body()).contains("version: " + generation.version());
		}
	}

	@Test
	void givesNoHintsBefore14() {
		WireAnswer acquired = acquire("tok-a", "{\"lock_delay_seconds\":9}");
		assertThat(acquired.json().propertyNames()).containsExactlyInAnyOrder("status", "lease_id", "fencing_token",
				"expires_at", "metadata");
		assertThat(acquire("tok-b", "{}").json().propertyNames()).containsExactlyInAnyOrder("status", "holder_id",
				"expires_at", "metadata");
		assertThat(withLease("renew", "tok-a", acquired.text("lease_id")).json().propertyNames())
			.containsExactlyInAnyOrder("lease_id", "expires_at");
		withLease("release", "tok-a", acquired.text("lease_id"));
		WireAnswer delayed = acquire("tok-b", "{}");
		assertThat(delayed.status()).isEqualTo(409);
		assertThat(delayed.json().propertyNames()).containsExactlyInAnyOrder("status", "available_at",
				"lock_delay_seconds");
	}

	@Test
	void givesErrorsNoCodeBefore14() {
		WireAnswer answer = acquire("nope", "{}");
		assertThat(answer.status()).isEqualTo(401);
		assertThat(answer.json().propertyNames()).containsExactlyInAnyOrder("error", "details");
		assertThat(answer.header("X-Request-Id")).isEmpty();
	}

	@Test
	void namesLeaseErrorsDifferentlyBefore14() {
		WireAnswer missing = withLease("release", "tok-a", UUID.randomUUID().toString());
		assertThat(missing.status()).isEqualTo(404);
		assertThat(missing.text("error")).isEqualTo("Lock not found");
		acquire("tok-a", "{}");
		WireAnswer mismatch = withLease("renew", "tok-a", UUID.randomUUID().toString());
		assertThat(mismatch.status()).isEqualTo(400);
		assertThat(mismatch.text("error")).isEqualTo("Invalid lease ID");
	}

	@Test
	void leavesErrorsOfHttpToTheFrameworkBefore14() {
		WireAnswer malformed = acquire("tok-a", "{");
		assertThat(malformed.status()).isEqualTo(400);
		assertThat(malformed.header("Content-Type").orElseThrow()).startsWith("text/plain");
		WireAnswer method = this.client.get("/locks/report/acquire").send();
		assertThat(method.status()).isEqualTo(405);
		assertThat(method.body()).isEmpty();
		assertThat(method.header("Allow")).contains("POST");
	}

	@Test
	void answersUnknownPathsWithAPageBefore14() {
		assertPage(this.client.get("/nowhere").send());
		assertPage(this.client.post("/locks/a/b/acquire").as("tok-a").json("{}").send());
		assertPage(
				this.client.put("/locks/report/acl").as("tok-a").json("{\"acl\":{\"acquire\":[\"user:a\"]}}").send());
		assertPage(this.client.post("/elections").send());
		use(ServerGeneration.V0_13);
		assertThat(this.client.post("/elections").send().json().has("watch_path")).isFalse();
		assertPage(this.client.get("/elections/abcdefgh/watch").send());
	}

	@Test
	void tellsItsHealthAsTextBefore10() {
		assertThat(this.client.get("/health").send().body()).isEqualTo("OK");
		use(ServerGeneration.V0_13);
		assertThat(this.client.get("/health").send().text("status")).isEqualTo("ok");
	}

	@Test
	void exposesFewerHeadersBefore14() {
		assertThat(this.client.get("/health").send().header("Access-Control-Expose-Headers")).isEmpty();
		use(ServerGeneration.V0_13);
		assertThat(this.client.get("/health").send().header("Access-Control-Expose-Headers")).contains("retry-after");
	}

	@Test
	void doesNotExcludeSessionsOfOneUserBefore14() {
		WireAnswer first = acquire("tok-a", through(session("tok-a")));
		WireAnswer second = acquire("tok-a", through(session("tok-a")));
		assertThat(second.text("status")).isEqualTo("acquired");
		assertThat(second.text("lease_id")).isEqualTo(first.text("lease_id"));
		assertThat(acquire("tok-a", "{\"ephemeral\":true}").status()).isEqualTo(400);
	}

	@Test
	void freesAllLocksOfASessionBefore14() {
		String session = session("tok-a");
		acquire("tok-a", "{\"session_id\":\"" + session + "\"}");
		assertThat(this.client.delete("/sessions/" + session).as("tok-a").send().status()).isEqualTo(204);
		assertThat(isHeld()).isFalse();
	}

	@Test
	void doesNotProtectSessionsBefore14() {
		String session = session("tok-a");
		acquire("tok-a", through(session));
		assertThat(this.client.get("/sessions/" + session).as("tok-b").send().status()).isEqualTo(200);
		assertThat(this.client.delete("/sessions/" + session).as("tok-b").send().status()).isEqualTo(404);
		assertThat(isHeld()).isFalse();
	}

	@Test
	void forgetsAnExpiredSessionOnKeepaliveBefore14() {
		String session = session("tok-a");
		acquire("tok-a", through(session));
		this.server.pass(Duration.ofSeconds(10).plusMillis(1));
		WireClient.Call keepAlive = this.client.post("/sessions/" + session + "/keepalive").as("tok-a");
		assertThat(keepAlive.send().status()).isEqualTo(410);
		assertThat(keepAlive.send().status()).isEqualTo(404);
		this.server.pass(Duration.ofSeconds(6));
		assertThat(isHeld()).isTrue();
	}

	@Test
	void neitherExtendsNorKeepsMetadataOnReacquireBefore14() {
		WireAnswer first = acquire("tok-a", "{\"ttl_seconds\":10,\"metadata\":\"m1\"}");
		WireAnswer second = acquire("tok-a", "{\"ttl_seconds\":100,\"metadata\":\"m2\"}");
		assertThat(second.text("expires_at")).isEqualTo(first.text("expires_at"));
		assertThat(second.text("metadata")).isEqualTo("m2");
		assertThat(this.client.get("/locks/report").as("tok-a").send().text("metadata")).isEqualTo("m1");
	}

	@Test
	void cutsLongDelaysAndForgetsThemOnExpiryBefore14() {
		WireAnswer acquired = acquire("tok-a", "{\"ttl_seconds\":1,\"lock_delay_seconds\":999}");
		assertThat(acquired.status()).isEqualTo(200);
		this.server.pass(Duration.ofSeconds(2));
		WireAnswer next = acquire("tok-b", "{\"lock_delay_seconds\":999}");
		assertThat(next.text("status")).isEqualTo("acquired");
		withLease("release", "tok-b", next.text("lease_id"));
		assertThat(acquire("tok-a", "{}").number("lock_delay_seconds")).isEqualTo(30);
		this.server.restart();
		forgetOldConnections();
		assertThat(acquire("tok-a", "{}").text("status")).isEqualTo("acquired");
	}

	@Test
	void judgesTheSessionBeforeTheDelayBefore14() {
		String lease = acquire("tok-a", "{\"lock_delay_seconds\":9}").text("lease_id");
		withLease("release", "tok-a", lease);
		assertThat(acquire("tok-a", through(UUID.randomUUID().toString())).status()).isEqualTo(404);
		use(ServerGeneration.V0_14);
		String later = acquire("tok-a", "{\"lock_delay_seconds\":9}").text("lease_id");
		withLease("release", "tok-a", later);
		assertThat(acquire("tok-a", through(UUID.randomUUID().toString())).status()).isEqualTo(409);
	}

	@Test
	void revivesExpiredLeasesBefore12() {
		String lease = acquire("tok-a", "{\"ttl_seconds\":1}").text("lease_id");
		this.server.pass(Duration.ofSeconds(2));
		assertThat(withLease("renew", "tok-a", lease).status()).isEqualTo(200);
		assertThat(isHeld()).isTrue();
		use(ServerGeneration.V0_13);
		String later = acquire("tok-a", "{\"ttl_seconds\":1}").text("lease_id");
		this.server.pass(Duration.ofSeconds(2));
		assertThat(withLease("renew", "tok-a", later).status()).isEqualTo(404);
		assertThat(withLease("release", "tok-a", later).status()).isEqualTo(200);
	}

	@Test
	void countsEveryAttemptBefore12() {
		acquire("tok-a", "{}");
		acquire("tok-b", "{}");
		acquire("tok-a", "{}");
		assertThat(this.client.get("/locks/free").as("tok-a").send().number("fencing_token")).isEqualTo(5);
		assertThat(this.client.post("/locks/next/acquire").as("tok-a").json("{}").send().number("fencing_token"))
			.isEqualTo(4);
		use(ServerGeneration.V0_13);
		acquire("tok-a", "{}");
		acquire("tok-b", "{}");
		assertThat(this.client.get("/locks/free").as("tok-a").send().number("fencing_token")).isEqualTo(2);
	}

	@Test
	void measuresMetadataInBytesBefore12() {
		String metadata = "{\"metadata\":\"" + "é".repeat(600) + "\"}";
		assertThat(acquire("tok-a", metadata).status()).isEqualTo(400);
		use(ServerGeneration.V0_13);
		assertThat(acquire("tok-a", metadata).status()).isEqualTo(200);
	}

	@Test
	void ignoresAccessListsBefore14() {
		assertThat(acquire("tok-a", "{\"acl\":\"anything\"}").status()).isEqualTo(200);
	}

	@Test
	void showsTheHolderBefore14() {
		String user = this.client.post("/auth/token/rotate").as("tok-a").send().text("user_id");
		use(ServerGeneration.V0_8);
		acquire("tok-a", "{}");
		String holder = acquire("tok-b", "{}").text("holder_id");
		String session = session("tok-a");
		assertThat(this.client.get("/sessions/" + session).as("tok-a").send().text("user_id")).isEqualTo(holder);
		assertThat(user).isNotEqualTo(holder);
	}

	@Test
	void showsSecretsToWatchersBefore14() throws IOException {
		try (EventReader watch = this.client.get("/locks/report/watch").as("tok-b").open()) {
			WireAnswer acquired = acquire("tok-a", through(session("tok-a")));
			JsonNode first = watch.data();
			assertThat(first.get("event").asString()).isEqualTo("acquired");
			assertThat(first.get("lock").get("lease_id").asString()).isEqualTo(acquired.text("lease_id"));
			assertThat(first.get("lock").propertyNames()).containsExactlyInAnyOrder("name", "holder_id", "lease_id",
					"fencing_token", "expires_at", "metadata", "acquired_at", "session_id", "ephemeral",
					"lock_delay_seconds");
			assertThat(first.has("timestamp")).isTrue();
			withLease("release", "tok-a", acquired.text("lease_id"));
			assertThat(watch.data().has("lock")).isFalse();
		}
	}

	@Test
	void takesTheAdminKeyForATokenOutsideOfAdminPathsBefore14() {
		assertThat(acquire("adm-key", "{}").status()).isEqualTo(200);
		assertThat(this.client.get("/metrics").as("adm-key").send().status()).isEqualTo(403);
		assertThat(this.client.get("/metrics").as("admin:adm-key").send().status()).isEqualTo(200);
	}

	@Test
	void countsTheAdministratorAsAUserBefore14() {
		WireClient.Call users = this.client.get("/admin/status").as("admin:adm-key");
		assertThat(users.send().number("total_users")).isEqualTo(2);
		acquire("adm-key", "{}");
		acquire("adm-key", "{}");
		assertThat(users.send().number("total_users")).isEqualTo(3);
	}

	@Test
	void registersEveryUserAgainAndAgainBefore14() {
		WireClient.Call register = this.client.post("/auth/register")
			.json("{\"username\":\"nora\",\"namespace\":\"team\"}");
		WireAnswer first = register.send();
		assertThat(first.json().has("namespace")).isFalse();
		assertThat(register.send().text("token")).isEqualTo(first.text("token"));
		assertThat(this.client.post("/auth/register").json("{\"username\":\"a b\"}").send().status()).isEqualTo(500);
	}

	@Test
	void failsForUsersWithoutANamespaceIn9() {
		use(ServerGeneration.V0_9);
		WireAnswer answer = acquire("tok-a", "{}");
		assertThat(answer.status()).isEqualTo(500);
		assertThat(answer.text("error")).isEqualTo("Database error");
		assertThat(answer.text("details")).contains("namespace");
		assertThat(this.client.get("/locks").as("tok-a").send().status()).isEqualTo(500);
		assertThat(this.client.get("/locks/a%20b").as("tok-a").send().status()).isEqualTo(400);
		assertThat(this.client.post("/sessions").as("tok-a").json("{}").send().status()).isEqualTo(201);
		assertThat(acquire("adm-key", "{}").status()).isEqualTo(200);
	}

	@Test
	void listsEverythingForUsersWithANamespaceIn9() {
		use(ServerGeneration.V0_9);
		acquire("adm-key", "{}");
		String token = this.client.post("/auth/register")
			.json("{\"username\":\"nora\",\"namespace\":\"/team/\"}")
			.send()
			.text("token");
		WireAnswer list = this.client.get("/locks").as(token).send();
		assertThat(list.number("total")).isEqualTo(1);
		assertThat(list.json().get("prefix").isNull()).isTrue();
		assertThat(this.client.get("/locks?prefix=other").as(token).send().status()).isEqualTo(403);
	}

	@Test
	void letsTokensBeCachedBefore14() {
		assertThat(this.client.post("/auth/token/rotate").as("tok-a").send().header("Cache-Control")).isEmpty();
		assertThat(this.client.post("/auth/register").json("{\"username\":\"nora\"}").send().header("Cache-Control"))
			.isEmpty();
	}

	@Test
	void doesNotReserveNamesBefore12() {
		String name = "__election%2Fabcdefgh";
		assertThat(this.client.post("/locks/" + name + "/acquire").as("tok-a").json("{}").send().status())
			.isEqualTo(200);
		assertThat(this.client.get("/locks?prefix=__election").as("tok-a").send().number("total")).isEqualTo(1);
		use(ServerGeneration.V0_13);
		assertThat(this.client.post("/locks/" + name + "/acquire").as("tok-a").json("{}").send().status())
			.isEqualTo(403);
	}

	@Test
	void namesTermErrorsDifferentlyIn13() {
		use(ServerGeneration.V0_13);
		assertThat(withTerm("resign").text("error")).isEqualTo("Resource not found");
		assertThat(withTerm("renew").text("error")).isEqualTo("Lock not found");
	}

	private WireAnswer withTerm(String operation) {
		WireAnswer answer = this.client.post("/elections/abcdefgh/" + operation)
			.json("{\"leader_token\":\"ERERERERQRGBERERERERESIiIiIiIkIigiIiIiIiIiI\"}")
			.send();
		assertThat(answer.status()).isEqualTo(404);
		return answer;
	}

	@Test
	void acceptsAnyEventForAWebhookBefore14() {
		assertThat(this.client.post("/webhooks")
			.as("tok-a")
			.json("{\"url\":\"https://hooks.example.org\",\"events\":[\"bogus\"]}")
			.send()
			.status()).isEqualTo(201);
	}

	@Test
	void acceptsAnyHttpsWebhookBefore14() {
		assertThat(this.client.post("/webhooks").as("tok-a").json("{\"url\":\"https://localhost\"}").send().status())
			.isEqualTo(201);
		assertThat(this.client.post("/webhooks").as("tok-a").json("{\"url\":\"http://x.example\"}").send().status())
			.isEqualTo(400);
	}

}
