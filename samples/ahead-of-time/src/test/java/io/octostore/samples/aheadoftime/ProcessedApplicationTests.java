package io.octostore.samples.aheadoftime;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Starts the application as the build has processed it.
 */
@Tag("field-fault-H9")
class ProcessedApplicationTests {

	@Test
	void runsItsMethodsUnderTheirLocks() throws Exception {
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
				"-XX:TieredStopAtLevel=1", "-Dspring.aot.enabled=true", "-classpath",
				System.getProperty("java.class.path"), AheadOfTimeApplication.class.getName())
			.redirectErrorStream(true)
			.start();
		try {
			String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
			assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
			assertThat(output)
				.contains("Starting AOT-processed AheadOfTimeApplication",
						"Order 4711 shipped under lock shop.order.c-7", "Counted under lock shop.count",
						"Report 1 under lock shop.report with its definition", "Report 2 under lock shop.report")
				.doesNotContain("WARN", "ERROR");
			assertThat(process.exitValue()).isZero();
		}
		finally {
			process.destroyForcibly();
		}
	}

}
