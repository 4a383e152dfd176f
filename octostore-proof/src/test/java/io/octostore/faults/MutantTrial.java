package io.octostore.faults;

import java.lang.annotation.Annotation;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * A run of one test against a mutant, on a thread of its own. Only a failure of the test
 * itself counts as caught.
 */
final class MutantTrial {

	private final MutantLoader loader;

	private final Thread thread;

	private final CompletableFuture<@Nullable Throwable> result = new CompletableFuture<>();

	private MutantTrial(MutantLoader loader, String testClass, String testMethod) {
		this.loader = loader;
		this.thread = new Thread(() -> {
			try {
				run(testClass, testMethod);
			}
			catch (Throwable failure) {
				this.result.completeExceptionally(failure);
			}
		}, "mutant");
		this.thread.setContextClassLoader(loader);
		this.thread.setDaemon(true);
	}

	static MutantTrial start(MutantLoader loader, String testClass, String testMethod) {
		MutantTrial trial = new MutantTrial(loader, testClass, testMethod);
		trial.thread.start();
		return trial;
	}

	private void run(String testClass, String testMethod) throws ReflectiveOperationException {
		Class<?> type = Class.forName(testClass, true, this.loader);
		var constructor = type.getDeclaredConstructor();
		constructor.setAccessible(true);
		Object instance = constructor.newInstance();
		setUp(instance, type);
		Method method = methods(type).filter((one) -> one.getName().equals(testMethod)).findAny().orElseThrow();
		method.setAccessible(true);
		// Known from now on, however long the mutant takes to clean up
		this.result.complete(failure(instance, method));
		invokeAll(instance, type, AfterEach.class);
	}

	private static void setUp(Object instance, Class<?> type) throws ReflectiveOperationException {
		try {
			invokeAll(instance, type, BeforeEach.class);
		}
		catch (InvocationTargetException ex) {
			try {
				invokeAll(instance, type, AfterEach.class);
			}
			catch (InvocationTargetException next) {
				ex.getCause().addSuppressed(next.getCause());
			}
			throw ex;
		}
	}

	private static @Nullable Throwable failure(Object instance, Method test) throws IllegalAccessException {
		try {
			test.invoke(instance);
			return null;
		}
		catch (InvocationTargetException ex) {
			return ex.getCause();
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

	/**
	 * Wait for the end.
	 * @param limit how long the test may take, and how long its cleaning up
	 * @return the failure of the test, or {@code null} if the mutant survived
	 * @throws MutantMisfitException if the run proves nothing: it did not get as far as
	 * the test, did not end in time, or the mutant does not fit the product
	 */
	@Nullable Throwable failure(Duration limit) throws InterruptedException {
		Throwable failure = await(limit);
		// Other tests look for threads that are left
		this.thread.join(limit.toMillis());
		if (failure instanceof TimeoutException) {
			throw new MutantMisfitException("The test only did not end in time under the mutant", failure);
		}
		if (failure instanceof LinkageError || failure instanceof ReflectiveOperationException) {
			throw new MutantMisfitException("The mutant cannot run", failure);
		}
		if (!this.loader.misfits().isEmpty()) {
			throw new MutantMisfitException("The mutant cannot run", this.loader.misfits().get(0));
		}
		return failure;
	}

	private @Nullable Throwable await(Duration limit) throws InterruptedException {
		try {
			return this.result.get(limit.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (TimeoutException ex) {
			this.thread.interrupt();
			throw new MutantMisfitException("The test did not end within " + limit + " under the mutant");
		}
		catch (ExecutionException ex) {
			Throwable cause = (ex.getCause() instanceof InvocationTargetException invocation) ? invocation.getCause()
					: ex.getCause();
			throw new MutantMisfitException("The test was not reached under the mutant", cause);
		}
	}

}
