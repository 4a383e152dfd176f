package io.octostore.lease;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

/**
 * Time since the machine was booted, suspends included, as Linux tells it in procfs: in
 * hundredths of a second, some microseconds a reading.
 */
final class BootTime implements LongSupplier {

	/** In the place of a time that cannot be read. */
	static final long UNREADABLE = Long.MIN_VALUE;

	private static final long NANOS_PER_HUNDREDTH = 10_000_000;

	private final Path file;

	private BootTime(Path file) {
		this.file = file;
	}

	/**
	 * The boot time of this machine.
	 * @return its source, or {@code null} where there is none
	 */
	static @Nullable LongSupplier ofSystem() {
		return of(Path.of("/proc/uptime"));
	}

	static @Nullable LongSupplier of(Path file) {
		BootTime bootTime = new BootTime(file);
		return (bootTime.getAsLong() > 0) ? bootTime : null;
	}

	/**
	 * Read the time. Any thread.
	 * @return the time, {@link #UNREADABLE} if it cannot be read
	 */
	@Override
	public long getAsLong() {
		try {
			String text = Files.readString(this.file, StandardCharsets.US_ASCII);
			int end = text.indexOf(' ');
			String seconds = (end > 0) ? text.substring(0, end) : text.trim();
			return Math.round(Double.parseDouble(seconds) * 100) * NANOS_PER_HUNDREDTH;
		}
		catch (IOException | NumberFormatException ex) {
			return UNREADABLE;
		}
	}

}
