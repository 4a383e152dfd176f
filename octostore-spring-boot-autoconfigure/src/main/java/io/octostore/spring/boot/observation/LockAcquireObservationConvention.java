package io.octostore.spring.boot.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names and keys of the observation of calls that want a lock. A bean of this type
 * replaces the default one.
 *
 * @since 0.1.0
 * @see DefaultLockAcquireObservationConvention
 */
public interface LockAcquireObservationConvention extends ObservationConvention<LockAcquireContext> {

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof LockAcquireContext;
	}

}
