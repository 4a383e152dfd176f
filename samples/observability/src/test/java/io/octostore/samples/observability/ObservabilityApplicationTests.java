package io.octostore.samples.observability;

import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.http.MediaType;
import org.springframework.web.client.RestClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * One instance shows what happens to its locks.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
		properties = { "octostore.embedded.enabled=true", "octostore.base-url=", "octostore.token=",
				"reports.cron=* * * * * *", "reports.work=10ms", "payments.work=10ms" })
class ObservabilityApplicationTests {

	@Value("${local.server.port}")
	private int port;

	@Autowired
	private Payments payments;

	private String get(String path) {
		return RestClient.create("http://127.0.0.1:" + this.port).get().uri(path).retrieve().body(String.class);
	}

	@Test
	void hasThePage() {
		assertThat(get("/octostore/")).contains("main.js");
	}

	@Test
	void tellsWhyAJobDidNotRun() {
		RestClient.create("http://127.0.0.1:" + this.port)
			.post()
			.uri("/actuator/octostore/nightly-report")
			.contentType(MediaType.APPLICATION_JSON)
			.body("{\"operation\": \"pause\", \"duration\": \"1m\", \"reason\": \"month-end close\"}")
			.retrieve()
			.toBodilessEntity();
		await().untilAsserted(() -> assertThat(get("/actuator/octostore/nightly-report"))
			.contains("skipped, the job is paused until ", "month-end close"));
		RestClient.create("http://127.0.0.1:" + this.port)
			.post()
			.uri("/actuator/octostore/nightly-report")
			.contentType(MediaType.APPLICATION_JSON)
			.body("{\"operation\": \"resume\"}")
			.retrieve()
			.toBodilessEntity();
	}

	@Test
	void countsWhatHappensToLocks() throws InterruptedException {
		assertThat(this.payments.pay("4711")).contains("account 4711", "fencing token");
		await().untilAsserted(() -> assertThat(get("/actuator/prometheus"))
			.containsPattern("octostore_lock_held_seconds_count\\{.*lock_name=\"payment\",outcome=\"released\"\\} 1")
			.containsPattern(
					"octostore_lock_acquire_seconds_count\\{.*lock_name=\"nightly-report\",outcome=\"acquired\"\\} [1-9]"));
	}

}
