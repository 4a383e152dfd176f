package io.octostore.client.http;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Tells what is pending that its time is over.
 * <p>
 * Almost every exchange ends long before its deadline. To schedule and cancel a task for
 * each wakes the timer's thread each time, which costs more than the rest of the waiting;
 * here an exchange only enters and leaves a set, and one task wakes up at the earliest
 * deadline that was pending when it was planned. The thread is started by the first
 * exchange.
 */
public final class Deadlines {

	private final Set<Pending> pending = ConcurrentHashMap.newKeySet();

	private final AtomicReference<@Nullable WakeUp> planned = new AtomicReference<>();

	private final AtomicReference<@Nullable Scheduler> scheduler = new AtomicReference<>();

	private final LongSupplier time;

	private volatile boolean closed;

	/**
	 * Create deadlines in real time.
	 */
	public Deadlines() {
		this.time = System::nanoTime;
	}

	/**
	 * Create deadlines in the time of a scheduler.
	 * @param scheduler runs the alarms
	 */
	public Deadlines(Scheduler scheduler) {
		this.time = () -> scheduler.now(TimeUnit.NANOSECONDS);
		this.scheduler.set(scheduler);
	}

	/**
	 * Return the time that deadlines are counted in.
	 * @return nanoseconds from an arbitrary origin
	 */
	public long now() {
		return this.time.getAsLong();
	}

	/**
	 * Return a signal that comes at a deadline, or when this is closed.
	 * @param deadline the time, as {@link #now()} counts it
	 * @return a publisher for one subscriber, which emits one element
	 */
	public Mono<Long> at(long deadline) {
		return new Alarm(this, deadline);
	}

	/**
	 * Return the scheduler whose thread runs the alarms.
	 * @return the scheduler, started if it was not
	 */
	Scheduler scheduler() {
		Scheduler current = this.scheduler.get();
		if (current == null) {
			Scheduler created = Schedulers.newSingle("octostore-timer", true);
			current = this.scheduler.compareAndExchange(null, created);
			if (current == null) {
				current = created;
			}
			else {
				created.dispose();
			}
		}
		return current;
	}

	boolean isClosed() {
		return this.closed;
	}

	/**
	 * Let everything pending be over, what comes later at once, and end the thread.
	 */
	void close() {
		this.closed = true;
		this.pending.forEach(this::ring);
		Scheduler current = this.scheduler.get();
		if (current != null) {
			current.dispose();
		}
	}

	void add(Pending item) {
		// First visible, then planned: a wake-up that runs in between sees it.
		this.pending.add(item);
		if (this.closed) {
			ring(item);
		}
		else {
			plan(item.due());
		}
	}

	void remove(Pending item) {
		this.pending.remove(item);
	}

	private void ring(Pending item) {
		if (this.pending.remove(item)) {
			item.ring();
		}
	}

	private void plan(long deadline) {
		WakeUp current = this.planned.get();
		while (current == null || deadline - current.deadline < 0) {
			WakeUp next = new WakeUp(this, deadline);
			if (this.planned.compareAndSet(current, next)) {
				schedule(next);
				return;
			}
			current = this.planned.get();
		}
	}

	private void schedule(WakeUp wakeUp) {
		try {
			scheduler().schedule(wakeUp, Math.max(0, wakeUp.deadline - now()), TimeUnit.NANOSECONDS);
		}
		catch (RejectedExecutionException ex) {
			// Closed meanwhile, which rings what is pending.
			wakeUp.run();
		}
	}

	private void wake(WakeUp wakeUp) {
		this.planned.compareAndSet(wakeUp, null);
		long now = now();
		Pending earliest = null;
		for (Pending item : this.pending) {
			if (this.closed || item.due() - now <= 0) {
				ring(item);
			}
			else if (earliest == null || item.due() - earliest.due() < 0) {
				earliest = item;
			}
		}
		if (earliest != null) {
			plan(earliest.due());
		}
	}

	/**
	 * Something that has a deadline.
	 */
	interface Pending {

		/**
		 * Return the deadline, which does not change while this is pending.
		 * @return the time, as {@link #now()} counts it
		 */
		long due();

		/**
		 * Take note that the time is over, or that all is closed. No longer pending.
		 */
		void ring();

	}

	private record WakeUp(Deadlines deadlines, long deadline) implements Runnable {

		@Override
		public void run() {
			this.deadlines.wake(this);
		}

	}

	private static final class Alarm extends Mono<Long> implements Subscription, Pending {

		private final Deadlines deadlines;

		private final long deadline;

		private @Nullable CoreSubscriber<? super Long> subscriber;

		Alarm(Deadlines deadlines, long deadline) {
			this.deadlines = deadlines;
			this.deadline = deadline;
		}

		@Override
		public long due() {
			return this.deadline;
		}

		@Override
		public void subscribe(CoreSubscriber<? super Long> subscriber) {
			this.subscriber = subscriber;
			subscriber.onSubscribe(this);
			this.deadlines.add(this);
		}

		@Override
		public void ring() {
			CoreSubscriber<? super Long> target = this.subscriber;
			if (target != null) {
				target.onNext(this.deadline);
				target.onComplete();
			}
		}

		@Override
		public void request(long count) {
			// One element, which no demand brings forward.
		}

		@Override
		public void cancel() {
			this.deadlines.remove(this);
		}

	}

}
