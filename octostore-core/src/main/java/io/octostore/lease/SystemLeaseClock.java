package io.octostore.lease;

import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;

import io.octostore.internal.Safeguard;

/**
 * Combines the monotonic clock with forward steps of the wall clock and with the time
 * since boot.
 * <p>
 * After a suspend the wall clock has advanced and the monotonic clock has not. A forward
 * step of more than {@link LeaseTimings#CLOCK_SKIP_THRESHOLD} between two samples
 * therefore counts as elapsed time, as far as the time since boot has seen it too. Where
 * that cannot be read all of the step counts: an operator who sets the wall clock forward
 * then ends leases early, which costs availability and never exclusion. Smaller
 * differences are slewing and are followed without counting them; backward steps are
 * ignored.
 */
final class SystemLeaseClock implements LeaseClock {

	private static final AtomicReferenceFieldUpdater<SystemLeaseClock, Drift> DRIFT = AtomicReferenceFieldUpdater
		.newUpdater(SystemLeaseClock.class, Drift.class, "drift");

	private static final long SKIP_THRESHOLD = LeaseTimings.CLOCK_SKIP_THRESHOLD.toNanos();

	/** A sample that took longer than this may mix two instants and is taken again. */
	private static final long MAX_SAMPLE_NANOS = SKIP_THRESHOLD / 10;

	/** Differences up to this are reading noise; they are not worth a write. */
	private static final long NOISE_NANOS = MAX_SAMPLE_NANOS;

	private static final int MAX_SAMPLES = 5;

	private final LongSupplier nanoTime;

	private final LongSupplier wallMillis;

	private final long origin;

	private final @Nullable LongSupplier bootNanos;

	private final long bootOrigin;

	private volatile Drift drift;

	/** For the ticking thread only. */
	private long bootAtLastTick;

	/** For the ticking thread only. */
	private long elapsedAtLastTick;

	SystemLeaseClock(LongSupplier nanoTime, LongSupplier wallMillis, @Nullable LongSupplier bootNanos) {
		this.nanoTime = nanoTime;
		this.wallMillis = wallMillis;
		this.origin = nanoTime.getAsLong();
		this.drift = new Drift(wallNanos(), 0);
		this.bootNanos = bootNanos;
		this.bootOrigin = (bootNanos != null) ? bootNanos.getAsLong() : 0;
		this.bootAtLastTick = this.bootOrigin;
	}

	@Override
	public long now() {
		while (true) {
			long monotonic = elapsed(this.origin, this.nanoTime.getAsLong());
			long wall = wallNanos();
			if (elapsed(this.origin, this.nanoTime.getAsLong()) - monotonic > MAX_SAMPLE_NANOS) {
				continue;
			}
			Drift last = this.drift;
			long lead = wall - monotonic;
			long step = lead - last.lead();
			if (Math.abs(step) <= NOISE_NANOS) {
				return monotonic + last.skipped();
			}
			Drift next = new Drift(lead, last.skipped() + (counts(step) ? witnessed(step, last.skipped()) : 0));
			if (DRIFT.compareAndSet(this, last, next)) {
				return monotonic + next.skipped();
			}
		}
	}

	/**
	 * How much of a forward step of the wall clock is elapsed time: what the time since
	 * boot has seen, or all of it where that cannot be read.
	 */
	private long witnessed(long step, long skipped) {
		if (this.bootNanos == null) {
			return step;
		}
		for (int sample = 0; sample < MAX_SAMPLES; sample++) {
			long before = elapsed(this.origin, this.nanoTime.getAsLong());
			long boot = this.bootNanos.getAsLong();
			long after = elapsed(this.origin, this.nanoTime.getAsLong());
			if (boot != BootTime.UNREADABLE && after - before <= MAX_SAMPLE_NANOS) {
				long unseen = boot - this.bootOrigin - before - skipped;
				return counts(unseen) ? unseen : 0;
			}
		}
		return step;
	}

	@Override
	public long skipped() {
		return this.drift.skipped();
	}

	/**
	 * Since the last tick as much time has passed as the source says that saw most of it.
	 */
	@Override
	public void tick() {
		if (this.bootNanos == null) {
			return;
		}
		long before = now();
		long boot = this.bootNanos.getAsLong();
		long elapsed = now();
		if (boot == BootTime.UNREADABLE || elapsed - before > MAX_SAMPLE_NANOS) {
			// The thread stood still in between; the next tick covers this one as well
			return;
		}
		long missed = (boot - this.bootAtLastTick) - (elapsed - this.elapsedAtLastTick);
		if (counts(missed)) {
			skip(missed);
			elapsed += missed;
		}
		this.bootAtLastTick = boot;
		this.elapsedAtLastTick = elapsed;
	}

	private void skip(long nanos) {
		Drift last = this.drift;
		while (!DRIFT.compareAndSet(this, last, new Drift(last.lead(), last.skipped() + nanos))) {
			last = this.drift;
		}
	}

	/**
	 * Time between two readings of the monotonic clock, which may wrap around.
	 */
	@Safeguard("elapsed-time-is-monotonic")
	private static long elapsed(long origin, long reading) {
		return reading - origin;
	}

	/**
	 * Whether time that only another clock has seen counts as elapsed.
	 */
	@Safeguard("time-that-other-clocks-saw")
	private static boolean counts(long nanos) {
		return nanos > SKIP_THRESHOLD;
	}

	private long wallNanos() {
		return this.wallMillis.getAsLong() * 1_000_000;
	}

	/**
	 * What the last sample showed.
	 *
	 * @param lead wall clock minus monotonic clock
	 * @param skipped sum of the steps that counted as elapsed time
	 */
	private record Drift(long lead, long skipped) {
	}

}
