package io.octostore.faults;

import java.time.Duration;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Runs a {@link FaultTest} a second time, against its mutant, and fails if the test does
 * not notice. Tests that wait for real time run beside their mutant, not after it.
 */
final class FaultTestExtension implements BeforeEachCallback, AfterEachCallback {

	private static final Namespace NAMESPACE = Namespace.create(FaultTestExtension.class);

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final int MORE_TRIALS = 3;

	@Override
	public void beforeEach(ExtensionContext context) {
		if (test(context).tier().isInRealTime() && !test(context).alone()) {
			context.getStore(NAMESPACE).put("mutant", start(context));
		}
	}

	@Override
	public void afterEach(ExtensionContext context) throws Exception {
		MutantTrial trial = context.getStore(NAMESPACE).get("mutant", MutantTrial.class);
		Throwable failure = context.getExecutionException().orElse(null);
		if (failure != null) {
			explain(failure, context.getRequiredTestInstance());
			return;
		}
		if (!isCaught(context, (trial != null) ? trial : start(context))) {
			throw new AssertionError("The mutant survives: the test passes although " + test(context).mutant());
		}
	}

	/**
	 * In real time a mutant may do its harm only now and then, as pauses for garbage
	 * come: it is tried again, without a test beside it.
	 */
	private static boolean isCaught(ExtensionContext context, MutantTrial first) throws Exception {
		boolean caught = first.failure(LIMIT) != null;
		for (int more = 0; !caught && test(context).tier().isInRealTime() && more < MORE_TRIALS; more++) {
			caught = start(context).failure(LIMIT) != null;
		}
		return caught;
	}

	/**
	 * Let a failure show what happened, if the test can tell.
	 */
	static void explain(Throwable failure, Object instance) {
		if (instance instanceof HasHistory test) {
			failure.addSuppressed(new HappenedBefore(test.history()));
		}
	}

	private static FaultTest test(ExtensionContext context) {
		return context.getRequiredTestMethod().getAnnotation(FaultTest.class);
	}

	private static MutantTrial start(ExtensionContext context) {
		return MutantTrial.start(test(context).mutant().loader(context.getRequiredTestClass().getClassLoader()),
				context.getRequiredTestClass().getName(), context.getRequiredTestMethod().getName());
	}

	/**
	 * A test that can tell what happened, for the case that it fails.
	 */
	interface HasHistory {

		History history();

	}

	/**
	 * Shows the history beside a failure.
	 */
	private static final class HappenedBefore extends AssertionError {

		HappenedBefore(History history) {
			super(System.lineSeparator() + history.describe(null));
			setStackTrace(new StackTraceElement[0]);
		}

	}

}
