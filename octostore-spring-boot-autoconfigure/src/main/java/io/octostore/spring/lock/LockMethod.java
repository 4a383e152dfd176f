package io.octostore.spring.lock;

import java.lang.reflect.Method;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

import org.jspecify.annotations.Nullable;

import io.octostore.lock.LockOptions;

/**
 * Everything about an annotated method that is the same for all its calls.
 *
 * @param method the method as the target class has it
 * @param name the lock's name without prefix and key
 * @param key the key, if there is one
 * @param options how to acquire, unless fire times decide for how long to hold
 * @param fireTimes when the scheduler calls it, if that is the same for all instances
 * @param enabled whether calls run under the lock
 * @param skip whether a call is left out when the lock is held
 * @param scheduled whether the scheduler calls it
 * @param async whether a worker waits for the future that it returns
 */
record LockMethod(Method method, String name, @Nullable LockKeyExpression key, LockOptions options,
		@Nullable FireTimes fireTimes, boolean enabled, boolean skip, boolean scheduled, boolean async) {

	/**
	 * The lock of one call, without the configured prefix.
	 */
	String lockName(@Nullable Object target, @Nullable Object[] args) {
		return (this.key != null) ? this.name + "." + this.key.evaluate(target, args) : this.name;
	}

	/**
	 * How to acquire the lock for a call that begins now.
	 */
	LockOptions optionsNow() {
		return (this.fireTimes != null && this.options.holdAtLeast().isEmpty())
				? this.options.withHoldAtLeast(this.fireTimes.holdFromNow()) : this.options;
	}

	/**
	 * When the scheduler calls it next after the fire time that a call now belongs to.
	 */
	Optional<ZonedDateTime> nextFireTime() {
		return (this.fireTimes != null) ? this.fireTimes.next() : Optional.empty();
	}

	/**
	 * What a call returns that was left out.
	 */
	@SuppressWarnings("FutureReturnValueIgnored") // it is what the caller gets
	@Nullable Object emptyResult() {
		Class<?> type = this.method.getReturnType();
		if (type == Optional.class) {
			return Optional.empty();
		}
		if (type == OptionalInt.class) {
			return OptionalInt.empty();
		}
		if (type == OptionalLong.class) {
			return OptionalLong.empty();
		}
		if (type == OptionalDouble.class) {
			return OptionalDouble.empty();
		}
		if (this.async && type.isAssignableFrom(CompletableFuture.class)) {
			return CompletableFuture.completedFuture(null);
		}
		return null;
	}

	/**
	 * Whether the work of the method is in the publisher that it returns.
	 */
	boolean isReactive() {
		return LockMethodChecks.isReactive(this.method);
	}

	boolean returnsPrimitive() {
		return LockMethodChecks.isPrimitive(this.method);
	}

	boolean declaresInterruptedException() {
		return Arrays.stream(this.method.getExceptionTypes())
			.anyMatch((type) -> type.isAssignableFrom(InterruptedException.class));
	}

	String description() {
		return this.method.getDeclaringClass().getSimpleName() + "." + this.method.getName();
	}

}
