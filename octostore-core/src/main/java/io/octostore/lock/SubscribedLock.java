package io.octostore.lock;

import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import io.octostore.OctoStoreException;

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

	private final Borrowing borrowing;

	private volatile Phase phase = Phase.WAITING;

	private volatile @Nullable LockHandle lock;

	SubscribedLock(Borrowing borrowing) {
		this.borrowing = borrowing;
	}

	/**
	 * Wait for the lock. A value that is dropped on its way to the subscriber is no loss,
	 * because the end looks at what was granted and not at what has arrived.
	 */
	Mono<LockHandle> acquired() {
		return Mono.fromFuture(this.borrowing.grant(), true)
			.publishOn(Schedulers.parallel())
			.timeout(this.borrowing.limit())
			.onErrorMap(TimeoutException.class, this.borrowing::overdue)
			.onErrorMap(OctoStoreException.class, this.borrowing::explained)
			.doOnError(this::failed)
			.handle((lease, sink) -> {
				LockHandle taken = take();
				if (taken != null) {
					sink.next(taken);
				}
			});
	}

	private void failed(Throwable failure) {
		if (PHASE.compareAndSet(this, Phase.WAITING, Phase.FAILED)) {
			this.borrowing.abandon(new CancellationException());
			this.borrowing.failed(failure);
		}
	}

	private @Nullable LockHandle take() {
		if (!PHASE.compareAndSet(this, Phase.WAITING, Phase.TAKEN)) {
			return null;
		}
		LockHandle taken = this.borrowing.take();
		this.lock = taken;
		if (this.phase == Phase.ENDED) {
			// The end came before it could see the lock
			taken.loan().endsExceptionally();
			LockedPublisher.leave(taken.loan()).subscribe();
		}
		return taken;
	}

	/**
	 * The body has completed.
	 * @return completes when the lock is released, or cannot be waited for any longer
	 */
	Mono<Void> completed() {
		return Mono.defer(() -> {
			LockHandle taken = end();
			return (taken != null) ? LockedPublisher.leave(taken.loan()) : Mono.empty();
		});
	}

	/**
	 * The body has failed, or there was none.
	 * @return completes when the lock is released; at once if it was lost, so that the
	 * loss is signalled as soon as possible
	 */
	Mono<Void> failed() {
		return Mono.defer(() -> {
			LockHandle taken = end();
			if (taken == null) {
				return Mono.empty();
			}
			taken.loan().endsExceptionally();
			if (LockedExecution.loss(taken) == null) {
				return LockedPublisher.leave(taken.loan());
			}
			LockedPublisher.leave(taken.loan()).subscribe();
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

	private @Nullable LockHandle end() {
		Phase last = PHASE.getAndSet(this, Phase.ENDED);
		if (last == Phase.WAITING) {
			this.borrowing.abandon(new CancellationException());
			this.borrowing.cancelled();
		}
		return (last == Phase.TAKEN) ? this.lock : null;
	}

	private enum Phase {

		WAITING, FAILED, TAKEN, ENDED

	}

}
