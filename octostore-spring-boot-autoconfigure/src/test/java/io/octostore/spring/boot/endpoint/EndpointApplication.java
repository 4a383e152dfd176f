package io.octostore.spring.boot.endpoint;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.web.servlet.DispatcherServlet;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import io.octostore.embedded.OctoStoreServer;
import io.octostore.lock.DistributedLock;

/**
 * An instance of an application with the endpoint.
 */
public final class EndpointApplication implements AutoCloseable {

	private static final HttpClient HTTP = HttpClient.newHttpClient();

	private final ConfigurableApplicationContext context;

	private EndpointApplication(ConfigurableApplicationContext context) {
		this.context = context;
	}

	static EndpointApplication servlet(OctoStoreServer server, String instance, String... properties) {
		return start(EndpointApplication.class.getClassLoader(), server, instance, properties);
	}

	static EndpointApplication reactive(OctoStoreServer server, String instance, String... properties) {
		ClassLoader original = Thread.currentThread().getContextClassLoader();
		FilteredClassLoader withoutMvc = new FilteredClassLoader(DispatcherServlet.class);
		Thread.currentThread().setContextClassLoader(withoutMvc);
		try {
			return start(withoutMvc, server, instance, properties);
		}
		finally {
			Thread.currentThread().setContextClassLoader(original);
		}
	}

	private static EndpointApplication start(ClassLoader classLoader, OctoStoreServer server, String instance,
			String... properties) {
		List<String> all = new ArrayList<>(List.of("server.port=0", "octostore.base-url=" + server.baseUrl(),
				"octostore.token=tok-a", "octostore.lock.prefix=billing", "octostore.lock.metadata=" + instance,
				"spring.main.banner-mode=off", "management.endpoints.web.exposure.include=octostore,info"));
		all.addAll(List.of(properties));
		return new EndpointApplication(
				new SpringApplicationBuilder(Application.class).resourceLoader(new DefaultResourceLoader(classLoader))
					.properties(all.toArray(String[]::new))
					.run());
	}

	<T> T bean(Class<T> type) {
		return this.context.getBean(type);
	}

	Jobs jobs() {
		return bean(Jobs.class);
	}

	/**
	 * Begins to write an invoice, which takes until the jobs are told to end.
	 */
	CompletableFuture<Void> begin(int number) {
		return CompletableFuture.runAsync(() -> {
			try {
				jobs().invoice(number);
			}
			catch (InterruptedException ex) {
				throw new IllegalStateException(ex);
			}
		});
	}

	private URI url(String path) {
		return URI.create("http://127.0.0.1:" + this.context.getEnvironment().getProperty("local.server.port")
				+ "/actuator" + path);
	}

	Answer get(String path) {
		return send(HttpRequest.newBuilder(url(path)).build());
	}

	Answer post(String path, String json) {
		return send(HttpRequest.newBuilder(url(path))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers.ofString(json))
			.build());
	}

	private static Answer send(HttpRequest request) {
		try {
			HttpResponse<String> answer = HTTP.send(request, HttpResponse.BodyHandlers.ofString());
			return new Answer(answer.statusCode(), answer.body());
		}
		catch (IOException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@Override
	public void close() {
		jobs().finish();
		this.context.close();
	}

	/**
	 * An answer.
	 *
	 * @param status its status
	 * @param body its body
	 */
	record Answer(int status, String body) {

		JsonNode json() {
			return new JsonMapper().readTree(this.body);
		}

		String refused() {
			return json().get("refused").asString();
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableScheduling
	static class Application {

		@Bean
		Jobs jobs() {
			return new Jobs();
		}

	}

	/**
	 * Jobs that end when they are told.
	 */
	public static class Jobs {

		private final CountDownLatch end = new CountDownLatch(1);

		private final AtomicInteger runs = new AtomicInteger();

		@Scheduled(cron = "0 0 2 * * *")
		@DistributedLock(name = "nightly-report", holdAtLeast = "0s")
		public void report() {
			this.runs.incrementAndGet();
		}

		@Scheduled(fixedDelay = 1, initialDelay = 1, timeUnit = TimeUnit.DAYS)
		@DistributedLock("sweep")
		public Mono<String> sweep() {
			return Mono.fromSupplier(() -> "run " + this.runs.incrementAndGet());
		}

		@DistributedLock(name = "invoice", key = "#number", waitFor = "30s")
		public void invoice(int number) throws InterruptedException {
			this.end.await(30, TimeUnit.SECONDS);
		}

		public int runs() {
			return this.runs.get();
		}

		public void finish() {
			this.end.countDown();
		}

	}

}
