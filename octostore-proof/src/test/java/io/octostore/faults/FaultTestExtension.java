package io.octostore.faults;

import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;

/**
 * Runs a {@link FaultTest} a second time, against its mutant, and fails if the test does
 * not notice. Tests that wait for real time run beside their mutant, not after it.
 */
final class FaultTestExtension implements BeforeEachCallback, AfterEachCallback {

	/** Where the results of the last run of each test are. */
	static final Path RESULTS = Path.of("target", "faults");

	private static final Namespace NAMESPACE = Namespace.create(FaultTestExtension.class);

	private static final long LIMIT_SECONDS = 30;

	@Override
	public void beforeEach(ExtensionContext context) {
		if (test(context).tier().isInRealTime() && !test(context).alone()) {
			context.getStore(NAMESPACE).put("mutant", start(context));
		}
	}

	@Override
	public void afterEach(ExtensionContext context) throws Exception {
		MutantRun run = context.getStore(NAMESPACE).get("mutant", MutantRun.class);
		Throwable failure = context.getExecutionException().orElse(null);
		if (failure != null) {
			explain(failure, context.getRequiredTestInstance());
			return;
		}
		String caught = ((run != null) ? run : start(context)).outcome();
		if (caught == null) {
			throw new AssertionError("The mutant survives: the test passes although " + test(context).mutant());
		}
		record(context, caught);
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

	private static MutantRun start(ExtensionContext context) {
		ClassLoader loader = test(context).mutant().loader(context.getRequiredTestClass().getClassLoader());
		CompletableFuture<@Nullable Throwable> outcome = new CompletableFuture<>();
		Thread thread = new Thread(() -> {
			try {
				run(loader, context.getRequiredTestClass().getName(), context.getRequiredTestMethod().getName(),
						outcome);
			}
			catch (Throwable failure) {
				outcome.complete(failure);
			}
		}, "mutant");
		thread.setContextClassLoader(loader);
		thread.setDaemon(true);
		thread.start();
		return new MutantRun(thread, outcome);
	}

	private static void run(ClassLoader loader, String testClass, String testMethod,
			CompletableFuture<@Nullable Throwable> outcome) throws Throwable {
		Class<?> type = Class.forName(testClass, true, loader);
		var constructor = type.getDeclaredConstructor();
		constructor.setAccessible(true);
		try {
			Object instance = constructor.newInstance();
			invokeAll(instance, type, BeforeEach.class);
			try {
				Method method = methods(type).filter((one) -> one.getName().equals(testMethod)).findAny().orElseThrow();
				method.setAccessible(true);
				method.invoke(instance);
				outcome.complete(null);
			}
			catch (InvocationTargetException ex) {
				// Known from now on, however long the mutant takes to clean up
				outcome.complete(ex.getCause());
			}
			finally {
				invokeAll(instance, type, AfterEach.class);
			}
		}
		catch (InvocationTargetException ex) {
			throw ex.getCause();
		}
	}

	private static void invokeAll(Object instance, Class<?> type, Class<? extends Annotation> annotation)
			throws ReflectiveOperationException {
		for (Method method : methods(type).filter((one) -> one.isAnnotationPresent(annotation)).toList()) {
			method.setAccessible(true);
			method.invoke(instance);
		}
	}

	/**
	 * The methods of a test class and of the one that it extends.
	 */
	private static Stream<Method> methods(Class<?> type) {
		return Stream.of(type, type.getSuperclass()).flatMap((one) -> Arrays.stream(one.getDeclaredMethods()));
	}

	private static void record(ExtensionContext context, String caught) throws IOException {
		Files.createDirectories(RESULTS);
		String test = context.getRequiredTestClass().getSimpleName() + "." + context.getRequiredTestMethod().getName();
		Files.writeString(RESULTS.resolve(test), caught);
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

	/**
	 * A run against a mutant.
	 */
	private record MutantRun(Thread thread, CompletableFuture<@Nullable Throwable> result) {

		/**
		 * How the mutant was caught.
		 * @return the failure, or {@code null} if there was none
		 */
		@Nullable String outcome() throws InterruptedException, ExecutionException {
			try {
				Throwable failure = this.result.get(LIMIT_SECONDS, TimeUnit.SECONDS);
				// Other tests look for threads that are left
				this.thread.join(TimeUnit.SECONDS.toMillis(LIMIT_SECONDS));
				if (failure instanceof LinkageError || failure instanceof ReflectiveOperationException) {
					throw new IllegalStateException("The mutant cannot run", failure);
				}
				return (failure != null) ? failure.toString() : null;
			}
			catch (TimeoutException ex) {
				this.thread.interrupt();
				return "did not end";
			}
		}

	}

}
