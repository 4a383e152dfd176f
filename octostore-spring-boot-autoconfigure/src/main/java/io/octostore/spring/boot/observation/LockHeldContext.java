package io.octostore.spring.boot.observation;

import java.util.Optional;

import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

import io.octostore.lock.LockListener.HeldOutcome;

/**
 * Context of the observation of a lock that is held.
 *
 * @since 0.1.0
 */
public final class LockHeldContext extends Observation.Context {

	private final String lockName;

	private final String label;

	private final long fencingToken;

	private volatile @Nullable HeldOutcome outcome;

	LockHeldContext(String lockName, String label, long fencingToken) {
		this.lockName = lockName;
		this.label = label;
		this.fencingToken = fencingToken;
	}

	/**
	 * Return the full name of the lock. It may hold a key: do not make it a key of low
	 * cardinality.
	 * @return the name
	 */
	public String lockName() {
		return this.lockName;
	}

	/**
	 * Return the name of the lock in metrics, which is one of few.
	 * @return the constant name of an annotation, or the label of options
	 */
	public String label() {
		return this.label;
	}

	/**
	 * Return the fencing token of the lock.
	 * @return the token, which differs from lock to lock
	 */
	public long fencingToken() {
		return this.fencingToken;
	}

	/**
	 * Return how the lock has ended.
	 * @return the outcome, empty until then
	 */
	public Optional<HeldOutcome> outcome() {
		return Optional.ofNullable(this.outcome);
	}

	void end(HeldOutcome how) {
		this.outcome = how;
	}

}
