package io.octostore.client;

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
 * Tells exchanges that their time is over.
 * <p>
 * Almost every exchange ends long before its deadline. Scheduling and cancelling a task
 * for each would wake the timer thread each time; here an exchange only enters and leaves
 * a set, and one task wakes up at the earliest deadline that was pending when it was
 * planned. The thread is started by the first exchange.
 */
final class ExchangeTimer {

	private final Set<Alarm> pending = ConcurrentHashMap.newKeySet();

	private final AtomicReference<@Nullable WakeUp> planned = new AtomicReference<>();

	private final AtomicReference<@Nullable Scheduler> scheduler = new AtomicReference<>();

	private final LongSupplier time;

	private volatile boolean closed;

	ExchangeTimer() {
		this.time = System::nanoTime;
	}

	/**
	 * Create a timer that counts the time of a scheduler.
	 * @param scheduler runs the alarms
	 */
	ExchangeTimer(Scheduler scheduler) {
		this.time = () -> scheduler.now(TimeUnit.NANOSECONDS);
		this.scheduler.set(scheduler);
	}

	/**
	 * Return the time that deadlines are counted in.
	 * @return nanoseconds from an arbitrary origin
	 */
	long now() {
		return this.time.getAsLong();
	}

	/**
	 * Return a signal that comes at a deadline.
	 * @param deadline the time, as {@link #now()} counts it
	 * @return a publisher for one subscriber, which emits one element
	 */
	Mono<Long> at(long deadline) {
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

	/**
	 * Ring all alarms, those that come later at once, and end the thread.
	 */
	void close() {
		this.closed = true;
		this.pending.forEach(Alarm::ring);
		Scheduler current = this.scheduler.get();
		if (current != null) {
			current.dispose();
		}
	}

	private void add(Alarm alarm) {
		// First visible, then planned: a wake-up that runs in between sees it.
		this.pending.add(alarm);
		if (this.closed) {
			alarm.ring();
		}
		else {
			plan(alarm.deadline);
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
		Alarm earliest = null;
		for (Alarm alarm : this.pending) {
			if (this.closed || alarm.deadline - now <= 0) {
				alarm.ring();
			}
			else if (earliest == null || alarm.deadline - earliest.deadline < 0) {
				earliest = alarm;
			}
		}
		if (earliest != null) {
			plan(earliest.deadline);
		}
	}

	private record WakeUp(ExchangeTimer timer, long deadline) implements Runnable {

		@Override
		public void run() {
			this.timer.wake(this);
		}

	}

	private static final class Alarm extends Mono<Long> implements Subscription {

		private final ExchangeTimer timer;

		private final long deadline;

		private @Nullable CoreSubscriber<? super Long> subscriber;

		Alarm(ExchangeTimer timer, long deadline) {
			this.timer = timer;
			this.deadline = deadline;
		}

		@Override
		public void subscribe(CoreSubscriber<? super Long> subscriber) {
			this.subscriber = subscriber;
			subscriber.onSubscribe(this);
			this.timer.add(this);
		}

		void ring() {
			CoreSubscriber<? super Long> target = this.subscriber;
			if (this.timer.pending.remove(this) && target != null) {
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
			this.timer.pending.remove(this);
		}

	}

}
