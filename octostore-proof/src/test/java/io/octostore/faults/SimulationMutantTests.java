package io.octostore.faults;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The seeded runs find what they are there to find: each of these mutants violates one of
 * the checkers' rules within a few seeds.
 */
class SimulationMutantTests {

	private static final int SEEDS = 60;

	@ParameterizedTest
	@EnumSource(mode = Mode.INCLUDE,
			names = { "CLAIMS_FIVE_TTLS", "RENEWS_WITH_A_SHORTER_TTL", "RENEWS_WHAT_WAS_RELEASED",
					"REVIVES_AFTER_THE_DEADLINE", "LEAVES_SESSIONS_AT_SHUTDOWN", "KEEPS_A_GRANT_THAT_NOBODY_WANTS",
					"WAITS_FOR_THE_NEXT_POLL", "CLAIMS_THE_WHOLE_TTL" })
	void aMutantIsFoundWithinAFewSeeds(Mutant mutant) throws Exception {
		Class<?> simulation = Class.forName(Simulation.class.getName(), true,
				mutant.loader(Simulation.class.getClassLoader()));
		Method run = simulation.getDeclaredMethod("run", long.class);
		run.setAccessible(true);
		String found = "";
		for (long seed = 0; seed < SEEDS && found.isEmpty(); seed++) {
			try {
				run.invoke(null, seed);
			}
			catch (InvocationTargetException ex) {
				found = ex.getCause().toString();
			}
		}
		assertThat(found).as("what the checkers say").contains("Seed ");
	}

}
