package io.octostore.spring.lock;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.octostore.LockInterruptedException;
import io.octostore.lock.HeldLock;
import io.octostore.lock.HeldLocks;
import io.octostore.lock.LockOptions;
import io.octostore.lock.LockedBody;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.lock.ReactiveOctoStoreLocks;
import io.octostore.testsupport.FreeLock;

/**
 * Locks that are always free, unless a test says what acquiring one throws.
 */
class FakeLocks implements OctoStoreLocks {

	final List<String> journal = new CopyOnWriteArrayList<>();

	final Map<String, LockOptions> options = new ConcurrentHashMap<>();

	final Map<String, Exception> failures = new ConcurrentHashMap<>();

	private final AtomicLong tokens = new AtomicLong();

	HeldLock lock(String name) {
		return new FreeLock(name, this.tokens.incrementAndGet());
	}

	@Override
	public Optional<HeldLock> tryAcquire(String name, LockOptions options) {
		throw new UnsupportedOperationException();
	}

	@Override
	public HeldLock acquire(String name, LockOptions options) {
		throw new UnsupportedOperationException();
	}

	@Override
	public HeldLocks acquireAll(Collection<String> names, LockOptions options) {
		throw new UnsupportedOperationException();
	}

	@Override
	public <T extends @Nullable Object> CompletableFuture<T> executeAsync(String name, LockOptions options,
			Function<? super HeldLock, ? extends CompletionStage<? extends T>> body) {
		throw new UnsupportedOperationException();
	}

	@Override
	public <T extends @Nullable Object, E extends Throwable> T executeChecked(String name, LockOptions options,
			LockedBody<T, E> body) throws E {
		this.options.put(name, options);
		Exception failure = this.failures.get(name);
		if (failure instanceof RuntimeException unchecked) {
			throw unchecked;
		}
		if (failure instanceof InterruptedException interrupt) {
			Thread.currentThread().interrupt();
			throw new LockInterruptedException(name, interrupt);
		}
		this.journal.add("lock " + name);
		try {
			return body.run(lock(name));
		}
		finally {
			this.journal.add("unlock " + name);
		}
	}

	@Override
	public ReactiveOctoStoreLocks reactive() {
		return new Reactive();
	}

	@Override
	public void close() {
	}

	@Override
	public void close(Duration timeout) {
	}

	private final class Reactive implements ReactiveOctoStoreLocks {

		@Override
		public <T> Mono<T> withLock(String name, LockOptions options,
				Function<? super HeldLock, ? extends Mono<? extends T>> body) {
			return this.<T>withLockMany(name, options, body).singleOrEmpty();
		}

		@Override
		public <T> Flux<T> withLockMany(String name, LockOptions options,
				Function<? super HeldLock, ? extends Publisher<? extends T>> body) {
			return Flux.defer(() -> {
				FakeLocks.this.options.put(name, options);
				Exception failure = FakeLocks.this.failures.get(name);
				if (failure != null) {
					return Flux.error(failure);
				}
				FakeLocks.this.journal.add("lock " + name);
				return Flux.<T>from(body.apply(FakeLocks.this.lock(name)))
					.doOnTerminate(() -> FakeLocks.this.journal.add("unlock " + name))
					.doOnCancel(() -> FakeLocks.this.journal.add("unlock " + name));
			});
		}

		@Override
		public <T> Mono<T> tryWithLock(String name, LockOptions options,
				Function<? super HeldLock, ? extends Mono<? extends T>> body) {
			throw new UnsupportedOperationException();
		}

		@Override
		public <T> Flux<T> tryWithLockMany(String name, LockOptions options,
				Function<? super HeldLock, ? extends Publisher<? extends T>> body) {
			throw new UnsupportedOperationException();
		}

	}

}
