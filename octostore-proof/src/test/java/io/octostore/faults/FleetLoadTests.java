package io.octostore.faults;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.octostore.lease.LeaseTerms;
import io.octostore.lending.VirtualLocks;
import io.octostore.testsupport.ScriptedAuthority.Operation;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The load that two hundred instances with one token put on the server, in simulated
 * time: requests in a second, and in a tenth of a second.
 */
class FleetLoadTests {

	private static final Logger logger = LoggerFactory.getLogger(FleetLoadTests.class);

	private static final int INSTANCES = 200;

	private static final Duration SECOND = Duration.ofSeconds(1);

	private static final Duration TENTH = Duration.ofMillis(100);

	private static final LeaseTerms TERMS = LeaseTerms.inSession(Duration.ofSeconds(60), Duration.ofSeconds(30), false);

	private final SimulatedTime time = new SimulatedTime();

	private final SimulatedServer server = new SimulatedServer(this.time, Duration.ofSeconds(2));

	private final FleetWire wire = new FleetWire(this.time, this.server);

	private final List<VirtualLocks> fleet = new ArrayList<>();

	private final List<VirtualLocks.Attempt> attempts = new ArrayList<>();

	@BeforeEach
	void allowLocks() {
		this.server.limit(1000);
	}

	/**
	 * Start all instances within a second; each wants a lock of its own at once.
	 */
	private void start(Duration waitFor) {
		Random random = new Random(7);
		for (int number = 0; number < INSTANCES; number++) {
			String name = "lock-" + number;
			VirtualLocks locks = new VirtualLocks(this.wire.authority(), this.time, this.time,
					new Random(random.nextLong()));
			this.fleet.add(locks);
			this.time.schedule(() -> this.attempts.add(locks.acquire(name, TERMS, waitFor)),
					Duration.ofMillis(random.nextInt(1000)));
		}
	}

	private long held() {
		return this.attempts.stream()
			.map(VirtualLocks.Attempt::grant)
			.filter((grant) -> grant.isDone() && !grant.isCompletedExceptionally())
			.filter((grant) -> grant.join().isHeld())
			.count();
	}

	private void giveBack() {
		this.attempts.stream()
			.map(VirtualLocks.Attempt::grant)
			.filter(CompletableFuture::isDone)
			.map(CompletableFuture::join)
			.forEach((lease) -> this.fleet.get(Integer.parseInt(lease.name().substring("lock-".length())))
				.release(lease, (outcome) -> {
				}));
	}

	private void report(String what) {
		logger.info("{}: {} requests, at most {} in a second, {} in a tenth", what, this.wire.total(),
				this.wire.peak(SECOND), this.wire.peak(TENTH));
	}

	@Test
	void aStartWithinASecondIsTwoRequestsForEachInstance() {
		start(Duration.ZERO);
		this.time.advance(Duration.ofSeconds(5));
		report("Start");
		assertThat(held()).isEqualTo(INSTANCES);
		assertThat(this.wire.total()).isEqualTo(2 * INSTANCES);
		assertThat(this.wire.peak(TENTH)).isLessThan(INSTANCES / 2);
	}

	@Test
	void whatWasStartedWithinASecondIsNotConfirmedWithinASecond() {
		start(Duration.ZERO);
		this.time.advance(Duration.ofSeconds(5));
		this.wire.forget();
		this.time.advance(Duration.ofMinutes(1));
		report("First minute");
		// Keepalives each ten seconds and renewals each twenty, up to a tenth earlier
		assertThat(this.wire.total()).isBetween(INSTANCES * 8, INSTANCES * 11);
		assertThat(this.wire.peak(SECOND)).isLessThanOrEqualTo(INSTANCES * 5 / 4);
		this.time.advance(Duration.ofMinutes(10));
		this.wire.forget();
		this.time.advance(Duration.ofMinutes(1));
		report("Eleventh minute");
		assertThat(this.wire.peak(SECOND)).isLessThanOrEqualTo(INSTANCES / 2);
	}

	@Test
	void aRestartOfTheServerIsSurvivedWithoutAStorm() {
		start(Duration.ZERO);
		this.time.advance(Duration.ofMinutes(5));
		this.wire.forget();
		this.wire.goDown();
		this.time.advance(Duration.ofSeconds(5));
		report("Five seconds without the server");
		// 250 ms, doubling to two seconds, for keepalive and renewal each
		assertThat(this.wire.total()).isLessThanOrEqualTo(INSTANCES * 12);
		assertThat(this.wire.peak(SECOND)).isLessThanOrEqualTo(INSTANCES * 6);
		this.wire.forget();
		this.server.comeBack();
		this.time.advance(Duration.ofSeconds(5));
		report("Five seconds after its return");
		assertThat(held()).isEqualTo(INSTANCES);
		assertThat(this.wire.peak(SECOND)).isLessThanOrEqualTo(INSTANCES * 2);
		assertThat(this.wire.peak(TENTH)).isLessThanOrEqualTo(INSTANCES / 2);
		assertThat(this.wire.count(Operation.CREATE_SESSION)).isZero();
	}

	@Test
	void aLongOutageEndsInNewSessionsWithoutAStorm() {
		start(Duration.ZERO);
		this.time.advance(Duration.ofMinutes(5));
		this.wire.goDown();
		this.time.advance(Duration.ofSeconds(40));
		assertThat(held()).isZero();
		giveBack();
		this.attempts.clear();
		for (int number = 0; number < INSTANCES; number++) {
			this.attempts.add(this.fleet.get(number).acquire("lock-" + number, TERMS, Duration.ofMinutes(2)));
		}
		this.wire.forget();
		this.time.advance(Duration.ofSeconds(20));
		report("Twenty seconds of waiting without the server");
		// All begin at one instant, give back what was lost and ask for it again
		assertThat(this.wire.peak(SECOND)).isLessThanOrEqualTo(INSTANCES * 8);
		assertThat(this.wire.total()).isLessThanOrEqualTo(INSTANCES * 25);
		this.server.comeBack();
		this.wire.forget();
		this.time.advance(Duration.ofSeconds(45));
		report("After its return");
		assertThat(held()).isEqualTo(INSTANCES);
		assertThat(this.wire.peak(SECOND)).isLessThanOrEqualTo(INSTANCES * 3);
	}

	@Test
	void atTheLimitOfTheirUserInstancesAskNowAndThen() {
		this.server.limit(100);
		start(Duration.ofMinutes(5));
		this.time.advance(Duration.ofMinutes(1));
		assertThat(held()).isEqualTo(100);
		this.wire.forget();
		this.time.advance(Duration.ofMinutes(1));
		report("A minute at the limit");
		assertThat(this.wire.count(Operation.ACQUIRE) / 60).isLessThanOrEqualTo(INSTANCES / 4);
		giveBack();
		this.time.advance(Duration.ofMinutes(1));
		assertThat(held()).isEqualTo(100);
	}

}
