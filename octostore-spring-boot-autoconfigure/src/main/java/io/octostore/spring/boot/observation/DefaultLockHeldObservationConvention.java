package io.octostore.spring.boot.observation;

import io.micrometer.common.KeyValues;

import io.octostore.spring.boot.observation.LockObservationDocumentation.HeldKey;
import io.octostore.spring.boot.observation.LockObservationDocumentation.HeldTraceKey;

/**
 * Default names and keys of the observation of locks that are held; see
 * {@link LockObservationDocumentation#HELD}.
 *
 * @since 0.1.0
 */
public class DefaultLockHeldObservationConvention implements LockHeldObservationConvention {

	/**
	 * Create the convention.
	 */
	public DefaultLockHeldObservationConvention() {
	}

	@Override
	public String getName() {
		return "octostore.lock.held";
	}

	@Override
	public String getContextualName(LockHeldContext context) {
		return "hold lock " + context.label();
	}

	/**
	 * Return the name of the lock, and at its end the outcome.
	 * @param context what is known of the lock
	 * @return the keys
	 */
	@Override
	public KeyValues getLowCardinalityKeyValues(LockHeldContext context) {
		KeyValues name = KeyValues.of(HeldKey.LOCK_NAME.withValue(context.label()));
		return context.outcome()
			.map((outcome) -> name
				.and(HeldKey.OUTCOME.withValue(DefaultLockAcquireObservationConvention.word(outcome))))
			.orElse(name);
	}

	/**
	 * Return the fencing token.
	 * @param context what is known of the lock
	 * @return the keys, for traces only
	 */
	@Override
	public KeyValues getHighCardinalityKeyValues(LockHeldContext context) {
		return KeyValues.of(HeldTraceKey.FENCING_TOKEN.withValue(Long.toString(context.fencingToken())));
	}

}
