package io.octostore.spring.boot.console;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import io.octostore.chromium.Chromium;
import io.octostore.chromium.Page;
import io.octostore.embedded.OctoStoreServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page of an in-process server in a real browser: everything that the page does with
 * its input.
 */
@Tag("chromium")
class ServerPageBrowserTests {

	private static final Path PICTURES = Path.of("target", "chromium");

	private static Chromium chromium;

	private final OctoStoreServer server = OctoStoreServer.builder()
		.token("alice", "tok-a")
		.token("bob", "tok-b")
		.console(true)
		.start();

	private final PlainClient client = new PlainClient(this.server.baseUrl());

	@BeforeAll
	static void start() {
		chromium = Chromium.start();
	}

	@AfterAll
	static void stop() {
		chromium.close();
	}

	@AfterEach
	void close() {
		this.server.close();
	}

	private JsonNode acquire(String token, String name, String body) {
		return this.client.post("/locks/" + name + "/acquire", token, body);
	}

	private void release(String token, String name, JsonNode grant) {
		this.client.post("/locks/" + name + "/release", token, "{\"lease_id\":" + grant.get("lease_id") + "}");
	}

	private void crowd() {
		JsonNode session = this.client.post("/sessions", "tok-a", "{\"ttl_seconds\":60}");
		acquire("tok-a", "nightly-report", "{\"ttl_seconds\":120,\"ephemeral\":true,\"session_id\":"
				+ session.get("session_id") + ",\"metadata\":\"billing@host-1:4711\"}");
		acquire("tok-b", "nightly-report", "{}");
		acquire("tok-b", "import.customers.eu-west-1", "{\"ttl_seconds\":3600,\"metadata\":\"importer@host-2:99\"}");
		release("tok-b", "cleanup", acquire("tok-b", "cleanup", "{\"ttl_seconds\":60,\"lock_delay_seconds\":30}"));
		this.client.post("/elections/primary-room-1/campaign", null,
				"{\"candidate_id\":\"billing-1\",\"ttl_seconds\":60,\"metadata\":\"billing@host-1:4711\"}");
	}

	private Page open(int width, String scheme) {
		return open(this.server, width, scheme);
	}

	private static Page open(OctoStoreServer server, int width, String scheme) {
		Page page = chromium.open(server.consoleUrl().orElseThrow(), width, scheme);
		awaitConnection(page, "live");
		page.awaitTrue("document.querySelectorAll('#summary > div').length > 0");
		return page;
	}

	private static void awaitConnection(Page page, String state) {
		page.awaitTrue("document.getElementById('connection').dataset.state === '" + state + "'");
	}

	private static void awaitRows(Page page, String table, int count) {
		page.awaitTrue("document.querySelectorAll('#" + table + " > tr').length === " + count);
	}

	@Test
	void showsLocksSessionsElectionsAndHistory() {
		crowd();
		Page page = open(1280, "light");
		awaitRows(page, "lock-rows", 3);
		assertThat(page.texts("#lock-rows .name")).containsExactly("cleanup", "import.customers.eu-west-1",
				"nightly-report");
		assertThat(page.texts("#lock-rows .state")).containsExactly("cooling down", "held", "held");
		assertThat(page.text("#lock-rows tr:last-child")).contains("billing@host-1:4711 (alice)", "min");
		assertThat(page.text("#session-rows tr")).startsWith("alice, holder id ").contains("alive").endsWith(" 1");
		assertThat(page.text("#election-rows tr")).startsWith("primary-room-1 billing@host-1:4711 (billing-1)");
		assertThat(page.texts("#history-rows tr")).hasSize(6)
			.first()
			.asString()
			.endsWith("election primary-room-1 acquired acquired by a holder without a user, fencing token 4");
		assertThat(page.text("#waiting .empty")).isEqualTo("No caller waits for a lock.");
		assertThat(page.texts("#summary dd")).containsExactly("up", "2", "0");
	}

	@Test
	void isLive() {
		Page page = open(1280, "light");
		assertThat(page.text("#locks .empty")).isEqualTo("No locks.");
		JsonNode grant = acquire("tok-a", "nightly-report", "{}");
		awaitRows(page, "lock-rows", 1);
		awaitRows(page, "history-rows", 1);
		release("tok-a", "nightly-report", grant);
		awaitRows(page, "lock-rows", 0);
		awaitRows(page, "history-rows", 2);
		assertThat(page.text("#history-rows tr")).contains("released by alice");
	}

	@Test
	void runsTheTimeLeftDownBetweenTwoMessages() {
		acquire("tok-a", "nightly-report", "{\"ttl_seconds\":120}");
		Page page = open(1280, "light");
		letTimeGoBy(page, 100);
		assertThat(page.text("#lock-rows .left")).matches("(19|20) s");
		assertThat(page.evaluate("document.querySelector('#lock-rows progress').value < 21000")).isEqualTo("true");
		assertThat(page.evaluate("document.querySelector('#lock-rows .left').dataset.tone")).isEqualTo("warn");
		letTimeGoBy(page, 100);
		assertThat(page.text("#lock-rows .left")).isEqualTo("over");
	}

	@Test
	void letsTimeStandWhereTheServersTimeStands() {
		try (OctoStoreServer frozen = OctoStoreServer.builder()
			.token("alice", "tok-a")
			.console(true)
			.manualTime()
			.start()) {
			new PlainClient(frozen.baseUrl()).post("/locks/nightly/acquire", "tok-a", "{\"ttl_seconds\":59}");
			Page page = open(frozen, 1280, "light");
			letTimeGoBy(page, 30);
			assertThat(page.text("#lock-rows .left")).isEqualTo("59 s");
			frozen.advanceTime(Duration.ofSeconds(20));
			page.awaitTrue("document.querySelector('#lock-rows .left').innerText.trim() === '39 s'");
		}
	}

	/**
	 * Moves the browser's clock and has the page look at it.
	 */
	private static void letTimeGoBy(Page page, int seconds) {
		page.evaluate("{ const before = performance.now.bind(performance); performance.now = () => before() + "
				+ seconds + "000; document.getElementById('filter').dispatchEvent(new Event('input')); }");
	}

	@Test
	void showsWhoWaits() throws IOException {
		acquire("tok-a", "nightly-report", "{}");
		Page page = open(1280, "light");
		try (InputStream watch = this.client.open("/locks/nightly-report/watch", "tok-b")) {
			assertThat(watch).isNotNull();
			awaitRows(page, "waiting-rows", 1);
			assertThat(page.text("#waiting-rows tr")).startsWith("nightly-report bob, by a watch ");
			assertThat(page.text("#lock-rows .number")).isEqualTo("1");
		}
		awaitRows(page, "waiting-rows", 0);
	}

	@Test
	void isUsedWithoutAMouse() {
		crowd();
		Page page = open(1280, "light");
		awaitRows(page, "lock-rows", 3);
		page.press("j");
		page.press("j");
		page.press("j");
		page.press("k");
		assertThat(page.evaluate("document.activeElement.innerText")).isEqualTo("import.customers.eu-west-1");
		page.press("j");
		page.press("Enter");
		awaitRows(page, "lock-rows", 4);
		assertThat(page.text("tr.details .facts")).contains("Fencing token 1", "Held since", "Holder id");
		assertThat(page.texts("tr.details li")).hasSize(2).first().asString().contains("refused asked for by bob");
		assertThat(page.evaluate("document.activeElement.getAttribute('aria-expanded')")).isEqualTo("true");
		page.press("/");
		page.type("IMPORT");
		awaitRows(page, "lock-rows", 1);
		awaitRows(page, "history-rows", 1);
		assertThat(page.text("#locks .count")).isEqualTo("1 of 3");
		page.press("Escape");
		page.press("Escape");
		awaitRows(page, "lock-rows", 3);
		page.evaluate("document.activeElement.blur()");
		page.press("?");
		assertThat(page.evaluate("document.getElementById('help').open")).isEqualTo("true");
		page.press("Escape");
		page.awaitTrue("!document.getElementById('help').open");
		page.press("h");
		assertThat(page.evaluate("document.activeElement.id")).isEqualTo("history");
	}

	@Test
	void choosesKindsOfEvents() {
		crowd();
		Page page = open(1280, "light");
		awaitRows(page, "history-rows", 6);
		choose(page, "quiet");
		assertThat(page.texts("#history-rows .badge")).containsExactly("refused");
		choose(page, "trouble");
		assertThat(page.text("#history .empty")).isEqualTo("Nothing has happened yet.");
		choose(page, "ok");
		assertThat(page.texts("#history-rows .badge")).hasSize(5).doesNotContain("refused");
	}

	private static void choose(Page page, String kind) {
		page.evaluate("{ const kinds = document.getElementById('kinds'); kinds.value = '" + kind
				+ "'; kinds.dispatchEvent(new Event('change')); }");
	}

	@Test
	void comesBackWithTheServer() {
		acquire("tok-a", "nightly-report", "{}");
		Page page = open(1280, "light");
		awaitRows(page, "lock-rows", 1);
		this.server.goDown();
		page.awaitTrue("document.getElementById('main').dataset.stale === ''");
		assertThat(page.text("#connection")).isIn("Connecting", "Disconnected");
		this.server.comeBack();
		awaitConnection(page, "live");
		awaitRows(page, "lock-rows", 1);
		awaitRows(page, "history-rows", 1);
	}

	@Test
	void fitsASmallScreen() {
		crowd();
		acquire("tok-a", "a-name-without-any-place-to-break-it-" + "x".repeat(27),
				"{\"metadata\":\"" + "y".repeat(200) + "\"}");
		Page page = open(400, "dark");
		awaitRows(page, "lock-rows", 4);
		page.evaluate("document.querySelectorAll('.name').forEach((name) => name.click())");
		assertThat(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")).isEqualTo("true");
	}

	@Test
	void followsTheSchemeOfTheSystem() {
		Page light = open(1280, "light");
		Page dark = open(1280, "dark");
		String ground = "getComputedStyle(document.body).backgroundColor";
		assertThat(light.evaluate(ground)).isEqualTo("rgb(245, 247, 248)");
		assertThat(dark.evaluate(ground)).isEqualTo("rgb(15, 20, 23)");
	}

	@Test
	void takesTextForText() {
		acquire("tok-a", "nightly-report", "{\"metadata\":\"<img src=x onerror=alert(1)><script>alert(2)</script>\"}");
		Page page = open(1280, "light");
		awaitRows(page, "lock-rows", 1);
		assertThat(page.text("#lock-rows tr")).contains("<img src=x onerror=alert(1)><script>alert(2)</script>");
		assertThat(page.problems()).isEmpty();
	}

	@Test
	void asksNoOtherServerAndBreaksNoPolicy() {
		crowd();
		Page page = open(1280, "light");
		awaitRows(page, "lock-rows", 3);
		assertThat(page.requests()).isNotEmpty()
			.allMatch((request) -> request.startsWith(this.server.baseUrl() + "/octostore/"));
		assertThat(page.problems()).isEmpty();
	}

	@Test
	void isDrawn() {
		crowd();
		for (String scheme : List.of("light", "dark")) {
			for (int width : new int[] { 1280, 400 }) {
				Page page = open(width, scheme);
				awaitRows(page, "lock-rows", 3);
				page.evaluate("[...document.querySelectorAll('.name')].at(-1).click()");
				Path picture = PICTURES.resolve("server-" + width + "-" + scheme + ".png");
				page.screenshot(picture);
				assertThat(picture).isNotEmptyFile();
			}
		}
	}

}
