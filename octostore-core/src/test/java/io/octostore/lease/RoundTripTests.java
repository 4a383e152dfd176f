package io.octostore.lease;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long exchanges take at present.
 */
class RoundTripTests {

	private final RoundTrip roundTrip = new RoundTrip();

	private long after(long... exchanges) {
		for (long exchange : exchanges) {
			this.roundTrip.took(exchange);
		}
		return this.roundTrip.nanos();
	}

	@Test
	void isUnknownBeforeTheFirstExchange() {
		assertThat(after()).isZero();
	}

	@Test
	void isThatOfTheFirstExchange() {
		assertThat(after(800)).isEqualTo(800);
	}

	@Test
	void isThatOfAFasterExchangeAtOnce() {
		assertThat(after(800, 400)).isEqualTo(400);
	}

	@Test
	void goesAnEighthOfTheWayUpToASlowerExchange() {
		assertThat(after(800, 1600)).isEqualTo(900);
	}

	@Test
	void takesAnOutlierForFourTimesTheEstimate() {
		assertThat(after(800, 1_000_000)).isEqualTo(1100);
	}

}
