package io.octostore.benchmarks.hot;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.octostore.benchmarks.peers.Contender;
import io.octostore.benchmarks.peers.WaitingLock;

/**
 * An instance of an application whose callers want one lock, with connections, sessions
 * and threads of its own.
 */
final class Instance implements AutoCloseable {

	/** The first exchange of a JVM loads hundreds of classes. */
	private static final int FIRST_ATTEMPTS = 10;

	private final Shape shape;

	private final WaitingLock lock;

	private final List<Thread> callers = new ArrayList<>();

	private long grants;

	private long timeouts;

	private long longestWait;

	private long held;

	private long last;

	private Instance(Shape shape, WaitingLock lock) {
		this.shape = shape;
		this.lock = lock;
	}

	/**
	 * Connects and acquires a lock of its own.
	 */
	static Instance connect(Contender contender, String address, Shape shape, int number) throws Exception {
		WaitingLock lock = contender.connect(address, number * shape.callers());
		for (int attempt = 1;; attempt++) {
			try {
				lock.run("own-" + number, shape.waitFor(), () -> {
				});
				return new Instance(shape, lock);
			}
			catch (Exception ex) {
				if (attempt == FIRST_ATTEMPTS) {
					throw ex;
				}
			}
		}
	}

	/**
	 * Lets all callers begin.
	 * @param name name of the lock
	 * @param start when they ask for the first time
	 * @param end after which they do not ask again, and after which nothing counts
	 */
	void start(String name, long start, long end) {
		for (int caller = 0; caller < this.shape.callers(); caller++) {
			Thread thread = new Thread(() -> call(name, start, end), "caller-" + caller);
			thread.setDaemon(true);
			this.callers.add(thread);
			thread.start();
		}
	}

	private void call(String name, long start, long end) {
		try {
			TimeUnit.NANOSECONDS.sleep(start - System.nanoTime());
			do {
				acquire(name, end);
				Thread.sleep(this.shape.thinkMillis());
			}
			while (!this.shape.isOnce() && System.nanoTime() < end);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private void acquire(String name, long end) throws InterruptedException {
		long asked = System.nanoTime();
		try {
			if (!this.lock.run(name, this.shape.waitFor(), () -> hold(asked, end))) {
				gaveUp(asked);
			}
		}
		catch (InterruptedException ex) {
			throw ex;
		}
		catch (Exception ex) {
			System.err.println(ex);
			gaveUp(asked);
		}
	}

	private void hold(long asked, long end) throws InterruptedException {
		long granted = System.nanoTime();
		if (this.shape.holdMillis() > 0) {
			Thread.sleep(this.shape.holdMillis());
		}
		had(asked, granted, System.nanoTime(), end);
	}

	private synchronized void had(long asked, long granted, long released, long end) {
		this.longestWait = Math.max(this.longestWait, granted - asked);
		this.last = Math.max(this.last, released);
		if (granted < end) {
			this.grants++;
			this.held += Math.min(released, end) - granted;
		}
	}

	private synchronized void gaveUp(long asked) {
		this.timeouts++;
		this.longestWait = Math.max(this.longestWait, System.nanoTime() - asked);
	}

	/**
	 * Waits until all callers have ended.
	 */
	Share await() throws InterruptedException {
		for (Thread caller : this.callers) {
			caller.join();
		}
		synchronized (this) {
			return new Share(this.grants, this.timeouts, this.longestWait, this.held, this.last);
		}
	}

	@Override
	public void close() throws IOException {
		this.lock.close();
	}

}
