package io.octostore.benchmarks;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import com.sun.management.OperatingSystemMXBean;

/**
 * How much of the machine others use while a run lasts: what the processors did, minus
 * what the processes of this benchmark did.
 */
final class ForeignLoad {

	private static final long GLANCE_MILLIS = 200;

	private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

	private final List<ProcessHandle> own;

	private long began;

	private Duration ownCpu = Duration.ZERO;

	ForeignLoad(List<ProcessHandle> own) {
		this.own = own;
	}

	void begin() {
		this.system.getCpuLoad();
		this.began = System.nanoTime();
		this.ownCpu = ownCpu();
	}

	/**
	 * The share of all processors, from 0 to 1, that others have used since the begin.
	 */
	double end() {
		double total = this.system.getCpuLoad();
		double elapsed = System.nanoTime() - this.began;
		double mine = ownCpu().minus(this.ownCpu).toNanos() / elapsed / this.system.getAvailableProcessors();
		return Math.max(0, total - mine);
	}

	/**
	 * Waits until others use less than a share of all processors.
	 */
	void awaitBelow(double limit, Instant deadline) throws InterruptedException {
		do {
			begin();
			Thread.sleep(GLANCE_MILLIS);
		}
		while (end() > limit && Instant.now().isBefore(deadline));
	}

	private Duration ownCpu() {
		return this.own.stream()
			.map((process) -> process.info().totalCpuDuration().orElse(Duration.ZERO))
			.reduce(Duration.ZERO, Duration::plus);
	}

}
