package io.octostore.spring.boot.console;

import java.nio.file.Path;
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

import static io.octostore.spring.boot.console.ConsoleApplications.url;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page of an application in a real browser. What the page does with its input is
 * tested with the in-process server.
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
