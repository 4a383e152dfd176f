package io.octostore.benchmarks.pairs;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;

import com.sun.management.OperatingSystemMXBean;

/**
 * Callers that acquire and release as fast as they can, each a lock of its own.
 */
final class Load {

	/** Whether callers are virtual threads. */
	static final String VIRTUAL = "bench.virtual-threads";

	private final LockPair pair;

	private final OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

	Load(LockPair pair) {
		this.pair = pair;
	}

	Sample run(int callers, Duration duration) throws Exception {
		// The last party is this thread, which starts the clocks once all callers are
		// ready.
		CyclicBarrier start = new CyclicBarrier(callers + 1);
		ExecutorService threads = threads(callers);
		try {
			List<Future<long[]>> results = new ArrayList<>();
			for (int caller = 0; caller < callers; caller++) {
				results.add(threads.submit(caller("bench-" + caller, start, duration)));
			}
			start.await();
			long began = System.nanoTime();
			long cpu = this.system.getProcessCpuTime();
			long[] latencies = results.stream().flatMapToLong(Load::latencies).toArray();
			return Sample.of(latencies, System.nanoTime() - began, this.system.getProcessCpuTime() - cpu);
		}
		finally {
			threads.shutdownNow();
		}
	}

	/**
	 * This is compiled for releases of Java that have no virtual threads.
	 */
	private static ExecutorService threads(int callers) throws ReflectiveOperationException {
		if (!Boolean.getBoolean(VIRTUAL)) {
			return Executors.newFixedThreadPool(callers);
		}
		return (ExecutorService) Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
	}

	private Callable<long[]> caller(String lockName, CyclicBarrier start, Duration duration) {
		return () -> {
			Latencies latencies = new Latencies();
			start.await();
			long end = System.nanoTime() + duration.toNanos();
			for (long before = System.nanoTime(); before < end; before = System.nanoTime()) {
				this.pair.run(lockName);
				latencies.add(System.nanoTime() - before);
			}
			return latencies.toArray();
		};
	}

	private static LongStream latencies(Future<long[]> result) {
		try {
			return Arrays.stream(result.get());
		}
		catch (ExecutionException | InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static final class Latencies {

		private long[] values = new long[8192];

		private int size;

		void add(long value) {
			if (this.size == this.values.length) {
				this.values = Arrays.copyOf(this.values, this.size * 2);
			}
			this.values[this.size++] = value;
		}

		long[] toArray() {
			return Arrays.copyOf(this.values, this.size);
		}

	}

}
