package io.octostore.spring.boot.starter;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.http.client.ClientHttpRequestFactoryBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.ReactorClientHttpRequestFactory;
import org.springframework.util.ClassUtils;

import io.octostore.embedded.OctoStoreServer;
import io.octostore.lock.OctoStoreLocks;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the starter makes of an application that has nothing else.
 */
class StarterTests {

	private static OctoStoreServer server;

	@BeforeAll
	static void start() {
		server = OctoStoreServer.builder().token("alice", "tok").start();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void applicationHasNoWebServer() {
		assertThat(WebApplicationType.deduce()).isEqualTo(WebApplicationType.NONE);
		for (String type : List.of("org.springframework.boot.web.server.WebServer", "jakarta.servlet.Servlet")) {
			assertThat(ClassUtils.isPresent(type, getClass().getClassLoader())).as(type).isFalse();
		}
		try (ConfigurableApplicationContext context = SpringApplication.run(Worker.class,
				"--octostore.embedded.enabled=true")) {
			assertThat(context.getBean(Worker.Job.class).run()).isPositive();
			assertThat(context.getBeansOfType(OctoStoreLocks.class)).hasSize(1);
		}
	}

	@Test
	void applicationBringsItsTransport() throws Exception {
		assertThat(run()).contains("fencing token: ", "kind: NONE", "reactor-netty: true");
	}

	private static ClientHttpRequestFactory ownClientOf(String... properties) {
		List<String> arguments = new ArrayList<>(List.of(properties));
		arguments.add("--octostore.embedded.enabled=true");
		try (ConfigurableApplicationContext context = SpringApplication.run(Worker.class,
				arguments.toArray(String[]::new))) {
			assertThat(context.getBean(Worker.Job.class).run()).isPositive();
			return context.getBean(ClientHttpRequestFactoryBuilder.class).build();
		}
	}

	/**
	 * What the README says of a {@code RestClient} of the application.
	 */
	@Test
	@Tag("field-fault-J5")
	void applicationKeepsTheJdksClientForItselfWithAProperty() {
		assertThat(ownClientOf("--spring.http.clients.imperative.factory=jdk"))
			.isInstanceOf(JdkClientHttpRequestFactory.class);
	}

	@Test
	@Tag("field-fault-J5")
	void applicationWithoutThatPropertyUsesTheTransportOfTheStarter() {
		assertThat(ownClientOf()).isInstanceOf(ReactorClientHttpRequestFactory.class);
	}

	/**
	 * Run the application in a JVM of its own.
	 */
	private static String run() throws IOException, InterruptedException {
		List<String> command = new ArrayList<>(List.of(
				Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
				"-XX:+UseSerialGC", "-Xmx128m", "-cp", System.getProperty("java.class.path"), Worker.class.getName(),
				"--octostore.base-url=" + server.baseUrl(), "--octostore.token=tok", "--spring.main.banner-mode=off"));
		Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
		try {
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
			assertThat(process.exitValue()).as(output).isZero();
			return output;
		}
		finally {
			process.destroyForcibly();
		}
	}

}
