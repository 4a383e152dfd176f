package io.octostore.lock;

import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

import io.octostore.Loss;

/**
 * What a caller holds of a lock that it has to close itself. Nothing but the caller may
 * refer to it, see {@link DroppedLocks}.
 */
final class LockHandle implements HeldLock {

	private final BorrowedLock lock;

	LockHandle(BorrowedLock lock) {
		this.lock = lock;
	}

	@Override
	public String name() {
		return this.lock.name();
	}

	@Override
	public int permit() {
		return this.lock.permit();
	}

	@Override
	public long fencingToken() {
		return this.lock.fencingToken();
	}

	@Override
	public boolean isShared() {
		return this.lock.isShared();
	}

	@Override
	public boolean isHeld() {
		return this.lock.isHeld();
	}

	@Override
	public Duration remaining() {
		return this.lock.remaining();
	}

	@Override
	public void ensureHeld() {
		this.lock.ensureHeld();
	}

	@Override
	public void ensureHeld(Duration need) {
		this.lock.ensureHeld(need);
	}

	@Override
	public void extendMaxHold(Duration maxHold) {
		this.lock.extendMaxHold(maxHold);
	}

	@Override
	public void onLost(Consumer<Loss> listener) {
		this.lock.onLost(listener);
	}

	@Override
	public void onAtRisk(Consumer<HeldLock> listener) {
		WeakReference<HeldLock> self = new WeakReference<>(this);
		this.lock.onAtRisk((ignored) -> {
			HeldLock handle = self.get();
			if (handle != null) {
				listener.accept(handle);
			}
		});
	}

	@Override
	public Optional<Loss> loss() {
		return this.lock.loss();
	}

	@Override
	public void close() {
		try {
			this.lock.close();
		}
		finally {
			// A lock that is just being closed was not dropped
			Reference.reachabilityFence(this);
		}
	}

	@Override
	public String toString() {
		return this.lock.toString();
	}

}
