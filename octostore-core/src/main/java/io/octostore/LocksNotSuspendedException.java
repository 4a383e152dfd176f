package io.octostore;

import java.util.Collection;
import java.util.List;

/**
 * The locks could not be suspended. Do not copy the memory of this process: the copies
 * would share locks.
 *
 * @since 0.1.0
 */
public final class LocksNotSuspendedException extends OctoStoreException {

	private final List<String> lockNames;

	/**
	 * Create an exception.
	 * @param lockNames full names of the locks that are in use; none if the sessions
	 * could not be ended in time
	 */
	public LocksNotSuspendedException(Collection<String> lockNames) {
		super(lockNames.isEmpty()
				? "A checkpoint is refused because the sessions of the locks were not ended in time. Try again"
				: "A checkpoint is refused because locks are in use: " + String.join(", ", sorted(lockNames))
						+ ". Try again when they have been given back");
		this.lockNames = sorted(lockNames);
	}

	private static List<String> sorted(Collection<String> names) {
		return names.stream().sorted().toList();
	}

	/**
	 * Names of the locks that were held, waited for or being given back.
	 * @return the full names, sorted; empty if the sessions could not be ended in time
	 */
	public List<String> lockNames() {
		return this.lockNames;
	}

}
