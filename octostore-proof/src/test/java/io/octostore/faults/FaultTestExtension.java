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
		if (((trial != null) ? trial : start(context)).failure(LIMIT) == null) {
			throw new AssertionError("The mutant survives: the test passes although " + test(context).mutant());
		}
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
