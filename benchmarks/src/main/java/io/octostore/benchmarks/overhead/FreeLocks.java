package io.octostore.benchmarks.overhead;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.octostore.lock.HeldLock;
import io.octostore.lock.HeldLocks;
import io.octostore.lock.LockOptions;
import io.octostore.lock.LockedBody;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.lock.ReactiveOctoStoreLocks;
import io.octostore.testsupport.FreeLock;

/**
 * Locks that are always free and cost nothing, so that only the way to them is measured.
 */
final class FreeLocks implements OctoStoreLocks {

	@Override
	public <T extends @Nullable Object, E extends Throwable> T executeChecked(String name, LockOptions options,
			LockedBody<T, E> body) throws E {
		return body.run(new FreeLock(name, 1));
	}

	@Override
	public Optional<HeldLock> tryAcquire(String name, LockOptions options) {
		return Optional.of(new FreeLock(name, 1));
	}

	@Override
	public HeldLock acquire(String name, LockOptions options) {
		return new FreeLock(name, 1);
	}

	@Override
	public HeldLocks acquireAll(Collection<String> names, LockOptions options) {
		throw new UnsupportedOperationException("not measured");
	}

	@Override
	public <T extends @Nullable Object> CompletableFuture<T> executeAsync(String name, LockOptions options,
			Function<? super HeldLock, ? extends CompletionStage<? extends T>> body) {
		throw new UnsupportedOperationException("not measured");
	}

	@Override
	public ReactiveOctoStoreLocks reactive() {
		throw new UnsupportedOperationException("not measured");
	}

	@Override
	public void close() {
	}

	@Override
	public void close(Duration timeout) {
	}

}
