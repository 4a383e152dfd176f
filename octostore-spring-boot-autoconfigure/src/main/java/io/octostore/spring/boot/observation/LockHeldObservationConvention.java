package io.octostore.spring.boot.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names and keys of the observation of locks that are held. A bean of this type replaces
 * the default one.
 *
 * @since 0.1.0
 * @see DefaultLockHeldObservationConvention
 */
public interface LockHeldObservationConvention extends ObservationConvention<LockHeldContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof LockHeldContext;
	}

}
