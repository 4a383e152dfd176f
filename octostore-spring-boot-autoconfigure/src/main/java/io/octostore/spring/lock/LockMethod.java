package io.octostore.spring.lock;

import java.lang.reflect.Method;
import java.time.ZonedDateTime;
import java.util.ArrayList;
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
 * @param lockParameters the places of its parameters that take the lock
 */
record LockMethod(Method method, List<MethodLock> locks, MethodResult result, boolean scheduled, boolean async,
		List<Integer> lockParameters) {

	private static final int MAX_SHOWN = 120;

	static LockMethod of(Method method, List<MethodLock> locks, MethodResult result, boolean scheduled, boolean async) {
		Class<?>[] types = method.getParameterTypes();
		List<Integer> lockParameters = IntStream.range(0, types.length)
			.filter((index) -> types[index] == HeldLock.class)
			.boxed()
			.toList();
		return new LockMethod(method, List.copyOf(locks), result, scheduled, async, lockParameters);
	}

	/**
	 * The locks of one call, in the order in which they are acquired: by name, so that
	 * callers who want some of the same locks never wait for each other in a circle.
	 */
	List<Wanted> wanted(@Nullable Object target, @Nullable Object[] args) {
		if (this.locks.size() == 1) {
			MethodLock only = this.locks.get(0);
			return only.enabled() ? List.of(only.wanted(target, args)) : List.of();
		}
		Set<String> names = new HashSet<>();
		List<Wanted> all = new ArrayList<>(this.locks.size());
		for (MethodLock lock : this.locks) {
			if (lock.enabled()) {
				Wanted wanted = lock.wanted(target, args);
				// Keys may be equal, as where money goes from an account to itself
				if (names.add(wanted.name())) {
					all.add(wanted);
				}
			}
		}
		all.sort(Comparator.comparing(Wanted::name));
		return all;
	}

	/**
	 * Arguments of a call under a lock: where the caller left a lock out, it is put in.
	 */
	void fillIn(@Nullable Object[] args, HeldLock lock) {
		for (int index : this.lockParameters) {
			if (args[index] == null) {
				args[index] = lock;
			}
		}
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

	/**
	 * What tells the runs of this method from other work under the same lock, and those
	 * for one fire time from those for another: the same text on all instances.
	 */
	String run(ZonedDateTime fireTime) {
		String what = description();
		return ((what.length() <= MAX_SHOWN) ? what : what.substring(0, MAX_SHOWN)) + " at " + fireTime.toInstant();
	}

	String description() {
		return this.method.getDeclaringClass().getSimpleName() + "." + this.method.getName();
	}

}
