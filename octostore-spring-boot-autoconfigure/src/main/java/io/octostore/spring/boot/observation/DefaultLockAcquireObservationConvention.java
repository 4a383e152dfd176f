package io.octostore.spring.boot.observation;

import java.util.Locale;

import io.micrometer.common.KeyValue;
import io.micrometer.common.KeyValues;

import io.octostore.spring.boot.observation.LockObservationDocumentation.AcquireKey;

/**
 * Default names and keys of the observation of calls that want a lock; see
 * {@link LockObservationDocumentation#ACQUIRE}.
 *
 * @since 0.1.0
 */
public class DefaultLockAcquireObservationConvention implements LockAcquireObservationConvention {

	/**
	 * Create the convention.
	 */
	public DefaultLockAcquireObservationConvention() {
	}

	@Override
	public String getName() {
		return "octostore.lock.acquire";
	}

	@Override
	public String getContextualName(LockAcquireContext context) {
		return "acquire lock " + context.label();
	}

	/**
	 * Return the name of the lock, and at the end of the call its outcome and whether it
	 * met another caller.
	 * @param context what is known of the call
	 * @return the keys
	 */
	@Override
	public KeyValues getLowCardinalityKeyValues(LockAcquireContext context) {
		KeyValues name = KeyValues.of(AcquireKey.LOCK_NAME.withValue(context.label()));
		return context.outcome()
			.map((outcome) -> name.and(AcquireKey.OUTCOME.withValue(word(outcome)), contended(context)))
			.orElse(name);
	}

	private static KeyValue contended(LockAcquireContext context) {
		return AcquireKey.CONTENDED.withValue(Boolean.toString(context.isContended()));
	}

	static String word(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
	}

}
