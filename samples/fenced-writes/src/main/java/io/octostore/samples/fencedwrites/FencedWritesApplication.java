package io.octostore.samples.fencedwrites;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.JdbcOperations;

import io.octostore.spring.lock.FencingTable;

/**
 * Pays money into accounts, one instance per account at a time.
 */
@SpringBootApplication
public class FencedWritesApplication {

	public static void main(String[] args) {
		SpringApplication.run(FencedWritesApplication.class, args);
	}

	@Bean
	FencingTable fencingTable(JdbcOperations jdbc) {
		return new FencingTable(jdbc);
	}

}
