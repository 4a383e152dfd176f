package io.octostore.faults;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MutantTrialTests {

	private static final Duration LONG = Duration.ofSeconds(20);

	private static Throwable failure(Class<?> test, Duration limit, Change... changes) throws InterruptedException {
		ClassLoader original = MutantTrialTests.class.getClassLoader();
		MutantLoader loader = new MutantLoader("trial", original, List.of(changes));
		return MutantTrial.start(loader, test.getName(), "test").failure(limit);
	}

	@Test
	void aMutantIsCaughtByAFailureOfTheTest() throws InterruptedException {
		assertThat(failure(Failing.class, LONG)).hasMessage("as it should");
	}

	@Test
	void aMutantSurvivesATestThatPasses() throws InterruptedException {
		assertThat(failure(Passing.class, LONG)).isNull();
	}

	@Test
	void aSetUpThatFailsProvesNothing() {
		assertThatExceptionOfType(MutantMisfitException.class).isThrownBy(() -> failure(WithoutSetUp.class, LONG))
			.withMessage("The test was not reached under the mutant")
			.havingCause()
			.withMessage("no server");
	}

	@Test
	void anInstanceThatCannotBeMadeProvesNothing() {
		assertThatExceptionOfType(MutantMisfitException.class).isThrownBy(() -> failure(WithoutInstance.class, LONG))
			.withMessage("The test was not reached under the mutant")
			.havingCause()
			.withMessage("no instance");
	}

	@Test
	void aTestThatDoesNotEndProvesNothing() {
		assertThatExceptionOfType(MutantMisfitException.class)
			.isThrownBy(() -> failure(Endless.class, Duration.ofMillis(20)))
			.withMessage("The test did not end within PT0.02S under the mutant");
	}

	@Test
	void aTestThatRunsOutOfTimeProvesNothing() {
		assertThatExceptionOfType(MutantMisfitException.class).isThrownBy(() -> failure(Waiting.class, LONG))
			.withMessage("The test only did not end in time under the mutant");
	}

	@Test
	void aMethodThatIsMissingProvesNothing() {
		assertThatExceptionOfType(MutantMisfitException.class).isThrownBy(() -> failure(Unlinked.class, LONG))
			.withMessage("The mutant cannot run");
	}

	@Test
	void aReplacementThatFailsProvesNothingEvenIfTheProductOutlivesIt() {
		assertThatExceptionOfType(MutantMisfitException.class).isThrownBy(() -> failure(Outliving.class, LONG))
			.withMessage("The mutant cannot run")
			.havingCause()
			.withMessage("does not fit");
	}

	@Test
	void refusesAChangeOfASafeguardThatDoesNotExist() {
		assertThatExceptionOfType(MutantMisfitException.class)
			.isThrownBy(() -> failure(Passing.class, LONG, Change.without("no-such-rule")))
			.withMessage("There is nothing to change: no method is the safeguard 'no-such-rule'");
	}

	@Test
	void refusesAReplacementThatReturnsSomethingElse() {
		assertThatExceptionOfType(MutantMisfitException.class)
			.isThrownBy(() -> Change.instead("LOOKS_AT_NO_OVERLAP", "checker-of-exclusion", null, new Object[1],
					Checkers.class, Long.class))
			.withMessage("What 'checker-of-exclusion' is replaced by fails")
			.withCauseInstanceOf(ClassCastException.class);
	}

	static class Passing {

		void test() {
		}

	}

	static class Failing {

		void test() {
			throw new AssertionError("as it should");
		}

	}

	static class WithoutSetUp {

		@BeforeEach
		void start() {
			throw new IllegalStateException("no server");
		}

		void test() {
		}

	}

	static class WithoutInstance {

		WithoutInstance() {
			throw new IllegalStateException("no instance");
		}

		void test() {
		}

	}

	static class Endless {

		void test() throws InterruptedException {
			new CountDownLatch(1).await();
		}

	}

	static class Waiting {

		void test() throws Exception {
			new CompletableFuture<>().get(1, TimeUnit.MILLISECONDS);
		}

	}

	static class Unlinked {

		void test() {
			throw new NoSuchMethodError("gone");
		}

	}

	static class Outliving {

		void test() {
			MutantLoader.report(new IllegalStateException("does not fit"));
			throw new AssertionError("looks like a failure of the test");
		}

	}

}
