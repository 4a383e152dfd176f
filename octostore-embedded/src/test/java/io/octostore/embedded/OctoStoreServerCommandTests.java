package io.octostore.embedded;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import io.octostore.embedded.conformance.WireClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The server as a program of its own.
 */
class OctoStoreServerCommandTests {

	private static final String READY = "OctoStore listening on ";

	private final ByteArrayOutputStream out = new ByteArrayOutputStream();

	private final ByteArrayOutputStream err = new ByteArrayOutputStream();

	private final CountDownLatch end = new CountDownLatch(1);

	private final OctoStoreServerCommand command = new OctoStoreServerCommand(stream(this.out), stream(this.err),
			this.end);

	private static PrintStream stream(ByteArrayOutputStream bytes) {
		return new PrintStream(bytes, true, StandardCharsets.UTF_8);
	}

	private int run(String... arguments) {
		return this.command.run(List.of(arguments));
	}

	private String out() {
		return this.out.toString(StandardCharsets.UTF_8);
	}

	private String err() {
		return this.err.toString(StandardCharsets.UTF_8);
	}

	@Test
	void servesUntilTheEnd() {
		CompletableFuture<Integer> status = CompletableFuture.supplyAsync(() -> run("--port", "0", "--tokens",
				"alice:tok-a, bob:tok-b", "--admin-key", "adm-key", "--local-registration", "--generation", "0.13"));
		await().until(() -> out().endsWith(System.lineSeparator()));
		assertThat(out()).startsWith(READY + "http://127.0.0.1:").hasLineCount(1);
		WireClient client = new WireClient(URI.create(out().strip().substring(READY.length())));
		for (String token : List.of("tok-a", "tok-b")) {
			assertThat(client.post("/locks/" + token + "/acquire").as(token).json("{}").send().status()).isEqualTo(200);
		}
		assertThat(client.get("/admin/status").header("X-Admin-Key", "adm-key").send().status()).isEqualTo(200);
		assertThat(client.post("/auth/register").json("{\"username\":\"nora\"}").send().status()).isEqualTo(200);
		assertThat(client.get("/openapi.yaml").send().body()).contains("version: 0.13.2");
		this.end.countDown();
		assertThat(status.join()).isZero();
		assertThat(err()).isEmpty();
	}

	@Test
	void showsItsOptions() {
		assertThat(run("--help")).isZero();
		assertThat(out()).contains("--port", "--tokens", "--admin-key", "--local-registration", "--generation");
	}

	@Test
	void refusesWrongOptionsWithOneLineAndStatus64() {
		assertRefused("Unknown option --bogus; --help shows the options that there are", "--bogus");
		assertRefused("Unknown option 3000; --help shows the options that there are", "3000");
		assertRefused("Option --port needs a value", "--port");
		assertRefused("Option --port needs a value", "--port", "--help");
		assertRefused("port must be a number from 0 to 65535, but is x", "--port", "x");
		assertRefused("port must be 0 to 65535, but is 65536", "--port=65536");
		assertRefused("Option --port is given twice", "--port", "1", "--port", "2");
		assertRefused("Option --tokens must be a list of user:token, separated by commas", "--tokens", "alice");
		assertRefused("user 'ALICE' has a token already", "--tokens", "alice:a,ALICE:b");
		assertRefused("Option --local-registration must be true or false", "--local-registration=maybe");
		assertRefused("generation must be one of 0.8, 0.9, 0.13, 0.14, but is 0.7", "--generation", "0.7");
	}

	private void assertRefused(String message, String... arguments) {
		this.err.reset();
		assertThat(run(arguments)).isEqualTo(64);
		assertThat(err()).isEqualTo("octostore-embedded: " + message + System.lineSeparator());
		assertThat(out()).isEmpty();
	}

	@Test
	void failsIfThePortIsTaken() {
		try (OctoStoreServer other = OctoStoreServer.builder().start()) {
			assertThat(run("--port", String.valueOf(other.port()))).isEqualTo(1);
			assertThat(err()).contains("port " + other.port()).hasLineCount(1);
		}
	}

	@Test
	void endsCleanlyOnASignal() throws IOException, InterruptedException {
		Process process = start("--port", "0");
		try (BufferedReader lines = new BufferedReader(
				new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
			assertThat(lines.readLine()).startsWith(READY + "http://127.0.0.1:");
			process.toHandle().destroy();
			assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
			assertThat(process.exitValue()).isZero();
			assertThat(lines.readLine()).isNull();
		}
		finally {
			process.destroyForcibly();
		}
	}

	@Test
	void tellsTheSystemOfWrongOptions() throws IOException, InterruptedException {
		Process process = start("--bogus");
		assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
		assertThat(process.exitValue()).isEqualTo(64);
	}

	private static Process start(String... arguments) throws IOException {
		List<String> line = new ArrayList<>(
				List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-XX:TieredStopAtLevel=1",
						"-cp", System.getProperty("java.class.path"), OctoStoreServerCommand.class.getName()));
		line.addAll(List.of(arguments));
		return new ProcessBuilder(line).redirectErrorStream(true).start();
	}

}
