package com.example.reports;

import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.scheduling.annotation.EnableScheduling;

@SpringBootApplication
@EnableScheduling
public class ReportsApplication {

	public static void main(String[] args) {
		SpringApplication.run(ReportsApplication.class, args);
	}

	@Bean
	ApplicationRunner now(NightlyReport report, Billing billing) {
		return (arguments) -> {
			if (arguments.containsOption("now")) {
				report.createReport();
				billing.bill();
			}
		};
	}

}
