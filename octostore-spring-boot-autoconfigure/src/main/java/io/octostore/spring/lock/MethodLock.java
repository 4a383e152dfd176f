package io.octostore.spring.lock;

import org.jspecify.annotations.Nullable;

import io.octostore.lock.LockOptions;

/**
 * One lock of an annotated method, as far as it is the same for all calls.
 *
 * @param name the lock's name without prefix and key
 * @param key the key, if there is one
 * @param options how to acquire
 * @param enabled whether calls run under the lock
 * @param skip whether a call is left out when the lock is held
 */
record MethodLock(String name, @Nullable LockKeyExpression key, LockOptions options, boolean enabled, boolean skip) {

	/**
	 * The lock of one call.
	 */
	Wanted wanted(@Nullable Object target, @Nullable Object[] args) {
		return new Wanted(this, (this.key != null) ? this.name + "." + this.key.evaluate(target, args) : this.name);
	}

	/**
	 * The lock of one call.
	 *
	 * @param lock what is the same for all calls
	 * @param name full name, without the configured prefix
	 */
	record Wanted(MethodLock lock, String name) {
	}

}
