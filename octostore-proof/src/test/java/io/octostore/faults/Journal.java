package io.octostore.faults;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.stream.Collectors;

import io.octostore.lock.HeldLock;

/**
 * What a process says on its standard output about what it does and sees, on the clock
 * that all processes of a machine share. {@link ProcessHistory} reads it.
 */
final class Journal {

	/**
	 * Without a lock, so that no thread of the engine waits for one of the test that the
	 * system does not let run. The system writes short lines as a whole.
	 */
	private static final OutputStream OUT = new FileOutputStream(FileDescriptor.out);

	private Journal() {
	}

	/**
	 * Write down that something happens now.
	 */
	static void say(String what, Object... details) {
		write(System.nanoTime(), what, details);
	}

	/**
	 * Write down what was seen at a time.
	 */
	static void saw(long time, String what, Object... details) {
		write(time, what, details);
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

	private static void write(long time, String what, Object... details) {
		String line = Arrays.stream(details)
			.map(String::valueOf)
			.collect(Collectors.joining(" ", "# " + what + " " + time + " ", System.lineSeparator()));
		try {
			OUT.write(line.getBytes(StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

}
