package io.octostore.benchmarks.overhead;

import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;

import io.octostore.Loss;
import io.octostore.lock.HeldLock;
import io.octostore.lock.HeldLocks;
import io.octostore.lock.LockOptions;
import io.octostore.lock.LockedBody;
import io.octostore.lock.OctoStoreLocks;
import io.octostore.lock.ReactiveOctoStoreLocks;

/**
 * Locks that are always free and cost nothing, so that only the way to them is measured.
 */
final class FreeLocks implements OctoStoreLocks {

	@Override
	public <T extends @Nullable Object, E extends Throwable> T executeChecked(String name, LockOptions options,
			LockedBody<T, E> body) throws E {
		return body.run(new FreeLock(name));
	}

	@Override
	public Optional<HeldLock> tryAcquire(String name, LockOptions options) {
		return Optional.of(new FreeLock(name));
	}

	@Override
	public HeldLock acquire(String name, LockOptions options) {
		return new FreeLock(name);
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

	private record FreeLock(String name) implements HeldLock {

		@Override
		public int permit() {
			return 1;
		}

		@Override
		public long fencingToken() {
			return 1;
		}

		@Override
		public boolean isShared() {
			return false;
		}

		@Override
		public boolean isHeld() {
			return true;
		}

		@Override
		public Duration remaining() {
			return Duration.ofSeconds(1);
		}

		@Override
		public void ensureHeld() {
		}

		@Override
		public void ensureHeld(Duration need) {
		}

		@Override
		public void extendMaxHold(Duration maxHold) {
		}

		@Override
		public void onLost(Consumer<Loss> listener) {
		}

		@Override
		public void onAtRisk(Consumer<HeldLock> listener) {
		}

		@Override
		public Optional<Loss> loss() {
			return Optional.empty();
		}

		@Override
		public void close() {
		}

	}

}
