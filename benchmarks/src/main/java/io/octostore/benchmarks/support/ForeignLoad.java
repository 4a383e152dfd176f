package io.octostore.benchmarks.support;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

import com.sun.management.OperatingSystemMXBean;

/**
 * How much of the machine others use while a run lasts: what the processors did, minus
 * what this process and those that it started did.
 */
public final class ForeignLoad {

	private static final long GLANCE_MILLIS = 200;

	private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

	private long began;

	private Duration ownCpu = Duration.ZERO;

	/**
	 * A run begins.
	 */
	public void begin() {
		this.system.getCpuLoad();
		this.began = System.nanoTime();
		this.ownCpu = ownCpu();
	}

	/**
	 * A run ends.
	 * @return the share of all processors, from 0 to 1, that others have used since the
	 * begin
	 */
	public double end() {
		double total = this.system.getCpuLoad();
		double elapsed = System.nanoTime() - this.began;
		double mine = ownCpu().minus(this.ownCpu).toNanos() / elapsed / this.system.getAvailableProcessors();
		return Math.max(0, total - mine);
	}

	/**
	 * Waits until others use less than a share of all processors.
	 * @param limit the share, from 0 to 1
	 * @param deadline until when to wait
	 * @throws InterruptedException if this thread is interrupted meanwhile
	 */
	public void awaitBelow(double limit, Instant deadline) throws InterruptedException {
		do {
			begin();
			Thread.sleep(GLANCE_MILLIS);
		}
		while (end() > limit && Instant.now().isBefore(deadline));
	}

	private static Duration ownCpu() {
		return Stream.concat(Stream.of(ProcessHandle.current()), ProcessHandle.current().descendants())
			.map((process) -> process.info().totalCpuDuration().orElse(Duration.ZERO))
			.reduce(Duration.ZERO, Duration::plus);
	}

}
