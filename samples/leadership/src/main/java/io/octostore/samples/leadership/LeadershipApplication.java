package io.octostore.samples.leadership;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

@SpringBootApplication
@EnableScheduling
public class LeadershipApplication {

	public static void main(String[] args) {
		SpringApplication.run(LeadershipApplication.class, args);
	}

}
