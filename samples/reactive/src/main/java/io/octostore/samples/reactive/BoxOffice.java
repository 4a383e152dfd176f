package io.octostore.samples.reactive;

import java.time.Duration;

import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.octostore.lock.DistributedLock;
import io.octostore.lock.LockOptions;
import io.octostore.lock.ReactiveOctoStoreLocks;

/**
 * Sells seats. Each sale reads how many seats are left, and writes one less: two at a
 * time would sell one seat twice.
 */
@Component
public class BoxOffice {

	private final SeatStore store;

	private final ReactiveOctoStoreLocks locks;

	BoxOffice(SeatStore store, ReactiveOctoStoreLocks locks) {
		this.store = store;
		this.locks = locks;
	}

	/**
	 * Sell one seat, after the sales of this concert that came before. The lock is taken
	 * at the subscription and given back when the returned publisher ends.
	 * @param concert the concert
	 * @return the number of the seat; empty if the concert is sold out
	 */
	@DistributedLock(name = "concert", key = "#concert", waitFor = "20s")
	public Mono<Integer> sell(String concert) {
		return ReactiveOctoStoreLocks.currentLock().flatMap((lock) -> sellOne(concert, lock.fencingToken()));
	}

	/**
	 * Sell several seats of one concert or none, under one lock.
	 * @param concert the concert
	 * @param count how many
	 * @return the numbers of the seats; empty if fewer are left
	 */
	public Flux<Integer> sellTogether(String concert, int count) {
		LockOptions options = LockOptions.ofWaitFor(Duration.ofSeconds(20));
		return this.locks.withLockMany("concert." + concert, options,
				(lock) -> this.store.left(concert)
					.filter((left) -> left >= count)
					.flatMapMany((left) -> this.store.write(concert, left - count, lock.fencingToken())
						.thenMany(Flux.range(left - count + 1, count))));
	}

	/**
	 * Sell one seat without a lock, as it goes wrong.
	 * @param concert the concert
	 * @return the number of the seat; empty if the concert is sold out
	 */
	public Mono<Integer> sellCarelessly(String concert) {
		return sellOne(concert, 0);
	}

	private Mono<Integer> sellOne(String concert, long token) {
		return this.store.left(concert)
			.filter((left) -> left > 0)
			.flatMap((left) -> this.store.write(concert, left - 1, token).thenReturn(left));
	}

}
