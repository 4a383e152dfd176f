package io.octostore.spring.boot.endpoint;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

import io.octostore.embedded.OctoStoreServer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * {@code docs/endpoint.md} shows what the endpoint answers, and explains each field.
 */
class EndpointPageTests {

	private static final Path PAGE = Path.of("..", "docs", "endpoint.md");

	private static final Path SOURCE = Path.of("src", "main", "java",
			EndpointReport.class.getName().replace('.', '/') + ".java");

	private static final String REWRITE = "octostore.docs.rewrite";

	private static final String COMMAND = "mvn -pl octostore-spring-boot-autoconfigure -am test "
			+ "-Dtest=EndpointPageTests -Dsurefire.failIfNoSpecifiedTests=false -D" + REWRITE + "=true";

	private static final int WIDTH = 120;

	private static final JsonMapper JSON = JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

	private static final String INTRODUCTION = """
			# The endpoint

			Generated from answers of the endpoint and from the code by `EndpointPageTests`, which compares them. How to use it
			is in [observability](observability.md).

			Durations are in milliseconds, times in ISO 8601. A field without a value is `null`.
			""";

	private static final Map<String, Class<?>> PARTS = parts();

	private static Map<String, Class<?>> parts() {
		Map<String, Class<?>> parts = new LinkedHashMap<>();
		parts.put("The answer", EndpointReport.class);
		parts.put("`server`", EndpointReport.Server.class);
		parts.put("`instance`", EndpointReport.Instance.class);
		parts.put("`held`", EndpointReport.Held.class);
		parts.put("`waiting`", EndpointReport.Waiting.class);
		parts.put("`locks`", EndpointReport.Lock.class);
		parts.put("`elections`", EndpointReport.Election.class);
		parts.put("`history`", EndpointReport.Event.class);
		return parts;
	}

	@Test
	void thePageShowsWhatTheEndpointAnswers() throws IOException {
		String page = page();
		if (Boolean.getBoolean(REWRITE)) {
			Files.writeString(PAGE, page);
		}
		assertThat(PAGE).as("docs/endpoint.md is not up to date; to rewrite it: %s", COMMAND).content().isEqualTo(page);
	}

	private static String page() throws IOException {
		StringBuilder page = new StringBuilder(INTRODUCTION);
		String source = Files.readString(SOURCE);
		try (OctoStoreServer server = OctoStoreServer.builder().token("alice", "tok-a").start();
				EndpointApplication application = EndpointApplication.servlet(server, "billing@host-1:4711",
						"octostore.pause.enabled=true", "octostore.endpoint.operations=release,pause,resume")) {
			application.jobs().report();
			CompletableFuture<Void> invoice = application.begin(17);
			await().until(() -> server.holds("billing.invoice.17"));
			CompletableFuture<Void> waiter = application.begin(17);
			await().until(() -> application.get("/octostore").json().get("waiting").size() == 1);
			get(page, application, "Show everything", "");
			page.append("\n### Fields\n");
			PARTS.forEach((name, part) -> fields(page, source, name, part));
			get(page, application, "Show one lock", "/billing.nightly-report");
			post(page, application, "Pause a job",
					"{\"operation\":\"pause\",\"duration\":\"8h\",\"reason\":\"month-end close\"}");
			post(page, application, "Resume it", "{\"operation\":\"resume\"}");
			post(page, application, "What is not possible", "{\"operation\":\"resume\"}");
			application.jobs().finish();
			CompletableFuture.allOf(invoice, waiter).join();
		}
		page.append(
				"""

						The status is 400 for an argument that breaks its rule, 403 if `octostore.endpoint.operations` does not list the
						operation, 404 for an unknown lock, 409 if the operation is not possible now, 503 if the server of the locks does
						not answer.
						""");
		return page.toString();
	}

	private static void get(StringBuilder page, EndpointApplication application, String title, String path) {
		page.append("\n## ").append(title).append("\n\n`GET /actuator/octostore").append(path).append("`\n\n");
		answer(page, application.get("/octostore" + path).json());
	}

	private static void post(StringBuilder page, EndpointApplication application, String title, String request) {
		String path = "/octostore/billing.nightly-report";
		page.append("\n## ").append(title).append("\n\n`POST /actuator").append(path).append("`\n\n");
		json(page, JSON.readTree(request));
		EndpointApplication.Answer answer = application.post(path, request);
		page.append("\nThe status is ").append(answer.status()).append(":\n\n");
		answer(page, answer.json());
	}

	private static void answer(StringBuilder page, JsonNode answer) {
		json(page,
				JSON.readTree(answer.toString()
					.replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "2026-03-01T02:00:00Z")
					.replaceAll("http://127.0.0.1:\\d+", "https://octostore.example.com")
					// Known of archives only, not of folders of classes
					.replaceAll("\"libraryVersion\":(null|\"[^\"]*\")", "\"libraryVersion\":\"0.1.0\"")
					.replaceAll("\"(heldFor|remaining|waitedFor|givesUpIn|latency|waited|held)\":\\d+", "\"$1\":1234")
					.replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22,}", "9b2d4f3a-5c1e-8a77-b0c6-2f1d3e4a5b6c")
					.replaceAll(", waited [0-9.]+ (ms|s)", "")
					.replaceAll("held for [0-9.]+ (ms|s)", "held for 1.2 s")
					.replaceAll("\"caller\":\"[^\"]+\"", "\"caller\":\"http-nio-8080-exec-3\"")));
	}

	private static void json(StringBuilder page, JsonNode json) {
		page.append("```json\n").append(JSON.writeValueAsString(json).replace("\r", "")).append("\n```\n");
	}

	/**
	 * What the code says about the components of a record.
	 */
	private static void fields(StringBuilder page, String source, String name, Class<?> part) {
		page.append("\n").append(name).append(":\n\n");
		String comment = comment(source, "public record " + part.getSimpleName() + "(");
		for (RecordComponent component : part.getRecordComponents()) {
			Matcher described = Pattern.compile("@param " + component.getName() + " (.*?)(?=@param|@since|$)")
				.matcher(comment);
			assertThat(described.find()).as("%s of %s", component.getName(), part).isTrue();
			String text = described.group(1).replaceAll("\\{@code ([^}]+)}", "`$1`").strip();
			page.append(wrap("* **`" + component.getName() + "`**: " + text + "."));
		}
	}

	private static String comment(String source, String declaration) {
		int end = source.indexOf(declaration);
		assertThat(end).as(declaration).isPositive();
		return source.substring(source.lastIndexOf("/**", end) + 3, source.lastIndexOf("*/", end))
			.replaceAll("\\s*\\n\\s*\\* ?", " ")
			.replaceAll("\\s+", " ");
	}

	private static String wrap(String text) {
		List<String> lines = new ArrayList<>();
		StringBuilder line = new StringBuilder();
		for (String word : text.split(" ")) {
			if (!line.isEmpty() && line.length() + 1 + word.length() > WIDTH) {
				lines.add(line.toString());
				line = new StringBuilder(" ");
			}
			line.append(line.isEmpty() ? "" : " ").append(word);
		}
		lines.add(line.toString());
		return String.join("\n", lines) + "\n";
	}

	@Test
	void explainsEachPartOfTheAnswer() {
		assertThat(new TreeSet<>(Arrays.stream(EndpointReport.class.getRecordComponents())
			.map(RecordComponent::getName)
			.filter((name) -> !List.of("time", "operations").contains(name))
			.map((name) -> "`" + name + "`")
			.toList()))
			.isEqualTo(new TreeSet<>(PARTS.keySet().stream().filter((name) -> name.startsWith("`")).toList()));
	}

}
