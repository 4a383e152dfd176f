package io.octostore.lending;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.octostore.lending.HotLockFleet.Outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

/**
 * What becomes of a lock that many callers of many instances want, in virtual time; see
 * {@code docs/adr/0015-turns-and-places.md}.
 */
class HotLockTests {

	private static final Duration NEAR = Duration.ofNanos(200_000);

	private static final Duration FAR = Duration.ofMillis(40);

	/** A wait without an end in sight. */
	private static final Duration PATIENT = Duration.ofHours(1);

	private static final int FOREVER = Integer.MAX_VALUE;

	private final Fleet fleet = new Fleet(1);

	private static Duration millis(int millis) {
		return Duration.ofMillis(millis);
	}

	private void instances(int number, int callers, Duration hold, Duration think, Duration waitFor) {
		for (int instance = 0; instance < number; instance++) {
			this.fleet.instance(NEAR).callers(callers, hold, think, waitFor, FOREVER);
		}
	}

	private void run(Duration duration) {
		this.fleet.instances().forEach(Fleet.Instance::start);
		this.fleet.time.run(duration);
	}

	private double requestsPerGrant() {
		return (double) this.fleet.server.acquires() / this.fleet.grants();
	}

	/**
	 * Grants in six seconds to one caller that never pauses: two exchanges of 0.72 ms and
	 * its own wake-up.
	 */
	private int mostGrants() {
		return (int) (6 / 0.001_54);
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 8, 100 })
	void oneInstanceLosesLittleToPausesForOthersThatAreNotThere(int callers) {
		instances(1, callers, Duration.ZERO, Duration.ZERO, PATIENT);
		run(Duration.ofSeconds(6));
		assertThat(this.fleet.grants()).isGreaterThan(mostGrants() * 9 / 10);
		assertThat(requestsPerGrant()).isLessThan(1.05);
	}

	@ParameterizedTest
	@CsvSource({ "2, 1", "2, 4", "4, 4" })
	void severalInstancesShareTheLockWithoutLosingMuch(int number, int callers) {
		instances(number, callers, Duration.ZERO, Duration.ZERO, PATIENT);
		run(Duration.ofSeconds(6));
		assertThat(this.fleet.grants()).isGreaterThan(mostGrants() * 85 / 100);
		assertThat(this.fleet.longestWait()).isLessThan(Duration.ofMillis(500));
		int fairShare = this.fleet.grants() / number;
		assertThat(this.fleet.instances())
			.allSatisfy((instance) -> assertThat(instance.grants()).isGreaterThan(fairShare * 7 / 10));
	}

	@Test
	@Tag("field-fault-J4")
	void eachOfEightInstancesGetsItsShareOfLongHoldsInTime() {
		instances(8, 1, millis(50), millis(10), Duration.ofSeconds(10));
		run(Duration.ofMinutes(1));
		assertThat(this.fleet.timeouts()).isZero();
		assertThat(this.fleet.held()).isGreaterThan(Duration.ofSeconds(51));
		double fairShare = this.fleet.grants() / 8.0;
		assertThat(this.fleet.instances()).allSatisfy(
				(instance) -> assertThat((double) instance.grants()).isCloseTo(fairShare, withinPercentage(30)));
	}

	/**
	 * An instance counts its slots by what it measures of its link, and that differs from
	 * process to process even on one machine.
	 */
	@ParameterizedTest
	@CsvSource({ "2, 4, 0", "4, 1, 50", "8, 1, 50" })
	void instancesOnLinksThatDifferHaveTheirSharesToo(int number, int callers, int hold) {
		for (int instance = 0; instance < number; instance++) {
			this.fleet.instance(NEAR.plus(NEAR.multipliedBy(2L * instance).dividedBy(number - 1)))
				.callers(callers, millis(hold), millis(hold / 5), PATIENT, FOREVER);
		}
		run(Duration.ofSeconds(30));
		double fairShare = (double) this.fleet.grants() / number;
		assertThat(this.fleet.instances())
			.allSatisfy((instance) -> assertThat(instance.grants() / fairShare).isBetween(0.6, 1.5));
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5 })
	@Tag("field-fault-D7")
	void thirtyThatComeTogetherAreServedOneAfterTheOther(long seed) {
		Fleet crowd = new Fleet(seed);
		for (int instance = 0; instance < 30; instance++) {
			crowd.instance(NEAR).callers(1, millis(100), Duration.ZERO, PATIENT, 1);
		}
		crowd.instances().forEach(Fleet.Instance::start);
		crowd.time.run(Duration.ofMillis(3_200));
		assertThat(crowd.grants()).isEqualTo(30);
		assertThat((double) crowd.server.acquires() / 30).isLessThan(4);
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 5, 50, 200 })
	void anInstanceThatIsNotSeenGetsItsChanceAllTheSame(int hold) {
		instances(1, 8, millis(hold), Duration.ZERO, PATIENT);
		run(Duration.ofSeconds(5));
		Fleet.Instance unseen = this.fleet.instance(NEAR).callers(1, millis(hold), Duration.ZERO, PATIENT, FOREVER);
		unseen.start();
		this.fleet.time.run(Duration.ofMillis(1_000 + 2 * hold));
		assertThat(unseen.grants()).isPositive();
	}

	@ParameterizedTest
	@ValueSource(ints = { 0, 5, 50 })
	void anInstanceOnAMuchSlowerLinkGetsItsChanceToo(int hold) {
		instances(1, 8, millis(hold), Duration.ZERO, PATIENT);
		Fleet.Instance far = this.fleet.instance(FAR).callers(1, millis(hold), Duration.ZERO, PATIENT, FOREVER);
		run(Duration.ofMinutes(1));
		assertThat(far.grants()).isGreaterThan(4);
	}

	@Test
	void noFleetCrawlsOrStarvesOrTramplesTheServer() throws IOException {
		check(1, 40);
	}

	@Test
	@Tag("long")
	void noneOfFourHundredFleetsCrawlsOrStarves() throws IOException {
		check(1_000, 400);
	}

	@Test
	@Tag("seeds")
	void noneOfAThousandFleetsCrawlsOrStarves() throws IOException {
		check(Long.getLong("octostore.first-seed", 10_000), 1_000);
	}

	/**
	 * Fleets of which a caller was granted nothing for three rounds and more, because the
	 * other instance never learned of it, or because its turns were cut short.
	 */
	@ParameterizedTest
	@ValueSource(longs = { 1_077, 10_058, 10_679 })
	void aFleetInWhichACallerHasStarved(long seed) {
		assertThat(HotLockFleet.of(seed).run().rounds()).isLessThan(2);
	}

	/**
	 * Without a queue on the server a wait has no upper bound, only one that is exceeded
	 * seldom: in one fleet of a hundred the longest of all waits is longer than two
	 * rounds.
	 */
	private static void check(long first, int fleets) throws IOException {
		List<Outcome> outcomes = LongStream.range(first, first + fleets)
			.parallel()
			.mapToObj((seed) -> HotLockFleet.of(seed).run())
			.toList();
		Files.writeString(Path.of("target", "hot-lock-" + fleets + "-fleets.md"), HotLockFleet.table(outcomes));
		assertThat(outcomes).allSatisfy((outcome) -> {
			assertThat(outcome.rounds()).as("rounds").isLessThan(8);
			assertThat(outcome.throughput()).as("throughput").isGreaterThan(0.25);
			assertThat(outcome.requestsPerGrant()).as("requests for one grant").isLessThan(12);
		});
		assertThat(outcomes).filteredOn((outcome) -> outcome.rounds() > 2)
			.as("fleets with a wait of more than two rounds")
			.hasSizeLessThanOrEqualTo(fleets / 40);
	}

}
