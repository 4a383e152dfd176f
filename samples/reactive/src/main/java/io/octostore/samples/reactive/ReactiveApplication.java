package io.octostore.samples.reactive;

import java.time.Duration;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * The application.
 */
@SpringBootApplication
public class ReactiveApplication {

	/**
	 * Start the application.
	 * @param args arguments of the command line
	 */
	public static void main(String[] args) {
		SpringApplication.run(ReactiveApplication.class, args);
	}

	/**
	 * The store. The demo brings one that its instances share.
	 * @param latency how long each of its answers takes
	 * @return the store
	 */
	@Bean
	@ConditionalOnMissingBean
	SeatStore seatStore(@Value("${seats.latency}") Duration latency) {
		return new SeatStore(latency);
	}

}
