package io.octostore.lock;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import io.octostore.OctoStoreException;
import io.octostore.lease.Lease;
import io.octostore.lease.LeaseTimings;

/**
 * What one subscriber has of a lock: its place in the queue, then the lock, then nothing.
 * The end can come at any time and on any thread, also between the grant and its arrival
 * at the subscriber.
 * <p>
 * The engine completes futures in its serial context; from there everything goes to
 * Reactor's parallel scheduler, where the code of users runs.
 */
final class SubscribedLock {

	private static final AtomicReferenceFieldUpdater<SubscribedLock, Phase> PHASE = AtomicReferenceFieldUpdater
		.newUpdater(SubscribedLock.class, Phase.class, "phase");

	private final LockAcquisition acquisition;

	private final CompletableFuture<Lease> grant;

	private volatile Phase phase = Phase.WAITING;

	private volatile @Nullable BorrowedLock lock;

	private SubscribedLock(LockAcquisition acquisition) {
		this.acquisition = acquisition;
		this.grant = acquisition.begin();
	}

	static SubscribedLock begin(LockAcquisition acquisition) {
		return new SubscribedLock(acquisition);
	}

	/**
	 * Wait for the lock. A value that is dropped on its way to the subscriber is no loss,
	 * because the end looks at what was granted and not at what has arrived.
	 */
	Mono<BorrowedLock> acquired() {
		return Mono.fromFuture(this.grant, true)
			.publishOn(Schedulers.parallel())
			.timeout(this.acquisition.limit())
			.onErrorMap(TimeoutException.class, this.acquisition::overdue)
			.onErrorMap(OctoStoreException.class, this.acquisition::explained)
			.doOnError(this::failed)
			.handle((lease, sink) -> {
				BorrowedLock taken = take(lease);
				if (taken != null) {
					sink.next(taken);
				}
			});
	}

	private void failed(Throwable failure) {
		if (PHASE.compareAndSet(this, Phase.WAITING, Phase.FAILED)) {
			this.acquisition.abandon(new CancellationException());
			this.acquisition.failed(failure);
		}
	}

	private @Nullable BorrowedLock take(Lease lease) {
		if (!PHASE.compareAndSet(this, Phase.WAITING, Phase.TAKEN)) {
			return null;
		}
		BorrowedLock taken = this.acquisition.lend(lease);
		this.lock = taken;
		if (this.phase == Phase.ENDED) {
			// The end came before it could see the lock
			taken.endsExceptionally();
			leave(taken).subscribe();
		}
		return taken;
	}

	/**
	 * The body has completed.
	 * @return completes when the lock is released, or cannot be waited for any longer
	 */
	Mono<Void> completed() {
		return Mono.defer(() -> {
			BorrowedLock taken = end();
			return (taken != null) ? leave(taken) : Mono.empty();
		});
	}

	/**
	 * The body has failed, or there was none.
	 * @return completes when the lock is released; at once if it was lost, so that the
	 * loss is signalled as soon as possible
	 */
	Mono<Void> failed() {
		return Mono.defer(() -> {
			BorrowedLock taken = end();
			if (taken == null) {
				return Mono.empty();
			}
			taken.endsExceptionally();
			if (LockedExecution.loss(taken) == null) {
				return leave(taken);
			}
			leave(taken).subscribe();
			return Mono.empty();
		});
	}

	/**
	 * The subscriber has cancelled.
	 * @return completes when nothing is left
	 */
	Mono<Void> cancelled() {
		return failed();
	}

	private @Nullable BorrowedLock end() {
		Phase last = PHASE.getAndSet(this, Phase.ENDED);
		if (last == Phase.WAITING) {
			this.acquisition.abandon(new CancellationException());
			this.acquisition.cancelled();
		}
		return (last == Phase.TAKEN) ? this.lock : null;
	}

	/**
	 * A user of the lock has ended.
	 * @return completes when the lock is released, at once while others use it
	 */
	static Mono<Void> leave(BorrowedLock lock) {
		return lock.leave() ? release(lock) : Mono.empty();
	}

	private static Mono<Void> release(BorrowedLock lock) {
		return Mono.fromFuture(lock.release(), true)
			.publishOn(Schedulers.parallel())
			.timeout(LeaseTimings.RELEASE_TIMEOUT.plus(BorrowedLock.MARGIN),
					Mono.just(Lease.ReleaseOutcome.UNCONFIRMED))
			.doOnNext(lock::ended)
			.then();
	}

	private enum Phase {

		WAITING, FAILED, TAKEN, ENDED

	}

}
