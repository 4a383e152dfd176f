package io.octostore.lock;

import java.util.Collection;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.octostore.LockAcquireTimeoutException;
import io.octostore.LockHeldException;
import io.octostore.OctoStoreException;
import io.octostore.lending.Loan;

/**
 * Says which caller in this JVM has a lock that another one did not get. A body that
 * waits for a thread which wants the same lock is found by that.
 */
final class LocalHolders {

	/** Where no code of an application is. */
	private static final List<String> NOT_OF_THE_APPLICATION = List.of("java.", "javax.", "jdk.", "sun.",
			"org.springframework.", "io.octostore.lock.", "io.octostore.lending.", "io.octostore.spring.", "reactor.",
			"io.netty.");

	private LocalHolders() {
	}

	/**
	 * Add the holder in this JVM to a failure, if there is one.
	 * @param name name of the lock
	 * @param failure why it was not acquired
	 * @param loans the locks that callers in this JVM have
	 * @return the failure to tell
	 */
	static OctoStoreException explain(String name, OctoStoreException failure, Collection<Loan> loans) {
		if (!(failure instanceof LockHeldException held) || held.holder().isPresent() || held.retryAfter().isPresent()
				|| held.isDelayed()) {
			return failure;
		}
		String holder = loans.stream()
			.filter((lock) -> lock.name().equals(name))
			.findFirst()
			.map(LocalHolders::describe)
			.orElse(null);
		if (holder == null) {
			return failure;
		}
		return (held instanceof LockAcquireTimeoutException timeout) ? timeout.heldHere(holder)
				: LockHeldException.heldHere(name, holder);
	}

	private static String describe(Loan lock) {
		Thread thread = lock.holder();
		if (thread == null) {
			return "by reactive code, for " + lock.lentFor().toMillis() + " ms";
		}
		String place = place(thread);
		return "by thread '" + thread.getName() + "', for " + lock.lentFor().toMillis() + " ms"
				+ ((place != null) ? ", which is in " + place : "");
	}

	private static @Nullable String place(Thread thread) {
		for (StackTraceElement element : thread.getStackTrace()) {
			if (NOT_OF_THE_APPLICATION.stream().noneMatch(element.getClassName()::startsWith)) {
				return element.getClassName() + "." + element.getMethodName() + "(" + element.getFileName() + ":"
						+ element.getLineNumber() + ")";
			}
		}
		return null;
	}

}
