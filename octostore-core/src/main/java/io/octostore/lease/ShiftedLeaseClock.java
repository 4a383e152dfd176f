package io.octostore.lease;

import java.time.Duration;
import java.util.function.Supplier;

/**
 * A clock that is ahead of another one; for tests that do not want to wait. Thread safe
 * if the source of the shift is.
 *
 * @since 0.1.0
 */
public final class ShiftedLeaseClock implements LeaseClock {

	private final LeaseClock clock;

	private final Supplier<Duration> ahead;

	/**
	 * Create a clock.
	 * @param clock the clock that this one is ahead of
	 * @param ahead how far it is ahead, which never becomes less
	 */
	public ShiftedLeaseClock(LeaseClock clock, Supplier<Duration> ahead) {
		this.clock = clock;
		this.ahead = ahead;
	}

	@Override
	public long now() {
		return this.clock.now() + this.ahead.get().toNanos();
	}

	@Override
	public long skipped() {
		return this.clock.skipped();
	}

	@Override
	public void tick() {
		this.clock.tick();
	}

}
