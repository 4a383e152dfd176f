package io.octostore.spring.boot.console;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

import io.octostore.chromium.Chromium;
import io.octostore.chromium.Page;
import io.octostore.client.OctoStoreClient;
import io.octostore.lock.HeldLock;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.spring.boot.autoconfigure.OctoStoreConnectionDetails;
import io.octostore.spring.boot.pause.Pauses;

import static io.octostore.spring.boot.console.ConsoleApplications.url;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page of an application in a real browser. What the page does with its input is
 * tested with the in-process server. With {@code -Doctostore.docs.rewrite=true} the
 * pictures of the guide are taken anew.
 */
@Tag("chromium")
class ApplicationPageBrowserTests {

	private static final Path PICTURES = Path.of("target", "chromium");

	private static Chromium chromium;

	@BeforeAll
	static void start() {
		chromium = Chromium.start();
	}

	@AfterAll
	static void stop() {
		chromium.close();
	}

	@Test
	void showsAnMvcApplication() {
		showsTheApplication("servlet", ConsoleApplications::servlet);
	}

	@Test
	void showsAWebFluxApplication() {
		showsTheApplication("reactive", ConsoleApplications::reactive);
	}

	@Test
	void showsWaitersElectionsPausesAndHistory() {
		try (ConfigurableApplicationContext context = ConsoleApplications.servlet("billing.crowded=true",
				"octostore.pause.enabled=true");
				OctoStoreClient client = client(context);
				OctoStoreLocks other = OctoStoreLocks.builder(client.reactive())
					.metadata("billing@host-2:977")
					.build()) {
			ConsoleApplications.Jobs jobs = context.getBean(ConsoleApplications.Jobs.class);
			ConsoleApplications.CrowdedJobs crowded = context.getBean(ConsoleApplications.CrowdedJobs.class);
			Page page = chromium.open(url(context, "/octostore/"), 1280, "light");
			page.awaitTrue("document.getElementById('connection').dataset.state === 'live'");
			HeldLock report = other.tryAcquire("nightly-report").orElseThrow();
			jobs.report();
			CompletableFuture<Void> running = CompletableFuture.runAsync(() -> invoice(jobs));
			page.awaitTrue("document.querySelectorAll('#lock-rows .here').length === 2");
			CompletableFuture<Void> waiting = CompletableFuture.runAsync(() -> crowded.payInvoice(17));
			context.getBean(Pauses.class).pause("clean-up", Duration.ofHours(8), "month-end close").block();
			crowded.cleanUp();
			page.awaitTrue("document.querySelectorAll('#waiting-rows > tr').length === 1");
			page.awaitTrue("document.querySelectorAll('#history-rows > tr').length === 3");
			page.awaitTrue("document.querySelectorAll('#lock-rows [data-tone=warn]').length > 0");
			assertThat(page.text("#subtitle"))
				.matches("billing@host-1:4711 · http://127\\.0\\.0\\.1:\\d+ · release \\S+");
			assertThat(page.texts("#lock-rows .name")).containsExactly("clean-up", "invoice.17", "nightly-report",
					"primary");
			assertThat(page.texts("#lock-rows .state")).containsExactly("paused", "held", "held", "held");
			assertThat(page.text("#waiting-rows tr")).startsWith("invoice.17 thread ");
			assertThat(page.text("#election-rows tr")).startsWith("primary billing@host-1:4711 (this instance)");
			assertThat(page.texts("#history-rows .badge")).containsExactly("skipped", "paused", "skipped");
			assertThat(page.texts("#history-rows tr")).last()
				.asString()
				.contains("skipped while the lock was held by billing@host-2:977");
			isUsedWithoutAMouse(page);
			for (String scheme : List.of("light", "dark")) {
				for (int width : new int[] { 1280, 400 }) {
					isDrawn(context, width, scheme);
				}
			}
			report.close();
			jobs.finish();
			CompletableFuture.allOf(running, waiting).join();
			page.awaitTrue("document.querySelectorAll('#history-rows > tr').length === 5");
			assertThat(page.problems()).isEmpty();
		}
	}

	private static void isUsedWithoutAMouse(Page page) {
		page.press("j");
		page.press("Enter");
		page.awaitTrue("document.querySelectorAll('tr.details').length === 1");
		assertThat(page.text("tr.details .facts")).contains("month-end close");
		assertThat(page.texts("tr.details li")).hasSize(2);
		page.press("Escape");
		page.awaitTrue("document.querySelectorAll('tr.details').length === 0");
	}

	private static void isDrawn(ConfigurableApplicationContext context, int width, String scheme) {
		Page page = chromium.open(url(context, "/octostore/"), width, scheme);
		page.awaitTrue("document.querySelectorAll('#history-rows > tr').length === 3");
		page.awaitTrue("document.querySelectorAll('#waiting-rows > tr').length === 1");
		assertThat(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")).isEqualTo("true");
		page.screenshot(PICTURES.resolve("application-" + width + "-" + scheme + ".png"));
		if (Boolean.getBoolean("octostore.docs.rewrite")) {
			String size = (width < 1000) ? "-small" : "";
			page.screenshot(Path.of("..", "docs", "images", "page-" + scheme + size + ".png"));
		}
	}

	private static OctoStoreClient client(ConfigurableApplicationContext context) {
		OctoStoreConnectionDetails details = context.getBean(OctoStoreConnectionDetails.class);
		return OctoStoreClient.create(details.getBaseUrl(), details.getToken());
	}

	private static void showsTheApplication(String kind, Supplier<ConfigurableApplicationContext> application) {
		try (ConfigurableApplicationContext context = application.get()) {
			ConsoleApplications.Jobs jobs = context.getBean(ConsoleApplications.Jobs.class);
			CompletableFuture<Void> running = CompletableFuture.runAsync(() -> invoice(jobs));
			Page page = chromium.open(url(context, "/octostore"), 1280, "light");
			page.awaitTrue("document.querySelectorAll('#lock-rows .here').length === 1");
			assertThat(page.text("#title")).isEqualTo("billing");
			assertThat(page.texts("#lock-rows .name")).containsExactly("invoice.17", "nightly-report");
			assertThat(page.texts("#lock-rows .state")).containsExactly("held", "free");
			assertThat(page.text("#lock-rows tr:last-child")).contains("02:00:00");
			assertThat(page.text("#session-rows tr")).isEqualTo("this instance alive 1");
			for (String scheme : List.of("light", "dark")) {
				for (int width : new int[] { 1280, 400 }) {
					Page drawn = chromium.open(url(context, "/octostore/"), width, scheme);
					drawn.awaitTrue("document.querySelectorAll('#lock-rows .here').length === 1");
					drawn.click(".name");
					assertThat(drawn.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))
						.isEqualTo("true");
					drawn.screenshot(PICTURES.resolve(kind + "-" + width + "-" + scheme + ".png"));
				}
			}
			jobs.finish();
			running.join();
			page.awaitTrue("document.querySelectorAll('#lock-rows .here').length === 0");
			assertThat(page.requests())
				.allMatch((request) -> request.startsWith(url(context, "/octostore").toString()));
			assertThat(page.problems()).isEmpty();
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

}
