package io.octostore.samples.scheduledjobs;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

@SpringBootApplication
@EnableScheduling
public class ScheduledJobsApplication {

	public static void main(String[] args) {
		SpringApplication.run(ScheduledJobsApplication.class, args);
	}

}
