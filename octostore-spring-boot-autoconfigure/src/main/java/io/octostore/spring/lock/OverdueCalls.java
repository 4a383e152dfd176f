package io.octostore.spring.lock;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import reactor.core.scheduler.Scheduler;

import io.octostore.lock.LockOptions;
import io.octostore.spring.lock.MethodLock.Wanted;

/**
 * Finds out whether another instance has run a cron job while the scheduler of this one
 * is late with its call: by the time it calls, the lock of the other instance may be free
 * again. So the lock is looked at before that, and only as long as the call is overdue.
 */
final class OverdueCalls {

	private final Supplier<LockAnnotationSettings> settings;

	private final Supplier<Scheduler> timer;

	private final Map<LockMethod, OverdueCall> jobs = new ConcurrentHashMap<>();

	private volatile boolean closed;

	/**
	 * Create the watch over all calls.
	 * @param settings gives what knows of other holders
	 * @param timer gives what runs the looks, for the first job that needs it: not all of
	 * Reactor is to be loaded for applications without such jobs
	 */
	OverdueCalls(Supplier<LockAnnotationSettings> settings, Supplier<Scheduler> timer) {
		this.settings = settings;
		this.timer = timer;
	}

	/**
	 * Watch over a method from now on, whose first call may be late too. Of a lock with a
	 * key the name is not known before the first call.
	 */
	void expect(LockMethod method) {
		if (concerns(method) && method.locks().stream().allMatch((lock) -> lock.key() == null)) {
			job(method).expect(method.locks()
				.stream()
				.filter(MethodLock::enabled)
				.map((lock) -> new Wanted(lock, lock.name()))
				.toList());
		}
	}

	/**
	 * Take note that the scheduler calls a method.
	 * @return the call, which has to be ended; empty if it is none of the scheduler, or
	 * one of no fire time
	 */
	Optional<ScheduledCall> begin(LockMethod method, List<Wanted> wanted) {
		if (!concerns(method) || !MethodLock.isCalledByScheduler()) {
			return Optional.empty();
		}
		return Optional.of(job(method).begin(wanted));
	}

	private OverdueCall job(LockMethod method) {
		return this.jobs.computeIfAbsent(method,
				(key) -> new OverdueCall(key, this.settings, this.timer.get(), () -> this.closed));
	}

	/**
	 * Whether at most one instance runs the method for each fire time, and the others
	 * skip.
	 */
	private boolean concerns(LockMethod method) {
		return method.scheduled() && !method.async() && method.mayBeLeftOut()
				&& method.result().kind() != MethodResult.Kind.PUBLISHER
				&& method.locks().stream().filter(MethodLock::enabled).allMatch(OverdueCalls::runsOnce)
				&& this.settings.get().otherHolders() != OtherHolders.UNKNOWN;
	}

	private static boolean runsOnce(MethodLock lock) {
		LockOptions options = lock.options();
		return lock.skip() && lock.fireTimes() != null && options.permits().orElse(1) == 1
				&& options.holdAtLeast().filter(Duration::isZero).isEmpty();
	}

	/**
	 * Look at nothing any more.
	 */
	void close() {
		this.closed = true;
		this.jobs.values().forEach(OverdueCall::close);
	}

}
