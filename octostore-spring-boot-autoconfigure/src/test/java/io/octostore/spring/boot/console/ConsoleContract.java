package io.octostore.spring.boot.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static io.octostore.spring.boot.console.ConsoleApplications.url;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the page gets from an application of either kind.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ConsoleContract {

	private final HttpClient http = HttpClient.newHttpClient();

	private final ConfigurableApplicationContext context = start();

	abstract ConfigurableApplicationContext start(String... properties);

	@AfterAll
	void close() {
		this.context.getBean(ConsoleApplications.Jobs.class).finish();
		this.context.close();
	}

	private HttpResponse<String> get(String path) throws IOException, InterruptedException {
		return get(url(this.context, path));
	}

	private HttpResponse<String> get(URI url) throws IOException, InterruptedException {
		return this.http.send(HttpRequest.newBuilder(url).build(), HttpResponse.BodyHandlers.ofString());
	}

	@Test
	void servesThePageUnderAStrictPolicy() throws IOException, InterruptedException {
		HttpResponse<String> answer = get("/octostore/");
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.headers().firstValue("content-type")).hasValue("text/html;charset=UTF-8");
		assertThat(answer.headers().firstValue("content-security-policy")).hasValue("default-src 'none'; "
				+ "script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; "
				+ "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'");
		assertThat(answer.headers().firstValue("x-content-type-options")).hasValue("nosniff");
		assertThat(answer.headers().firstValue("referrer-policy")).hasValue("no-referrer");
		assertThat(answer.headers().firstValue("cache-control")).hasValue("no-store");
		assertThat(answer.body()).contains("main.js");
	}

	@Test
	void servesItsFilesAndNoOthers() throws IOException, InterruptedException {
		assertThat(get("/octostore/main.js").headers().firstValue("content-type"))
			.hasValue("text/javascript;charset=UTF-8");
		assertThat(get("/octostore/console.css").headers().firstValue("content-type"))
			.hasValue("text/css;charset=UTF-8");
		assertThat(get("/octostore/icon.svg").headers().firstValue("content-type")).hasValue("image/svg+xml");
		for (String path : List.of("missing.js", "%2e%2e/ConsoleFile.class", "..%2fConsoleFile.class",
				"ConsoleFile.class", "files/main.js")) {
			assertThat(get("/octostore/" + path).statusCode()).as(path).isBetween(400, 404);
		}
	}

	@Test
	void leadsFromThePathToThePageWhateverStandsBeforeIt() throws IOException, InterruptedException {
		HttpResponse<String> answer = get("/octostore");
		assertThat(answer.statusCode()).isEqualTo(302);
		assertThat(answer.headers().firstValue("location")).hasValue("octostore/");
	}

	@Test
	void isWhereThePropertySays() throws IOException, InterruptedException {
		try (ConfigurableApplicationContext other = start("octostore.console.path=/admin/locks")) {
			assertThat(get(url(other, "/admin/locks/")).statusCode()).isEqualTo(200);
			assertThat(get(url(other, "/admin/locks")).headers().firstValue("location")).hasValue("locks/");
			assertThat(get(url(other, "/octostore/")).statusCode()).isEqualTo(404);
		}
	}

	@Test
	void isThereOnlyIfAskedFor() throws IOException, InterruptedException {
		try (ConfigurableApplicationContext other = start("octostore.console.enabled=false")) {
			assertThat(get(url(other, "/octostore/")).statusCode()).isEqualTo(404);
			assertThat(other.getBeansOfType(ConsoleFeed.class)).isEmpty();
		}
	}

	@Test
	void describesTheApplicationAsItChanges() throws IOException, InterruptedException {
		ConsoleApplications.Jobs jobs = this.context.getBean(ConsoleApplications.Jobs.class);
		try (Events events = events()) {
			JsonNode before = events.await("state",
					(state) -> state.get("server").get("state").asString().equals("up"));
			assertThat(before.get("title").asString()).isEqualTo("billing");
			assertThat(before.get("instance").get("name").asString()).isEqualTo("billing@host-1:4711");
			assertThat(before.get("server").get("version").asString()).isNotBlank();
			assertThat(before.get("waiting")).isEmpty();
			assertThat(before.get("locks")).hasSize(1);
			assertThat(before.get("locks").get(0).get("name").asString()).isEqualTo("nightly-report");
			assertThat(before.get("locks").get(0).get("state").asString()).isEqualTo("free");
			assertThat(before.get("locks").get(0).get("nextFireTime").asString()).contains("T");
			CompletableFuture<Void> running = CompletableFuture.runAsync(() -> invoice(jobs));
			JsonNode during = events.await("state",
					(state) -> state.get("locks").size() == 2 && state.get("locks").get(0).has("until"));
			JsonNode lock = during.get("locks").get(0);
			assertThat(lock.get("name").asString()).isEqualTo("invoice.17");
			assertThat(lock.get("state").asString()).isEqualTo("held");
			assertThat(lock.get("here").asBoolean()).isTrue();
			assertThat(lock.get("holder").asString()).isEqualTo("billing@host-1:4711");
			assertThat(lock.get("token").asLong()).isPositive();
			assertThat(lock.get("remainingMs").asLong()).isBetween(1L, 60_000L);
			assertThat(during.get("sessions").get(0).get("state").asString()).isEqualTo("alive");
			assertThat(during.get("sessions").get(0).get("locks").asInt()).isEqualTo(1);
			jobs.finish();
			running.join();
			events.await("state", (state) -> !state.get("locks").get(0).get("state").asString().equals("held"));
		}
	}

	@Test
	void tellsWhatHappened() throws IOException, InterruptedException {
		try (ConfigurableApplicationContext other = start(); Events events = events(other)) {
			assertThat(events.await("history", (history) -> true).get("reset").asBoolean()).isTrue();
			other.getBean(ConsoleApplications.Jobs.class).report();
			JsonNode entry = events.await("history", (history) -> !history.get("entries").isEmpty())
				.get("entries")
				.get(0);
			assertThat(entry.get("lock").asString()).isEqualTo("nightly-report");
			assertThat(entry.get("kind").asString()).isEqualTo("ran");
			assertThat(entry.get("text").asString()).startsWith("held for ").contains("fencing token ");
		}
	}

	@Test
	void tellsWhoWaits() throws IOException, InterruptedException {
		try (ConfigurableApplicationContext other = start("billing.crowded=true"); Events events = events(other)) {
			ConsoleApplications.Jobs jobs = other.getBean(ConsoleApplications.Jobs.class);
			CompletableFuture<Void> running = CompletableFuture.runAsync(() -> invoice(jobs));
			events.await("state", (state) -> state.toString().contains("invoice.17"));
			CompletableFuture<Void> waiting = CompletableFuture
				.runAsync(() -> other.getBean(ConsoleApplications.CrowdedJobs.class).payInvoice(17));
			JsonNode state = events.await("state", (next) -> !next.get("waiting").isEmpty());
			JsonNode waiter = state.get("waiting").get(0);
			assertThat(waiter.get("lock").asString()).isEqualTo("invoice.17");
			assertThat(waiter.get("caller").asString()).startsWith("thread ");
			assertThat(waiter.get("remainingMs").asLong()).isBetween(1L, 60_000L);
			jobs.finish();
			CompletableFuture.allOf(running, waiting).join();
			events.await("state", (next) -> next.get("waiting").isEmpty());
		}
	}

	private static void invoice(ConsoleApplications.Jobs jobs) {
		try {
			jobs.invoice(17);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Test
	void limitsTheNumberOfReaders() throws IOException, InterruptedException {
		List<Events> readers = new ArrayList<>();
		ConfigurableApplicationContext other = start();
		try {
			for (int count = 0; count < 32; count++) {
				Events reader = events(other);
				reader.await("state", (state) -> true);
				readers.add(reader);
			}
			assertThat(get(url(other, "/octostore/events")).statusCode()).isEqualTo(503);
		}
		finally {
			readers.forEach(Events::close);
			other.close();
		}
	}

	@Test
	void doesNotKeepTheApplicationFromStopping() throws IOException, InterruptedException {
		ConfigurableApplicationContext other = start();
		try (Events events = events(other)) {
			events.await("state", (state) -> true);
			other.close();
			assertThat(events.isOver()).isTrue();
		}
		finally {
			other.close();
		}
	}

	private Events events() throws IOException, InterruptedException {
		return events(this.context);
	}

	private Events events(ConfigurableApplicationContext application) throws IOException, InterruptedException {
		HttpResponse<InputStream> answer = this.http.send(
				HttpRequest.newBuilder(url(application, "/octostore/events")).build(),
				HttpResponse.BodyHandlers.ofInputStream());
		assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith("text/event-stream");
		return new Events(answer.body());
	}

	/**
	 * A stream of server-sent events.
	 */
	private static final class Events implements AutoCloseable {

		private final JsonMapper json = new JsonMapper();

		private final BufferedReader lines;

		private Events(InputStream stream) {
			this.lines = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
		}

		/**
		 * Reads up to the first event of a kind that is as wanted.
		 */
		JsonNode await(String name, Predicate<JsonNode> wanted) throws IOException {
			String event = "";
			for (String line = this.lines.readLine(); line != null; line = this.lines.readLine()) {
				if (line.startsWith("event:")) {
					event = line.substring("event:".length()).strip();
				}
				else if (line.startsWith("data:") && event.equals(name)) {
					JsonNode data = this.json.readTree(line.substring("data:".length()));
					if (wanted.test(data)) {
						return data;
					}
				}
			}
			throw new IllegalStateException("The stream ended");
		}

		boolean isOver() throws IOException {
			String line = this.lines.readLine();
			while (line != null) {
				line = this.lines.readLine();
			}
			return true;
		}

		@Override
		public void close() {
			try {
				this.lines.close();
			}
			catch (IOException ex) {
				throw new IllegalStateException(ex);
			}
		}

	}

}
