package io.octostore.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.LongSupplier;

import io.octostore.OctoStoreValidationException;

/**
 * Locks that were acquired one after the other.
 */
final class LockSet implements HeldLocks {

	private final List<HeldLock> locks = new ArrayList<>();

	private LockSet() {
	}

	/**
	 * Acquire locks in the order of their names, within the wait of the options.
	 */
	static HeldLocks acquire(Collection<String> names, LockOptions options,
			BiFunction<String, LockOptions, HeldLock> acquire, LongSupplier clock) {
		if (names.isEmpty()) {
			throw new OctoStoreValidationException("names must have at least one lock name, but is empty");
		}
		Duration budget = options.waitFor().orElse(Duration.ZERO);
		long start = clock.getAsLong();
		LockSet set = new LockSet();
		try {
			for (String name : new TreeSet<>(names)) {
				Duration left = budget.minusNanos(clock.getAsLong() - start);
				set.locks.add(acquire.apply(name, options.withWaitFor(left.isNegative() ? Duration.ZERO : left)));
			}
			return set;
		}
		catch (Throwable ex) {
			set.close();
			throw ex;
		}
	}

	@Override
	public List<HeldLock> all() {
		return Collections.unmodifiableList(this.locks);
	}

	@Override
	public void close() {
		for (int index = this.locks.size() - 1; index >= 0; index--) {
			this.locks.get(index).close();
		}
	}

	@Override
	public String toString() {
		return "HeldLocks" + this.locks;
	}

}
