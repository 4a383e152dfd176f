package io.octostore.lease;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import io.octostore.internal.Safeguard;

/**
 * Runs tasks one after the other, never two at once, on the threads that bring them: a
 * thread that brings a task drains the queue, unless another thread is draining it. A
 * task sees everything that earlier tasks wrote. Tasks must not block and must not call
 * user code.
 *
 * @since 0.1.0
 */
public final class SerialContext implements Executor {

	private static final Logger logger = LoggerFactory.getLogger(SerialContext.class);

	private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

	private final AtomicInteger pending = new AtomicInteger();

	/**
	 * Create a context.
	 */
	public SerialContext() {
	}

	/**
	 * Run a task after those that are there already.
	 * @param task the task
	 */
	@Override
	public void execute(Runnable task) {
		this.tasks.add(task);
		if (this.pending.getAndIncrement() == 0) {
			drain();
		}
	}

	private void drain() {
		do {
			Runnable task = this.tasks.poll();
			if (task != null) {
				run(task);
			}
		}
		while (this.pending.decrementAndGet() != 0);
	}

	@Safeguard("outlive-failed-tasks")
	private static void run(Runnable task) {
		try {
			task.run();
		}
		catch (Throwable ex) {
			// One broken task must never stop a renewal
			logger.error("A task of the lease engine failed", ex);
		}
	}

}
