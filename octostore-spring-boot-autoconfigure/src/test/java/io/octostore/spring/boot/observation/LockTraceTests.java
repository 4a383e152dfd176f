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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.annotation.SchedulingConfigurer;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;

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
@Tag("field-fault-I1")
class LockTraceTests {

	@Test
	void showsTheWaitTheWorkAndTheLossOfAJob() throws IOException {
		assertThat(trace(Job.class, "task job.run")).isEqualTo("""
				task job.run {outcome=ERROR} !LockLostException
				  acquire lock nightly-report {contended=true, outcome=acquired}
				    http post {outcome=SUCCESS, uri=/locks/{name}/acquire}
				  hold lock nightly-report {outcome=lost} !LockLostException
				    http get {outcome=SUCCESS, uri=/invoices}""");
	}

	@Test
	void showsTheSameOfAReactiveJob() throws IOException {
		assertThat(trace(ReactiveJob.class, "task reactiveJob.run")).isEqualTo("""
				task reactiveJob.run {outcome=ERROR} !LockLostException
				  acquire lock nightly-report {contended=true, outcome=acquired}
				    http post {outcome=SUCCESS, uri=/locks/{name}/acquire}
				  hold lock nightly-report {outcome=lost} !LockLostException
				    http get {outcome=SUCCESS, uri=/invoices}""");
	}

	/**
	 * Lets a job wait for its lock, send a request and lose the lock.
	 * @return its trace
	 */
	private static String trace(Class<? extends Work> type, String root) throws IOException {
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
			try (ConfigurableApplicationContext application = start(server, billing.getAddress().getPort(), type)) {
				await().until(
						() -> server.events().stream().anyMatch((event) -> event.kind() == RecordedEvent.Kind.REFUSED));
				held.close();
				await().until(application.getBean(Work.class)::isWorking);
				server.steal("nightly-report");
				((LocksControl) application.getBean(OctoStoreLocks.class)).confirm();
				List<SimpleSpan> spans = new ArrayList<>();
				SimpleTracer tracer = application.getBean(SimpleTracer.class);
				await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
					spans.clear();
					spans.addAll(tracer.getSpans());
					assertThat(spans)
						.allSatisfy((span) -> assertThat(span.getEndTimestamp().toEpochMilli()).isPositive());
					assertThat(spans).extracting(SimpleSpan::getName).contains(root, "hold lock nightly-report");
				});
				return new SpanTree(spans).print();
			}
		}
		finally {
			billing.stop(0);
		}
	}

	private static ConfigurableApplicationContext start(OctoStoreServer server, int billing,
			Class<? extends Work> job) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("octostore.base-url=" + server.baseUrl(), "octostore.token=tok-secret",
					"spring.main.banner-mode=off", "billing.port=" + billing, "billing.job=" + job.getSimpleName())
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
		@ConditionalOnProperty(name = "billing.job", havingValue = "ReactiveJob")
		ReactiveJob reactiveJob(ObservationRegistry registry, Environment environment) {
			return new ReactiveJob(WebClient.builder()
				.observationRegistry(registry)
				.baseUrl("http://127.0.0.1:" + environment.getProperty("billing.port"))
				.build());
		}

		@Bean
		@ConditionalOnProperty(name = "billing.job", havingValue = "Job")
		Job job(ObservationRegistry registry, Environment environment) {
			return new Job(RestClient.builder()
				.observationRegistry(registry)
				.baseUrl("http://127.0.0.1:" + environment.getProperty("billing.port"))
				.build());
		}

	}

	/**
	 * A job that says when it works.
	 */
	abstract static class Work {

		private final CountDownLatch working = new CountDownLatch(1);

		boolean isWorking() {
			return this.working.getCount() == 0;
		}

		void works() {
			this.working.countDown();
		}

	}

	static class ReactiveJob extends Work {

		private final WebClient billing;

		ReactiveJob(WebClient billing) {
			this.billing = billing;
		}

		@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.HOURS)
		@DistributedLock(name = "nightly-report", waitFor = "30s")
		Mono<Void> run() {
			return this.billing.get()
				.uri("/invoices")
				.retrieve()
				.toBodilessEntity()
				.doOnNext((answer) -> works())
				.then(Mono.never());
		}

	}

	static class Job extends Work {

		private final RestClient billing;

		Job(RestClient billing) {
			this.billing = billing;
		}

		@Scheduled(fixedDelay = 1, timeUnit = TimeUnit.HOURS)
		@DistributedLock(name = "nightly-report", waitFor = "30s")
		void run() throws InterruptedException {
			this.billing.get().uri("/invoices").retrieve().toBodilessEntity();
			works();
			new CountDownLatch(1).await(30, TimeUnit.SECONDS);
		}

	}

}
