package io.octostore.samples.fencedwrites.demo;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.octostore.embedded.OctoStoreServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The demo with processes that really stand still.
 */
@Tag("long")
class DemoTests {

	@ParameterizedTest
	@CsvSource({ "pay-in, 1007", "pay-in-carelessly, 1100" })
	void aProcessThatStoodStillWritesLate(String command, long balance) throws Exception {
		try (OctoStoreServer server = OctoStoreServer.builder().token("demo", "tok-demo").start();
				Database database = Database.ofKind("h2");
				Instance a = new Instance("A", server.baseUrl(), "tok-demo", database);
				Instance b = new Instance("B", server.baseUrl(), "tok-demo", database)) {
			assertThat(Demo.round(a, b, command)).isEqualTo(balance);
		}
	}

}
