package io.octostore.testsupport;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

import io.octostore.Loss;
import io.octostore.lock.HeldLock;

/**
 * A held lock without a server behind it, which is never lost.
 *
 * @param name name of the lock
 * @param fencingToken its fencing token
 */
public record FreeLock(String name, long fencingToken) implements HeldLock {

	@Override
	public int permit() {
		return 1;
	}

	@Override
	public void extendMaxHold(Duration maxHold) {
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
