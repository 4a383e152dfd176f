package io.octostore.test;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import io.octostore.lease.LeaseClock;

/**
 * The clock of this process, plus what tests let pass. Thread safe.
 */
final class TestLeaseClock implements LeaseClock {

	private final LeaseClock system = LeaseClock.system();

	private final AtomicLong ahead = new AtomicLong();

	void advance(Duration duration) {
		this.ahead.addAndGet(duration.toNanos());
	}

	@Override
	public long now() {
		return this.system.now() + this.ahead.get();
	}

	@Override
	public long skipped() {
		return this.system.skipped();
	}

	@Override
	public void tick() {
		this.system.tick();
	}

}
