package io.octostore.samples.reactive.demo;

import java.time.Duration;
import java.util.List;

import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.octostore.embedded.OctoStoreServer;
import io.octostore.samples.reactive.BoxOffice;
import io.octostore.samples.reactive.ReactiveApplication;
import io.octostore.samples.reactive.SeatStore;

/**
 * Two instances of the application with one token, one store and one server.
 */
final class Sale implements AutoCloseable {

	private static final String TOKEN = "tok-demo";

	private final SeatStore store = new SeatStore(Duration.ofMillis(5));

	private final OctoStoreServer server = OctoStoreServer.builder().token("demo", TOKEN).start();

	private final List<ConfigurableApplicationContext> instances = List.of(instance(), instance());

	private ConfigurableApplicationContext instance() {
		SpringApplication application = new SpringApplication(ReactiveApplication.class);
		application.addInitializers((context) -> context.getBeanFactory().registerSingleton("sharedStore", this.store));
		return application.run("--octostore.base-url=" + this.server.baseUrl(), "--octostore.token=" + TOKEN,
				"--server.port=0");
	}

	/**
	 * Sell seats to customers that all come at once, at both instances.
	 * @param seats the seats
	 * @param customers the customers
	 * @param way how an instance sells one seat
	 * @return the numbers of the seats that were sold, sorted
	 */
	List<Integer> sell(int seats, int customers, Way way) {
		String concert = "concert-" + seats + "-" + customers + "-" + way.hashCode();
		this.store.offer(concert, seats);
		return Flux.range(0, customers)
			.flatMap((customer) -> way.sell(boxOffice(customer), concert), customers)
			.sort()
			.collectList()
			.blockOptional(Duration.ofMinutes(1))
			.orElseThrow();
	}

	private BoxOffice boxOffice(int customer) {
		return this.instances.get(customer % this.instances.size()).getBean(BoxOffice.class);
	}

	@Override
	public void close() {
		this.instances.forEach(ConfigurableApplicationContext::close);
		this.server.close();
	}

	/**
	 * How an instance sells one seat.
	 */
	@FunctionalInterface
	interface Way {

		Mono<Integer> sell(BoxOffice boxOffice, String concert);

	}

}
