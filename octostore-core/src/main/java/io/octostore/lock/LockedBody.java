package io.octostore.lock;

import org.jspecify.annotations.Nullable;

/**
 * Code that runs under a lock and throws checked exceptions, see
 * {@link OctoStoreLocks#executeChecked}.
 *
 * @param <T> what it returns
 * @param <E> what it throws
 * @since 0.1.0
 */
@FunctionalInterface
public interface LockedBody<T extends @Nullable Object, E extends Throwable> {

	/**
	 * Run under the lock, which is closed after the return.
	 * @param lock the lock, with its fencing token
	 * @return the result
	 * @throws E what the code throws; passed on unchanged unless the lock was lost
	 */
	T run(HeldLock lock) throws E;

}
