package io.octostore.spring.lock;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

import io.octostore.lock.HeldLock;
import io.octostore.spring.lock.MethodLock.Wanted;

/**
 * Everything about an annotated method that is the same for all its calls.
 *
 * @param method the method as the target class has it
 * @param locks its locks
 * @param result what it returns
 * @param scheduled whether the scheduler calls it
 * @param async whether a worker thread calls it
 */
record LockMethod(Method method, List<MethodLock> locks, MethodResult result, boolean scheduled, boolean async) {

	/**
	 * The locks of one call, in the order in which they are acquired: by name, so that
	 * callers who want some of the same locks never wait for each other in a circle.
	 */
	List<Wanted> wanted(@Nullable Object target, @Nullable Object[] args) {
		Set<String> names = new HashSet<>();
		return this.locks.stream()
			.filter(MethodLock::enabled)
			.map((lock) -> lock.wanted(target, args))
			// Keys may be equal, as where money goes from an account to itself
			.filter((wanted) -> names.add(wanted.name()))
			.sorted(Comparator.comparing(Wanted::name))
			.toList();
	}

	/**
	 * Arguments of a call under a lock: where the caller left a lock out, it is put in.
	 */
	void fillIn(@Nullable Object[] args, HeldLock lock) {
		Class<?>[] types = this.method.getParameterTypes();
		IntStream.range(0, types.length)
			.filter((index) -> types[index] == HeldLock.class && args[index] == null)
			.forEach((index) -> args[index] = lock);
	}

	/**
	 * Whether nothing waits for the method: neither for its result, nor for its end.
	 */
	boolean isInBackground() {
		return isInBackground(this.method, this.scheduled, this.async);
	}

	static boolean isInBackground(Method method, boolean scheduled, boolean async) {
		return scheduled || (async && method.getReturnType() == void.class);
	}

	/**
	 * Whether a call need not run when the application shuts down.
	 */
	boolean mayBeLeftOut() {
		return isInBackground() && !this.result.isPrimitive();
	}

	boolean declaresInterruptedException() {
		return Arrays.stream(this.method.getExceptionTypes())
			.anyMatch((type) -> type.isAssignableFrom(InterruptedException.class));
	}

	/**
	 * Names of the locks, without prefix and key.
	 */
	String name() {
		return this.locks.stream().map(MethodLock::name).collect(Collectors.joining(", "));
	}

	String description() {
		return this.method.getDeclaringClass().getSimpleName() + "." + this.method.getName();
	}

}
