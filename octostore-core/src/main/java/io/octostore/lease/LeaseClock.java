package io.octostore.lease;

/**
 * Elapsed time as authority counts it: monotonic, and aware of time that passed while the
 * process or the machine stood still.
 * <p>
 * Thread safe.
 *
 * @since 0.1.0
 */
public interface LeaseClock {

	/**
	 * Nanoseconds since some fixed instant. Never goes back.
	 * @return the time
	 */
	long now();

	/**
	 * Nanoseconds that {@link #now()} has gained over the monotonic clock so far because
	 * other clocks showed that more time had passed.
	 * @return the sum of all gains
	 */
	long skipped();

	/**
	 * Look at sources that are too slow for every reading; called at each tick of the
	 * engine.
	 */
	default void tick() {
	}

	/**
	 * The clock of this process: {@link System#nanoTime()}, which keeps counting through
	 * garbage collections and stopped processes but stands still while the machine is
	 * suspended, corrected by forward steps of the wall clock and, on Linux, by the time
	 * since boot, which includes suspends.
	 * @return a new clock
	 */
	static LeaseClock system() {
		return new SystemLeaseClock(System::nanoTime, System::currentTimeMillis, BootTime.ofSystem());
	}

}
