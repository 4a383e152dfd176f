package io.octostore.spring.lock;

import java.util.List;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.octostore.OctoStoreException;
import io.octostore.spring.lock.MethodLock.Wanted;

/**
 * Leaves the run of a job out while one of its locks is paused.
 */
final class PauseCheck {

	private final PausedJobs jobs;

	private final SkipLog skipLog;

	PauseCheck(PausedJobs jobs, SkipLog skipLog) {
		this.jobs = jobs;
		this.skipLog = skipLog;
	}

	/**
	 * Whether runs of the method can be left out.
	 */
	boolean concerns(LockMethod method) {
		return !this.jobs.equals(PausedJobs.NONE) && method.mayBeLeftOut();
	}

	/**
	 * Ask whether the job is paused.
	 * @return whether the run is left out, after all that follow it were told
	 */
	Mono<Boolean> leavesOut(LockMethod method, List<Wanted> wanted) {
		if (!concerns(method)) {
			return Mono.just(false);
		}
		return Flux.fromIterable(wanted)
			.distinct((next) -> next.lock().name())
			.concatMap((next) -> leavesOut(method, next))
			.next()
			.hasElement()
			.doOnNext((leftOut) -> {
				if (!leftOut) {
					this.skipLog.notPaused(method);
				}
			});
	}

	/**
	 * Without an answer the run must not begin, and ends like one whose lock could not be
	 * acquired.
	 * @return empty if the lock is not paused
	 */
	private Mono<Boolean> leavesOut(LockMethod method, Wanted next) {
		String name = next.lock().name();
		return this.jobs.find(name)
			.doOnNext((pause) -> tell(method, name, pause))
			.map((pause) -> true)
			.onErrorResume(OctoStoreException.class, (failure) -> {
				this.jobs.failed(name, failure);
				return this.skipLog.leavesOut(method, next, failure) ? Mono.just(true) : Mono.error(failure);
			});
	}

	private void tell(LockMethod method, String name, JobPause pause) {
		this.skipLog.paused(method, name, pause);
		this.jobs.leftOut(name, pause);
	}

}
