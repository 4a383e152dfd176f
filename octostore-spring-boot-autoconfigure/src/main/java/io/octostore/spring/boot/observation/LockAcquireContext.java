package io.octostore.spring.boot.observation;

import java.util.Optional;

import io.micrometer.observation.Observation;
import org.jspecify.annotations.Nullable;

import io.octostore.lock.LockListener.AcquireOutcome;

/**
 * Context of the observation of a call that wants a lock.
 *
 * @since 0.1.0
 */
public final class LockAcquireContext extends Observation.Context {

	private final String lockName;

	private final String label;

	private volatile @Nullable AcquireOutcome outcome;

	private volatile boolean contended;

	LockAcquireContext(String lockName, String label) {
		this.lockName = lockName;
		this.label = label;
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
	 * Return how the call has ended.
	 * @return the outcome, empty until then
	 */
	public Optional<AcquireOutcome> outcome() {
		return Optional.ofNullable(this.outcome);
	}

	/**
	 * Say whether another caller had the lock at some time of the call.
	 * @return whether it had, {@code false} until the end of the call
	 */
	public boolean isContended() {
		return this.contended;
	}

	void end(AcquireOutcome how, boolean wasContended) {
		this.contended = wasContended;
		this.outcome = how;
	}

}
