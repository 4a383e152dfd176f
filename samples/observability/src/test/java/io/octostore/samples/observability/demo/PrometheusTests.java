package io.octostore.samples.observability.demo;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The dashboard and the rules, tried by a real Prometheus that reads the meters of two
 * instances. Debian's package {@code prometheus} has all that this needs.
 */
@Tag("prometheus")
class PrometheusTests {

	private static final Path FOLDER = Path.of("..", "..", "docs", "observability").toAbsolutePath().normalize();

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private static final JsonMapper JSON = new JsonMapper();

	@TempDir
	private static Path folder;

	private static Fleet fleet;

	private static Process prometheus;

	private static int port;

	@BeforeAll
	static void start() throws IOException, InterruptedException {
		fleet = Fleet.start(0, List.of(0, 0));
		port = freePort();
		Path configuration = folder.resolve("prometheus.yml");
		Files.writeString(configuration, """
				global:
				  scrape_interval: 1s
				  evaluation_interval: 1s
				rule_files: ["%s"]
				scrape_configs:
				  - job_name: billing
				    metrics_path: /actuator/prometheus
				    static_configs:
				      - targets: ["127.0.0.1:%d", "127.0.0.1:%d"]
				""".formatted(FOLDER.resolve("prometheus-rules.yml"), fleet.instances().get(0).port(),
				fleet.instances().get(1).port()));
		run("promtool", "check", "config", configuration.toString());
		prometheus = new ProcessBuilder("prometheus", "--config.file=" + configuration,
				"--storage.tsdb.path=" + folder.resolve("data"), "--web.listen-address=127.0.0.1:" + port)
			.redirectErrorStream(true)
			.redirectOutput(folder.resolve("log").toFile())
			.start();
		await().ignoreExceptions()
			.atMost(Duration.ofSeconds(30))
			.until(() -> query("sum(up)").toString().contains("\"2\""));
		for (Instance instance : fleet.instances()) {
			HTTP.send(HttpRequest.newBuilder(instance.url("/payments/4711"))
				.POST(HttpRequest.BodyPublishers.noBody())
				.build(), HttpResponse.BodyHandlers.discarding());
		}
	}

	@AfterAll
	static void stop() throws InterruptedException {
		if (prometheus != null) {
			prometheus.destroy();
			prometheus.waitFor(10, TimeUnit.SECONDS);
			prometheus.destroyForcibly();
		}
		if (fleet != null) {
			fleet.close();
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return socket.getLocalPort();
		}
	}

	private static String run(String... command) throws IOException, InterruptedException {
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertThat(process.waitFor()).as(output).isZero();
		return output;
	}

	private static JsonNode get(String path) throws IOException, InterruptedException {
		HttpResponse<String> answer = HTTP.send(
				HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
				HttpResponse.BodyHandlers.ofString());
		JsonNode json = JSON.readTree(answer.body());
		assertThat(json.get("status").asString()).as(answer.body()).isEqualTo("success");
		return json.get("data");
	}

	private static JsonNode query(String expression) throws IOException, InterruptedException {
		return get("/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8)).get("result");
	}

	@Test
	void showsAnOutageOfTheServer() {
		String errors = "sum(octostore_lock_acquire_seconds_count{outcome=\"error\"})";
		fleet.takeServerDown();
		try {
			await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> assertThat(query(errors)).isNotEmpty());
		}
		finally {
			fleet.bringServerBack();
		}
		await().atMost(Duration.ofSeconds(60))
			.untilAsserted(() -> assertThat(
					query("sum(rate(octostore_lock_acquire_seconds_count{outcome=\"acquired\"}[5s])) > 0"))
				.isNotEmpty());
	}

	@Test
	void promtoolAcceptsTheRulesAndTheirTests() throws IOException, InterruptedException {
		assertThat(run("promtool", "check", "rules", FOLDER.resolve("prometheus-rules.yml").toString()))
			.contains("SUCCESS");
		assertThat(run("promtool", "test", "rules", FOLDER.resolve("prometheus-rules-test.yml").toString()))
			.contains("SUCCESS");
	}

	@Test
	void everyRuleIsEvaluated() {
		await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
			List<JsonNode> rules = new ArrayList<>();
			get("/api/v1/rules").get("groups").forEach((group) -> group.get("rules").forEach(rules::add));
			assertThat(rules).hasSizeGreaterThan(5)
				.allMatch((rule) -> rule.get("health").asString().equals("ok"), "healthy");
		});
	}

	@Test
	void everyQueryOfTheDashboardFindsSomething() throws IOException {
		List<String> expressions = new ArrayList<>();
		JsonNode dashboard = JSON.readTree(Files.readString(FOLDER.resolve("grafana-dashboard.json")));
		dashboard.get("panels").forEach((panel) -> panel.path("targets").forEach((target) -> {
			expressions.add(target.get("expr").asString());
		}));
		assertThat(expressions).hasSizeGreaterThan(15);
		for (String expression : expressions) {
			String query = expression.replace("$__rate_interval", "10s")
				.replace("$__range", "1m")
				.replace("$job", "billing")
				.replace("$lock", ".*");
			await(expression).atMost(Duration.ofSeconds(40))
				.pollInterval(Duration.ofMillis(500))
				.untilAsserted(() -> assertThat(query(query)).isNotEmpty());
		}
	}

	@Test
	void theVariablesOfTheDashboardFindApplicationsAndLocks() {
		await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
			assertThat(get("/api/v1/label/lock_name/values?match[]=octostore_lock_held_active_seconds_count"
				.replace("[", "%5B")
				.replace("]", "%5D")).toString()).contains("nightly-report", "clean-up", "payment");
		});
	}

}
