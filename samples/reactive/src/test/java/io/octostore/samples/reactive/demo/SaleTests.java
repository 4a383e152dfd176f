package io.octostore.samples.reactive.demo;

import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import io.octostore.samples.reactive.BoxOffice;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Two instances sell the seats of one concert.
 */
class SaleTests {

	private static List<Integer> seats(int count) {
		return IntStream.rangeClosed(1, count).boxed().toList();
	}

	@Test
	void sellsEachSeatOnce() {
		try (Sale sale = new Sale()) {
			assertThat(sale.sell(12, 20, BoxOffice::sell)).isEqualTo(seats(12));
		}
	}

	@Test
	void sellsSeatsTwiceWithoutALock() {
		try (Sale sale = new Sale()) {
			assertThat(sale.sell(12, 20, BoxOffice::sellCarelessly)).hasSizeGreaterThan(12);
		}
	}

}
