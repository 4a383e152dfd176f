package io.octostore.spring.lock;

import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.octostore.LockLostException;
import io.octostore.lock.HeldLock;

/**
 * Looks at locks at the last moment before something final.
 */
final class LockChecks {

	private LockChecks() {
	}

	/**
	 * Check that none of the locks is lost. One that was closed on purpose counts as
	 * given up, not as lost.
	 * @throws LockLostException if one is
	 */
	static void verify(Collection<? extends HeldLock> locks) {
		for (HeldLock lock : locks) {
			LockLostException lost = loss(lock);
			if (lost != null) {
				throw lost;
			}
		}
	}

	static @Nullable LockLostException loss(HeldLock lock) {
		// Looks at the clock first: a deadline that has passed is a loss from now on
		return lock.isHeld() ? null : lock.loss().map(LockLostException::new).orElse(null);
	}

	/**
	 * Check a lock that may not be given up either.
	 * @throws LockLostException if it is lost
	 * @throws IllegalStateException if it was closed
	 */
	static void verifyHeld(HeldLock lock) {
		verify(List.of(lock));
		if (isClosed(lock)) {
			throw new IllegalStateException("Lock '" + lock.name() + "' was closed before the commit of the "
					+ "transaction that needs it. Close it after the transaction has ended");
		}
	}

	/**
	 * Whether the lock was closed before it was lost.
	 */
	static boolean isClosed(HeldLock lock) {
		return !lock.isHeld() && lock.loss().isEmpty();
	}

}
