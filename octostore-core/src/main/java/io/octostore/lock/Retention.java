package io.octostore.lock;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * One user of a lock beside its body.
 */
final class Retention implements RetainedLock {

	private final DefaultOctoStoreLocks locks;

	private final BorrowedLock lock;

	private final Use use = new Use();

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
	@SuppressWarnings("NullAway") // a Mono is empty where a future has null
	public <T extends @Nullable Object> CompletableFuture<T> closeAfter(CompletionStage<? extends T> stage) {
		return closeAfter(Mono.fromCompletionStage(stage)).singleOrEmpty()
			.<T>map((value) -> value)
			.publishOn(Schedulers.boundedElastic())
			.toFuture();
	}

	@Override
	public <T> Flux<T> closeAfter(Publisher<? extends T> body) {
		return Flux.usingWhen(Mono.<RetainedLock>just(this),
				(user) -> this.locks.reactive().<T>run(this.lock, (held) -> body), RetainedLock::closeLater);
	}

	@Override
	public void close() {
		if (this.use.end() && this.lock.leave()) {
			this.lock.close();
		}
	}

	@Override
	public Mono<Void> closeLater() {
		return Mono.defer(() -> this.use.end() ? SubscribedLock.leave(this.lock) : Mono.empty());
	}

	Use use() {
		return this.use;
	}

	/**
	 * What ends once, whether it is closed or dropped.
	 */
	static final class Use {

		private final AtomicBoolean ended = new AtomicBoolean();

		boolean end() {
			return this.ended.compareAndSet(false, true);
		}

	}

}
