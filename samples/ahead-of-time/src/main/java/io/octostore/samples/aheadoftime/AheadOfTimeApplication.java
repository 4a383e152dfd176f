package io.octostore.samples.aheadoftime;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

@SpringBootApplication
@EnableScheduling
class AheadOfTimeApplication {

	public static void main(String[] args) {
		SpringApplication.run(AheadOfTimeApplication.class, args);
	}

}
