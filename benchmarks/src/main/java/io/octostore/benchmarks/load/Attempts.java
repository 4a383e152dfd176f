package io.octostore.benchmarks.load;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;

/**
 * When the attempts to confirm a lease or a session reached the wire. Any thread.
 */
final class Attempts {

	/**
	 * Attempts further apart are no repeats: a renewal or keepalive is due every nine
	 * seconds at the earliest, and repeats pause for 2.4 s at most after an attempt that
	 * fails at once.
	 */
	private static final long REPEAT = TimeUnit.SECONDS.toNanos(4);

	/** What the way to the wire may take from the distance of two attempts. */
	private static final long TOLERANCE = TimeUnit.MILLISECONDS.toNanos(20);

	private final Map<String, List<Long>> times = new HashMap<>();

	synchronized void sent(String target, long time) {
		this.times.computeIfAbsent(target, (key) -> new ArrayList<>()).add(time);
	}

	synchronized int count() {
		return this.times.values().stream().mapToInt(List::size).sum();
	}

	/**
	 * The shortest distance between two attempts of one lease or session in milliseconds,
	 * or nothing if each was confirmed once at most.
	 */
	synchronized LongStream distances() {
		return this.times.values()
			.stream()
			.flatMapToLong(Attempts::distances)
			.map(TimeUnit.NANOSECONDS::toMillis)
			.sorted();
	}

	private static LongStream distances(List<Long> sent) {
		return LongStream.range(1, sent.size()).map((index) -> sent.get((int) index) - sent.get((int) index - 1));
	}

	/**
	 * How many attempts came closer to the one before than 250 ms, doubling to 2 s, less
	 * 20 %.
	 */
	synchronized int tooClose() {
		return this.times.values().stream().mapToInt(Attempts::tooClose).sum();
	}

	private static int tooClose(List<Long> sent) {
		int tooClose = 0;
		int repeats = 0;
		for (long distance : distances(sent).toArray()) {
			repeats = (distance < REPEAT) ? repeats + 1 : 0;
			if (repeats > 0 && distance < shortestPause(repeats) - TOLERANCE) {
				tooClose++;
			}
		}
		return tooClose;
	}

	private static long shortestPause(int repeats) {
		long millis = Math.min(2000, 250L << Math.min(repeats - 1, 3));
		return TimeUnit.MILLISECONDS.toNanos(millis * 8 / 10);
	}

}
