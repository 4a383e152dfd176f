package io.octostore.spring.boot.pause;

import io.octostore.LockNameRule;

/**
 * Names of the locks that stand for pauses. Encoded keys hold two dots in a row only
 * before hexadecimal digits or an {@code h}, so that no key has such a name.
 */
final class PauseNames {

	private static final String SUFFIX = "..paused";

	private static final int MAX_LENGTH = 64;

	private PauseNames() {
	}

	/**
	 * The lock that stands for the pause of a job.
	 * @param lockName full name of the lock of the job, prefix included
	 * @return a portable name; the same in all instances
	 */
	static String of(String lockName) {
		return LockNameRule.PORTABLE.encode(lockName, MAX_LENGTH - SUFFIX.length()) + SUFFIX;
	}

	static boolean isPause(String lockName) {
		return lockName.endsWith(SUFFIX);
	}

}
