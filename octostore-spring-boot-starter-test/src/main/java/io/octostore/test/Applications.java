package io.octostore.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

import io.octostore.lock.LockActivity;
import io.octostore.lock.LocksControl;
import io.octostore.lock.OctoStoreLocks;

/**
 * The locks of the applications under test, and what they believe to hold. Thread safe.
 */
final class Applications {

	private static final Duration LOSS_PATIENCE = Duration.ofSeconds(2);

	private static final Duration CONFIRMATION_PATIENCE = Duration.ofSeconds(5);

	private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(2);

	/** One may be a fault that the test asked for; with many the server is away. */
	private static final int MAX_FAILURES = 10;

	private final Observations observations;

	private final List<LocksControl> all = new CopyOnWriteArrayList<>();

	Applications(Observations observations) {
		this.observations = observations;
	}

	void add(OctoStoreLocks locks) {
		if (locks instanceof LocksControl control) {
			this.all.add(control);
		}
	}

	void remove(OctoStoreLocks locks) {
		this.all.removeIf((control) -> control == locks);
	}

	/**
	 * Asks the server about everything that is held.
	 */
	void confirm() {
		this.all.forEach(LocksControl::confirm);
	}

	/**
	 * Waits until no application claims the lease any more.
	 */
	void awaitLoss(String name, long fencingToken) {
		await(LOSS_PATIENCE, () -> {
			confirm();
			return held().stream().noneMatch((lock) -> lock.isFor(name, fencingToken));
		});
	}

	/**
	 * Waits until no application claims any lease that is held now.
	 */
	void awaitLosses() {
		for (Held lock : held()) {
			awaitLoss(lock.name(), lock.fencingToken());
		}
	}

	/**
	 * How long everything stays held without confirmation; nothing if nothing is held.
	 */
	@Nullable Duration shortestAuthority() {
		return held().stream().map(Held::remaining).min(Duration::compareTo).orElse(null);
	}

	/**
	 * Has everything that is held confirmed, and waits for it.
	 * @param passed how much time has just gone by
	 * @return whether each lock was confirmed or found to be lost
	 */
	boolean awaitConfirmation(Duration passed) {
		List<Held> before = held();
		// Less may be the answer to a request that was sent before the time went by
		Duration growth = passed.dividedBy(2);
		long failuresBefore = this.observations.failures();
		boolean ended = await(CONFIRMATION_PATIENCE, () -> {
			confirm();
			return areConfirmed(before, growth) || this.observations.failures() - failuresBefore > MAX_FAILURES;
		});
		return ended && areConfirmed(before, growth);
	}

	private boolean areConfirmed(List<Held> before, Duration growth) {
		List<Held> now = held();
		return before.stream().allMatch((lock) -> lock.isConfirmedIn(now, growth));
	}

	private List<Held> held() {
		List<Held> held = new ArrayList<>();
		for (LocksControl locks : this.all) {
			for (LockActivity.Held lock : locks.activity().held()) {
				if (!lock.remaining().isZero()) {
					held.add(new Held(locks, lock.name(), lock.fencingToken(), lock.remaining()));
				}
			}
		}
		return held;
	}

	private static boolean await(Duration patience, BooleanSupplier condition) {
		long start = System.nanoTime();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() - start > patience.toNanos() || Thread.currentThread().isInterrupted()) {
				return false;
			}
			LockSupport.parkNanos(INTERVAL);
		}
		return true;
	}

	/**
	 * A lock that an application claims.
	 *
	 * @param application who claims it
	 * @param name full name of the lock
	 * @param fencingToken fencing token of the lease
	 * @param remaining how long it is claimed without confirmation
	 */
	private record Held(LocksControl application, String name, long fencingToken, Duration remaining) {

		boolean isFor(String otherName, long otherToken) {
			return this.name.equals(otherName) && this.fencingToken == otherToken;
		}

		boolean isConfirmedIn(List<Held> later, Duration growth) {
			return later.stream()
				.filter((lock) -> lock.application == this.application && lock.isFor(this.name, this.fencingToken))
				.allMatch((lock) -> lock.remaining.compareTo(this.remaining.plus(growth)) > 0);
		}

	}

}
