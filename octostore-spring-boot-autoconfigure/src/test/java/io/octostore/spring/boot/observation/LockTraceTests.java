package io.octostore.spring.boot.observation;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.test.simple.SimpleSpan;
import io.micrometer.tracing.test.simple.SimpleTracer;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.web.client.RestClient;

import io.octostore.client.OctoStoreClient;
import io.octostore.embedded.OctoStoreServer;
import io.octostore.embedded.RecordedEvent;
import io.octostore.lock.DistributedLock;
import io.octostore.lock.HeldLock;
import io.octostore.lock.LocksControl;
import io.octostore.lock.OctoStoreLocks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The trace of a scheduled job that waits for its lock, sends a request and loses the
 * lock.
 */
class LockTraceTests {

	@Test
	void showsTheWaitTheWorkAndTheLossOfAJob() throws IOException {
		HttpServer billing = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
		billing.createContext("/invoices", (exchange) -> {
			exchange.sendResponseHeaders(204, -1);
			exchange.close();
		});
		billing.start();
		try (OctoStoreServer server = OctoStoreServer.builder().token("alice", "tok-secret").start();
				OctoStoreClient client = OctoStoreClient.create(server.baseUrl().toString(), "tok-secret");
				OctoStoreLocks other = OctoStoreLocks.builder(client.reactive()).build()) {
			HeldLock held = other.tryAcquire("nightly-report").orElseThrow();
			try (ConfigurableApplicationContext application = start(server, billing.getAddress().getPort())) {
				await().until(
						() -> server.events().stream().anyMatch((event) -> event.kind() == RecordedEvent.Kind.REFUSED));
				held.close();
				Job job = application.getBean(Job.class);
				await().until(job::isWorking);
				server.steal("nightly-report");
				((LocksControl) application.getBean(OctoStoreLocks.class)).confirm();
				List<SimpleSpan> spans = new ArrayList<>();
				SimpleTracer tracer = application.getBean(SimpleTracer.class);
				await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
					spans.clear();
					spans.addAll(tracer.getSpans());
					assertThat(spans)
						.allSatisfy((span) -> assertThat(span.getEndTimestamp().toEpochMilli()).isPositive());
					assertThat(spans).extracting(SimpleSpan::getName)
						.contains("task job.run", "hold lock nightly-report");
				});
				assertThat(new SpanTree(spans).print()).isEqualTo("""
						task job.run {outcome=ERROR} !LockLostException
						  acquire lock nightly-report {contended=true, outcome=acquired}
						    http post {outcome=SUCCESS, uri=/locks/{name}/acquire}
						  hold lock nightly-report {outcome=lost} !LockLostException
						    http get {outcome=SUCCESS, uri=/invoices}""");
			}
		}
		finally {
			billing.stop(0);
		}
	}

	private static ConfigurableApplicationContext start(OctoStoreServer server, int billing) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("octostore.base-url=" + server.baseUrl(), "octostore.token=tok-secret",
					"spring.main.banner-mode=off", "billing.port=" + billing)
			.run();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableScheduling
	static class Application {

		@Bean
		SimpleTracer tracer() {
			return new SimpleTracer();
		}

		@Bean
		DefaultTracingObservationHandler tracing(SimpleTracer tracer) {
			return new DefaultTracingObservationHandler(tracer);
		}

		@Bean
		SchedulingConfigurer observedTasks(ObservationRegistry registry) {
			return (tasks) -> tasks.setObservationRegistry(registry);
		}

		@Bean
		Job job(ObservationRegistry registry, org.springframework.core.env.Environment environment) {
			return new Job(RestClient.builder()
				.observationRegistry(registry)
				.baseUrl("http://127.0.0.1:" + environment.getProperty("billing.port"))
				.build());
		}

	}

	static class Job {

		private final CountDownLatch working = new CountDownLatch(1);

		private final RestClient billing;

		Job(RestClient billing) {
			this.billing = billing;
		}

		boolean isWorking() {
			return this.working.getCount() == 0;
		}

		@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.HOURS)
		@DistributedLock(name = "nightly-report", waitFor = "30s")
		void run() throws InterruptedException {
			this.billing.get().uri("/invoices").retrieve().toBodilessEntity();
			this.working.countDown();
			Thread.sleep(Duration.ofSeconds(30).toMillis());
		}

	}

}
