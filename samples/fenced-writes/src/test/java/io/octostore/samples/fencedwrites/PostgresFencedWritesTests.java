package io.octostore.samples.fencedwrites;

import java.io.IOException;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

import io.octostore.samples.fencedwrites.demo.Database;

/**
 * The same on PostgreSQL, which has to be installed.
 */
@Tag("postgres")
class PostgresFencedWritesTests extends FencedWritesTests {

	private static Database database;

	@DynamicPropertySource
	static void start(DynamicPropertyRegistry properties) throws IOException, InterruptedException {
		database = Database.postgresql();
		properties.add("spring.datasource.url", database::url);
		properties.add("spring.datasource.username", database::user);
	}

	@AfterAll
	static void stop() {
		database.close();
	}

}
