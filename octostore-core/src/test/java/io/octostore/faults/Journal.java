package io.octostore.faults;

import java.util.Arrays;
import java.util.stream.Collectors;

import io.octostore.lock.HeldLock;

/**
 * What a process says on its standard output about what it does and sees, on the clock
 * that all processes of a machine share. {@link ProcessHistory} reads it.
 */
final class Journal {

	private Journal() {
	}

	/**
	 * Write down that something happens now.
	 */
	static void say(String what, Object... details) {
		write(System.nanoTime(), what, details);
	}

	/**
	 * Look whether a lock is held and write it down. The time is one before the look: the
	 * process may be stopped after it.
	 */
	static boolean look(HeldLock lock) {
		long before = System.nanoTime();
		boolean held = lock.isHeld();
		wroteLook(before, held, lock);
		return held;
	}

	static void wroteLook(long time, boolean held, HeldLock lock) {
		write(time, held ? "yes" : "no", lock.name(), lock.fencingToken());
	}

	private static synchronized void write(long time, String what, Object... details) {
		System.out.println(Arrays.stream(details)
			.map(String::valueOf)
			.collect(Collectors.joining(" ", "# " + what + " " + time + " ", "")));
	}

}
