package io.octostore.lock;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * One user of a lock beside its body.
 */
final class Retention implements RetainedLock {

	private final DefaultOctoStoreLocks locks;

	private final BorrowedLock lock;

	private final AtomicBoolean closed = new AtomicBoolean();

	Retention(DefaultOctoStoreLocks locks, BorrowedLock lock) {
		this.locks = locks;
		this.lock = lock;
	}

	@Override
	public HeldLock lock() {
		return this.lock;
	}

	@Override
	public <T extends @Nullable Object, E extends Throwable> T execute(LockedBody<T, E> body) throws E {
		this.lock.retain();
		return this.locks.run(this.lock, body);
	}

	@Override
	public <T> Flux<T> withLock(Function<? super HeldLock, ? extends Publisher<? extends T>> body) {
		return Flux.usingWhen(Mono.fromSupplier(this.lock::retain),
				(user) -> this.locks.reactive().run(this.lock, body), RetainedLock::closeLater);
	}

	@Override
	public void close() {
		if (this.closed.compareAndSet(false, true) && this.lock.leave()) {
			this.lock.close();
		}
	}

	@Override
	public Mono<Void> closeLater() {
		return Mono
			.defer(() -> this.closed.compareAndSet(false, true) ? SubscribedLock.leave(this.lock) : Mono.empty());
	}

}
