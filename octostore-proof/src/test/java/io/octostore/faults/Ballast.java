package io.octostore.faults;

import java.util.Random;

/**
 * Fills most of the heap with small objects and replaces them all the time, so that
 * nearly every collection is one of the whole heap.
 */
final class Ballast {

	private static final int BYTES_PER_ENTRY = 56;

	private static final double SHARE = 0.75;

	private final Entry[] entries = new Entry[(int) (Runtime.getRuntime().maxMemory() * SHARE / BYTES_PER_ENTRY)];

	Ballast() {
		for (int index = 0; index < this.entries.length; index++) {
			this.entries[index] = new Entry(index);
		}
	}

	void startChurning() {
		Thread thread = new Thread(this::churn, "ballast");
		thread.setDaemon(true);
		thread.start();
	}

	private void churn() {
		Random random = new Random(1);
		while (true) {
			int index = random.nextInt(this.entries.length);
			this.entries[index] = new Entry(index);
		}
	}

	/**
	 * Two objects for the collector to follow.
	 */
	private static final class Entry {

		private final Object value;

		Entry(long number) {
			this.value = new long[] { number, number };
		}

		@Override
		public String toString() {
			return String.valueOf(this.value);
		}

	}

}
