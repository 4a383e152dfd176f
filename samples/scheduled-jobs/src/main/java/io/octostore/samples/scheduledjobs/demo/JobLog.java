package io.octostore.samples.scheduledjobs.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * What all instances print, line by line. Thread safe.
 */
final class JobLog {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition added = this.lock.newCondition();

	private final List<JobEvent> events = new ArrayList<>();

	private final Consumer<String> printer;

	JobLog(Consumer<String> printer) {
		this.printer = printer;
	}

	void add(String instance, String line) {
		this.lock.lock();
		try {
			this.printer.accept("[" + instance + "] " + line);
			JobEvent.parse(instance, line).ifPresent(this.events::add);
			this.added.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Prints a line between those of the instances.
	 */
	void comment(String text) {
		this.lock.lock();
		try {
			this.printer.accept(text);
		}
		finally {
			this.lock.unlock();
		}
	}

	List<JobEvent> events() {
		this.lock.lock();
		try {
			return List.copyOf(this.events);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * How many events there are: where to begin to look for those to come.
	 */
	int size() {
		return events().size();
	}

	/**
	 * Waits for an event.
	 * @param from how many of the first events to ignore
	 * @param predicate what is waited for
	 * @param description the same in words
	 * @throws IllegalStateException if it does not happen in time
	 */
	JobEvent await(int from, Predicate<JobEvent> predicate, String description) throws InterruptedException {
		long nanos = LIMIT.toNanos();
		this.lock.lockInterruptibly();
		try {
			for (int next = from; nanos > 0;) {
				for (; next < this.events.size(); next++) {
					if (predicate.test(this.events.get(next))) {
						return this.events.get(next);
					}
				}
				nanos = this.added.awaitNanos(nanos);
			}
			throw new IllegalStateException("Did not happen within " + LIMIT.toSeconds() + " s: " + description);
		}
		finally {
			this.lock.unlock();
		}
	}

}
