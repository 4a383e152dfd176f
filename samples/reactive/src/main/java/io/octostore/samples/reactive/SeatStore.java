package io.octostore.samples.reactive;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import reactor.core.publisher.Mono;

/**
 * Seats that are left for each concert. Stands for a remote store: it answers later, and
 * what was read can be old by then. It refuses writes with an old fencing token.
 */
public class SeatStore {

	private final Map<String, Seats> seats = new ConcurrentHashMap<>();

	private final Duration latency;

	/**
	 * Create a store in which no concert is on sale.
	 * @param latency how long each answer takes
	 */
	public SeatStore(Duration latency) {
		this.latency = latency;
	}

	/**
	 * Put a concert on sale.
	 * @param concert the concert
	 * @param count the number of seats
	 */
	public void offer(String concert, int count) {
		this.seats.put(concert, new Seats(count, 0));
	}

	/**
	 * Read how many seats are left.
	 * @param concert the concert
	 * @return the number of seats; 0 for a concert that is not on sale
	 */
	public Mono<Integer> left(String concert) {
		return Mono.fromSupplier(() -> this.seats.getOrDefault(concert, Seats.NONE).left()).delayElement(this.latency);
	}

	/**
	 * Write how many seats are left.
	 * @param concert the concert
	 * @param left the number of seats
	 * @param token the fencing token of the writer's lock
	 * @return completes when it is written; an error if a holder after this one has
	 * written already
	 */
	public Mono<Void> write(String concert, int left, long token) {
		return Mono.delay(this.latency)
			.doOnNext((tick) -> this.seats.compute(concert, (name, seats) -> replaced(seats, left, token)))
			.then();
	}

	private static Seats replaced(Seats seats, int left, long token) {
		if (seats != null && seats.token() > token) {
			throw new IllegalStateException(
					"Written with fencing token " + seats.token() + " already, so " + token + " is refused");
		}
		return new Seats(left, token);
	}

	private record Seats(int left, long token) {

		static final Seats NONE = new Seats(0, 0);

	}

}
