package io.octostore.spring.boot.endpoint;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import io.octostore.LockLostException;
import io.octostore.LossReason;
import io.octostore.embedded.OctoStoreServer;
import io.octostore.lock.HeldLocks;
import io.octostore.lock.LockOptions;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.spring.boot.endpoint.EndpointApplication.Answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * What the endpoint shows and does, over HTTP.
 */
abstract class OctoStoreEndpointContract {

	private static final String ALL = "octostore.endpoint.operations="
			+ "release,pause,resume,acknowledge-fencing-regression";

	private static final String PAUSE = "octostore.pause.enabled=true";

	private static final String JOB = "/octostore/billing.nightly-report";

	private final OctoStoreServer server = OctoStoreServer.builder().token("alice", "tok-a").start();

	abstract EndpointApplication start(OctoStoreServer octoStore, String instance, String... properties);

	private EndpointApplication start(String instance, String... properties) {
		return start(this.server, instance, properties);
	}

	@AfterEach
	void close() {
		this.server.close();
	}

	private static List<String> texts(JsonNode array, String name) {
		return array.valueStream().map((element) -> element.get(name).asString()).toList();
	}

	@Test
	void showsServerInstanceAndLocks() {
		try (EndpointApplication application = start("billing-1"); EndpointApplication other = start("billing-2")) {
			CompletableFuture<Void> here = application.begin(1);
			CompletableFuture<Void> there = other.begin(2);
			await().until(() -> this.server.heldLocks().size() == 2);
			JsonNode report = application.get("/octostore").json();
			assertThat(report.get("server").get("address").asString()).isEqualTo(this.server.baseUrl().toString());
			assertThat(report.get("server").get("state").asString()).isEqualTo("up");
			assertThat(report.get("server").get("version").asString()).isEqualTo(this.server.generation().version());
			assertThat(report.get("instance").get("name").asString()).isEqualTo("billing-1");
			assertThat(report.get("instance").get("session").asString()).isEqualTo("alive");
			assertThat(texts(report.get("held"), "lock")).containsExactly("billing.invoice.1");
			assertThat(texts(report.get("locks"), "name")).containsExactly("billing.invoice.1", "billing.invoice.2",
					"billing.nightly-report", "billing.sweep");
			assertThat(texts(report.get("locks"), "state")).containsExactly("held", "held", "free", "free");
			JsonNode held = report.get("locks").get(1);
			assertThat(held.get("holder").asString()).isEqualTo("billing-2");
			assertThat(held.get("until").asString()).contains("T");
			assertThat(held.get("fencingToken").asLong()).isPositive();
			assertThat(report.get("locks").get(2).get("nextFireTime").asString()).contains("T");
			assertThat(report.get("operations")).isEmpty();
			application.jobs().finish();
			other.jobs().finish();
			CompletableFuture.allOf(here, there).join();
		}
	}

	@Test
	void showsWhoWaitsAndWhatHappened() {
		try (EndpointApplication application = start("billing-1"); EndpointApplication other = start("billing-2")) {
			CompletableFuture<Void> there = other.begin(1);
			await().until(() -> this.server.heldLocks().size() == 1);
			assertThat(application.bean(OctoStoreLocks.class).tryAcquire("invoice.1")).isEmpty();
			CompletableFuture<Void> waiter = application.begin(1);
			await().until(() -> application.get("/octostore").json().get("waiting").size() == 1);
			JsonNode waiting = application.get("/octostore").json().get("waiting").get(0);
			assertThat(waiting.get("lock").asString()).isEqualTo("billing.invoice.1");
			assertThat(waiting.get("givesUpIn").asLong()).isBetween(1L, 30_000L);
			other.jobs().finish();
			application.jobs().finish();
			CompletableFuture.allOf(there, waiter).join();
			JsonNode lock = application.get("/octostore/billing.invoice.1").json();
			assertThat(lock.get("lock").get("state").asString()).isEqualTo("free");
			assertThat(texts(lock.get("history"), "kind")).containsExactly("ran", "skipped");
			assertThat(lock.get("history").get(1).get("text").asString())
				.startsWith("skipped while the lock was held by billing-2, until ");
		}
	}

	@Test
	void knowsNoLockOfAnotherName() {
		try (EndpointApplication application = start("billing-1")) {
			for (String name : List.of("unknown", "billing", "billing.nightly-report/x", "a%20b", "%0A", "..",
					"%F0%9F%94%92", "x".repeat(300))) {
				assertThat(application.get("/octostore/" + name).status()).as(name).isIn(400, 404);
			}
		}
	}

	@ParameterizedTest
	@CsvSource({ "release", "pause", "resume", "acknowledge-fencing-regression" })
	void refusesEachOperationByDefault(String operation) {
		try (EndpointApplication application = start("billing-1")) {
			String path = operation.startsWith("acknowledge") ? "/octostore" : JOB;
			Answer answer = application.post(path, "{\"operation\":\"" + operation + "\"}");
			assertThat(answer.status()).isEqualTo(403);
			assertThat(answer.refused()).isEqualTo("Operation '" + operation
					+ "' is not allowed: octostore.endpoint.operations must list it, and has no value");
		}
	}

	@Test
	void allowsNoOperationButThoseListed() {
		try (EndpointApplication application = start("billing-1", "octostore.endpoint.operations=resume")) {
			assertThat(application.get("/octostore").json().get("operations").toString()).isEqualTo("[\"resume\"]");
			Answer answer = application.post(JOB, "{\"operation\":\"release\"}");
			assertThat(answer.status()).isEqualTo(403);
			assertThat(answer.refused()).endsWith("and has [resume]");
			assertThat(application.post(JOB, "{\"operation\":\"resume\"}").refused())
				.isEqualTo("Jobs cannot be paused: octostore.pause.enabled must be true, in all instances");
		}
	}

	@Test
	void releasesALockThatIsHeldHere() {
		try (EndpointApplication application = start("billing-1", ALL, PAUSE)) {
			CompletableFuture<Void> body = application.begin(7);
			await().until(() -> this.server.holds("billing.invoice.7"));
			Answer answer = application.post("/octostore/billing.invoice.7", "{\"operation\":\"release\"}");
			assertThat(answer.status()).as(answer.body()).isEqualTo(200);
			assertThat(answer.json().get("result").asString()).contains("was told to stop", "LockLostException");
			assertThatExceptionOfType(CompletionException.class).isThrownBy(body::join)
				.havingCause()
				.asInstanceOf(InstanceOfAssertFactories.type(LockLostException.class))
				.satisfies((lost) -> assertThat(lost.reason()).isEqualTo(LossReason.REVOKED));
			await().until(() -> !this.server.holds("billing.invoice.7"));
			await().until(() -> texts(application.get("/octostore/billing.invoice.7").json().get("history"), "kind")
				.contains("lost"));
		}
	}

	@Test
	void releasesNoLockOfAnotherInstance() {
		try (EndpointApplication application = start("billing-1", ALL, PAUSE);
				EndpointApplication other = start("billing-2")) {
			CompletableFuture<Void> there = other.begin(1);
			await().until(() -> this.server.holds("billing.invoice.1"));
			Answer answer = application.post("/octostore/billing.invoice.1", "{\"operation\":\"release\"}");
			assertThat(answer.status()).isEqualTo(404);
			assertThat(answer.refused()).isEqualTo("No code of this instance (billing-1) has lock 'billing.invoice.1', "
					+ "only []. A lock that another instance has is released at that instance");
			assertThat(this.server.holds("billing.invoice.1")).isTrue();
			other.jobs().finish();
			there.join();
		}
	}

	@Test
	void pausesAJobInAllInstancesUntilItIsResumed() {
		try (EndpointApplication application = start("billing-1", ALL, PAUSE);
				EndpointApplication other = start("billing-2", PAUSE)) {
			Answer answer = application.post(JOB,
					"{\"operation\":\"pause\",\"duration\":\"8h\",\"reason\":\"month-end close\"}");
			assertThat(answer.status()).as(answer.body()).isEqualTo(200);
			assertThat(answer.json().get("result").asString()).matches(
					"The job is paused until \\S+Z by billing-1: month-end close\\. A run that has begun goes on to its end\\.");
			other.jobs().report();
			application.jobs().report();
			assertThat(other.jobs().runs()).isEqualTo(0);
			assertThat(application.jobs().runs()).isEqualTo(0);
			JsonNode lock = other.get(JOB).json();
			assertThat(lock.get("lock").get("state").asString()).isEqualTo("paused");
			assertThat(lock.get("lock").get("pause").get("reason").asString()).isEqualTo("month-end close");
			assertThat(lock.get("history").get(0).get("text").asString())
				.matches("skipped, the job is paused until \\S+Z by billing-1: month-end close, next run at \\S+");
			assertThat(application.post(JOB, "{\"operation\":\"resume\"}").status()).isEqualTo(200);
			other.jobs().report();
			assertThat(other.jobs().runs()).isEqualTo(1);
			assertThat(texts(application.get(JOB).json().get("history"), "kind")).containsExactly("resumed", "skipped",
					"paused");
		}
	}

	@Test
	void pausesAReactiveJob() {
		try (EndpointApplication application = start("billing-1", ALL, PAUSE)) {
			application.post("/octostore/billing.sweep", "{\"operation\":\"pause\"}");
			assertThat(application.jobs().sweep().blockOptional()).isEmpty();
			application.post("/octostore/billing.sweep", "{\"operation\":\"resume\"}");
			assertThat(application.jobs().sweep().block()).isEqualTo("run 1");
		}
	}

	@Test
	void asksNothingMoreWhereNoJobCanBePaused() {
		try (EndpointApplication application = start("billing-1");
				EndpointApplication pausable = start("billing-2", PAUSE)) {
			this.server.clearRequests();
			application.jobs().report();
			assertThat(this.server.requests()).noneMatch((request) -> request.path().contains("paused"));
			pausable.jobs().report();
			assertThat(this.server.requests()).filteredOn((request) -> request.path().contains("paused")).hasSize(1);
		}
	}

	@Test
	void letsASecondPauseTakeThePlaceOfTheFirst() {
		try (EndpointApplication application = start("billing-1", ALL, PAUSE)) {
			application.post(JOB, "{\"operation\":\"pause\",\"duration\":\"1h\",\"reason\":\"first\"}");
			Answer second = application.post(JOB,
					"{\"operation\":\"pause\",\"duration\":\"10m\",\"reason\":\"second\"}");
			assertThat(second.status()).isEqualTo(200);
			assertThat(application.get(JOB).json().get("lock").get("pause").get("reason").asString())
				.isEqualTo("second");
			application.post(JOB, "{\"operation\":\"resume\"}");
			assertThat(this.server.heldLocks()).isEmpty();
		}
	}

	@Test
	void refusesToResumeWhatIsNotPaused() {
		try (EndpointApplication application = start("billing-1", ALL, PAUSE)) {
			Answer answer = application.post(JOB, "{\"operation\":\"resume\"}");
			assertThat(answer.status()).isEqualTo(409);
			assertThat(answer.refused()).isEqualTo("Lock 'billing.nightly-report' is not paused");
			assertThat(this.server.heldLocks()).isEmpty();
		}
	}

	@Test
	void pausesNoLockThatNoJobHas() {
		try (EndpointApplication application = start("billing-1", ALL, PAUSE)) {
			for (String name : List.of("nightly-report", "billing.invoice", "billing.nightly-report..paused",
					"x%20y")) {
				Answer answer = application.post("/octostore/" + name, "{\"operation\":\"pause\"}");
				assertThat(answer.status()).as(name).isEqualTo(404);
				assertThat(answer.refused()).contains("No job of this application has a lock named",
						"[billing.nightly-report, billing.sweep]");
			}
			assertThat(this.server.heldLocks()).isEmpty();
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					{"operation":"pause","duration":"0s"}   | A pause must last one second to 30 days, but this one is PT0S
					{"operation":"pause","duration":"31d"}  | A pause must last one second to 30 days, but this one is PT744H
					{"operation":"pause","duration":"-1h"}  | A pause must last one second to 30 days, but this one is PT-1H
					{"operation":"pause","duration":"60"}   | duration has no unit, and would be 60 milliseconds: write one, such as 90s, 8h or 2d
					{"operation":"pause","duration":"soon"} | duration must be a number and a unit, such as 90s, 8h or 2d, but is 'soon'
					{"operation":"pause","duration":""}     | duration must be a number and a unit, such as 90s, 8h or 2d, but is ''
					{"operation":"pause","duration":"999999999999999999d"} | duration must be a number and a unit, such as 90s, 8h or 2d, but is '999999999999999999d'
					{"operation":"pause","reason":"a\\nb"}  | The reason of a pause must not contain control characters
					{"operation":"stop"}                    | operation must be release, pause or resume for a lock, or acknowledge-fencing-regression without one, but is 'stop'
					{"operation":"acknowledge-fencing-regression"} | Operation 'acknowledge-fencing-regression' concerns all locks: POST to octostore, without the name of a lock
					""")
	void refusesArgumentsThatBreakARule(String request, String message) {
		try (EndpointApplication application = start("billing-1", ALL, PAUSE)) {
			Answer answer = application.post(JOB, request);
			assertThat(answer.status()).as(answer.body()).isEqualTo(400);
			assertThat(answer.refused()).isEqualTo(message);
			assertThat(this.server.heldLocks()).isEmpty();
		}
	}

	@Test
	void acknowledgesThatFencingTokensWentBack() {
		try (EndpointApplication application = start("billing-1", ALL, PAUSE)) {
			OctoStoreLocks locks = application.bean(OctoStoreLocks.class);
			IntStream.range(0, 5).forEach((run) -> locks.executeWithoutResult("sweep", (lock) -> {
			}));
			this.server.restartEmpty();
			assertThatExceptionOfType(Exception.class)
				.isThrownBy(() -> locks.executeWithoutResult("sweep", LockOptions.defaults(), (lock) -> {
				}))
				.withMessageContaining("fencing token");
			assertThat(application.post("/octostore", "{\"operation\":\"acknowledge-fencing-regression\"}").status())
				.isEqualTo(200);
			assertThat(locks.tryAcquire("sweep")).hasValueSatisfying((lock) -> lock.close());
			assertThat(application.post("/octostore", "{\"operation\":\"pause\"}").refused())
				.isEqualTo("Operation 'pause' needs the name of a lock: POST to octostore/{lock}");
		}
	}

	@Test
	void saysSoWhenTheServerDoesNotAnswer() {
		try (EndpointApplication application = start("billing-1", ALL, PAUSE, "octostore.request-timeout=1s",
				"octostore.connect-timeout=500ms", "octostore.retry.enabled=false")) {
			this.server.goDown();
			JsonNode report = application.get("/octostore").json();
			assertThat(report.get("server").get("state").asString()).isEqualTo("down");
			assertThat(report.get("server").get("problem").asString()).isNotBlank();
			assertThat(texts(report.get("locks"), "state")).containsExactly("unknown", "unknown");
			assertThat(application.post(JOB, "{\"operation\":\"pause\"}").status()).isEqualTo(503);
			assertThatExceptionOfType(Exception.class).isThrownBy(application.jobs()::report);
			assertThat(application.jobs().runs()).isEqualTo(0);
		}
	}

	@Test
	void showsAsManyLocksAsAUserMayHold() {
		try (EndpointApplication application = start("billing-1"); EndpointApplication other = start("billing-2")) {
			List<String> names = IntStream.range(0, 100).mapToObj((number) -> "import." + number).toList();
			try (HeldLocks locks = other.bean(OctoStoreLocks.class).acquireAll(names, LockOptions.defaults())) {
				JsonNode report = application.get("/octostore").json();
				assertThat(texts(report.get("locks"), "state")).hasSize(102).filteredOn("held"::equals).hasSize(100);
				assertThat(locks).isNotNull();
			}
		}
	}

	@Test
	void showsNoSecret() {
		try (EndpointApplication application = start("billing-1", ALL, PAUSE)) {
			CompletableFuture<Void> body = application.begin(7);
			await().until(() -> this.server.holds("billing.invoice.7"));
			String lease = this.server.requests().toString();
			assertThat(lease).isNotEmpty();
			assertThat(application.get("/octostore").body()).doesNotContain("tok-a", "leaseId", "lease_id",
					"sessionId");
			application.jobs().finish();
			body.join();
		}
	}

	@Test
	void informsOfServerAndInstance() {
		try (EndpointApplication application = start("billing-1")) {
			JsonNode info = application.get("/info").json().get("octostore");
			assertThat(info.get("server").get("address").asString()).isEqualTo(this.server.baseUrl().toString());
			assertThat(info.get("server").get("version").asString()).isEqualTo(this.server.generation().version());
			assertThat(info.get("instance").asString()).isEqualTo("billing-1");
		}
		try (EndpointApplication application = start("billing-1", "management.info.octostore.enabled=false")) {
			assertThat(application.get("/info").json().has("octostore")).isFalse();
		}
	}

}
