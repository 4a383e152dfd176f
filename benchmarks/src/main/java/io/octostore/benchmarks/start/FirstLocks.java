package io.octostore.benchmarks.start;

import java.util.Arrays;

import org.springframework.context.ApplicationContext;

import io.octostore.lock.OctoStoreLocks;

/**
 * The first locks of a process. A class of its own, because the application may be
 * without the library.
 */
final class FirstLocks {

	private static final int OTHERS = 20;

	private FirstLocks() {
	}

	/**
	 * Takes locks and gives them back.
	 * @return microseconds of the first one, and the median of the next ones
	 */
	static String micros(ApplicationContext context) {
		OctoStoreLocks locks = context.getBean(OctoStoreLocks.class);
		long first = micros(locks, 0);
		long[] others = new long[OTHERS];
		for (int index = 0; index < OTHERS; index++) {
			others[index] = micros(locks, index + 1);
		}
		Arrays.sort(others);
		return first + " " + others[OTHERS / 2];
	}

	private static long micros(OctoStoreLocks locks, int number) {
		long began = System.nanoTime();
		locks.acquire("first-" + number).close();
		return (System.nanoTime() - began) / 1000;
	}

}
