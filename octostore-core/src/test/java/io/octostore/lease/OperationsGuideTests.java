package io.octostore.lease;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.octostore.testsupport.Claims;
import io.octostore.testsupport.ScriptedAuthority;
import io.octostore.testsupport.ScriptedAuthority.Operation;
import io.octostore.testsupport.SimulatedTime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.junit.jupiter.api.Assertions.assertAll;

/**
 * The tables of {@code docs/operations.md} say what the code does.
 */
class OperationsGuideTests {

	private static final Path GUIDE = Path.of("..", "docs", "operations.md");

	/** A sweep of the server, after which it frees the locks of an expired session. */
	private static final double SWEEP = 5;

	/** One attempt at a connection that is refused, and the pause before the next one. */
	private static final double LAST_ATTEMPT = 1.5;

	@Test
	void theTableOfTimings() throws IOException {
		List<String> rows = new ArrayList<>();
		for (int seconds : new int[] { 10, 30, 60, 120 }) {
			Duration session = Duration.ofSeconds(seconds);
			double claim = LeaseTimings.authority(session) / 1e9;
			double period = seconds / 3.0;
			double shorter = Math.min(seconds, LeaseTimings.defaultLockTtl(session).toSeconds());
			rows.add(String.format(Locale.ROOT, "| %d s | %.1f s | %.1f s | %.1f .. %.1f s | %.1f s |", seconds,
					claim - period - LAST_ATTEMPT, claim, seconds - period, seconds + SWEEP,
					(1 - LeaseTimings.SAFETY_FRACTION) * shorter));
		}
		assertThat(table("timings")).containsExactlyElementsOf(rows);
	}

	@Test
	void theTableOfTheSteadyState() throws IOException {
		List<String> rows = new ArrayList<>();
		for (int[] ttls : new int[][] { { 30, 60 }, { 30, 120 }, { 30, 600 }, { 60, 600 }, { 60, 3600 } }) {
			double one = rate(ttls[0], ttls[1], 1);
			double ten = rate(ttls[0], ttls[1], 10);
			double hundred = rate(ttls[0], ttls[1], 100);
			rows.add(String.format(Locale.ROOT, "| %d s | %d s | %.3f | %.2f | %s | %s | %.0f / %.0f / %.0f |", ttls[0],
					ttls[1], one, ten, rounded(hundred), rounded(rate(ttls[0], ttls[1], 1000)), 1000 * one, 1000 * ten,
					1000 * hundred));
		}
		assertThat(table("steady-state")).containsExactlyElementsOf(rows);
	}

	private static String rounded(double rate) {
		return String.format(Locale.ROOT, (rate < 1) ? "%.2f" : "%.1f", rate);
	}

	@ParameterizedTest(name = "session {0} s, locks {1} s")
	@CsvSource({ "30,60", "30,120", "30,600", "60,600", "60,3600" })
	void theEngineSendsWhatTheTableSays(int sessionTtl, int lockTtl) {
		assertAll(IntStream.of(1, 10, 100).mapToObj((locks) -> () -> check(sessionTtl, lockTtl, locks)));
	}

	@ParameterizedTest(name = "session {0} s, locks {1} s")
	@CsvSource({ "30,60", "30,120", "30,600", "60,600", "60,3600" })
	@Tag("long")
	void theEngineSendsWhatTheTableSaysOfAThousandLocks(int sessionTtl, int lockTtl) {
		check(sessionTtl, lockTtl, 1000);
	}

	private static void check(int sessionTtl, int lockTtl, int locks) {
		assertThat(requestsPerSecond(sessionTtl, lockTtl, locks)).as("%d locks", locks)
			.isCloseTo(rate(sessionTtl, lockTtl, locks), withinPercentage(5));
	}

	/**
	 * Counts what the engine sends while it holds locks for as long as it takes to renew
	 * each of them 25 times.
	 */
	private static double requestsPerSecond(int sessionTtl, int lockTtl, int locks) {
		SimulatedTime time = new SimulatedTime();
		ScriptedAuthority authority = new ScriptedAuthority().healthy();
		LeaseKeeper keeper = new LeaseKeeper(authority, time, time, new Random(7), LeaseTimings.ACQUIRE_TIMEOUT,
				new LeaseEvents() {

					@Override
					public void renewed(Outcome outcome, Duration duration) {
					}

					@Override
					public void keptAlive(Outcome outcome, Duration duration) {
					}

				});
		Claims claims = new Claims(keeper);
		LeaseTerms terms = LeaseTerms.inSession(Duration.ofSeconds(lockTtl), Duration.ofSeconds(sessionTtl), false);
		for (int lock = 0; lock < locks; lock++) {
			String name = "lock-" + lock;
			claims.request(name, terms, LeaseTimings.ACQUIRE_TIMEOUT);
			time.advance(Duration.ofMillis(37));
		}
		authority.forgetCalls();
		Duration watched = Duration.ofSeconds(8L * lockTtl);
		time.advance(watched);
		assertThat(authority.calls()).extracting(ScriptedAuthority.Call::operation)
			.containsOnly(Operation.KEEP_ALIVE, Operation.RENEW);
		return (double) authority.calls().size() / watched.toSeconds();
	}

	private static double rate(int sessionTtl, int lockTtl, int locks) {
		double early = 0.95;
		return 1 / (sessionTtl / 3.0 * early) + locks / (lockTtl / 3.0 * early);
	}

	private static List<String> table(String name) throws IOException {
		List<String> lines = Files.readAllLines(GUIDE);
		int start = lines.indexOf("<!-- table: " + name + " -->");
		int end = start + lines.subList(start, lines.size()).indexOf("<!-- end -->");
		return lines.subList(start + 3, end);
	}

}
