package io.octostore.spring.boot.observation;

import io.micrometer.common.docs.KeyName;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.docs.ObservationDocumentation;

/**
 * The observations of locks and their keys. Resolved keys, holders, tokens and ids of
 * leases and sessions are in none of them.
 *
 * @since 0.1.0
 */
public enum LockObservationDocumentation implements ObservationDocumentation {

	/**
	 * A call that wants a lock, from its beginning until it has the lock or gives up.
	 */
	ACQUIRE {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultLockAcquireObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return AcquireKey.values();
		}

	},

	/**
	 * A lock from its hand-out to its end. The code under it, and what is sent to give it
	 * back, is inside.
	 */
	HELD {

		@Override
		public Class<? extends ObservationConvention<? extends Observation.Context>> getDefaultConvention() {
			return DefaultLockHeldObservationConvention.class;
		}

		@Override
		public KeyName[] getLowCardinalityKeyNames() {
			return HeldKey.values();
		}

		@Override
		public KeyName[] getHighCardinalityKeyNames() {
			return HeldTraceKey.values();
		}

	};

	/**
	 * Keys of {@link #ACQUIRE}, for meters and traces.
	 */
	public enum AcquireKey implements KeyName {

		/**
		 * Constant name of the annotation, or label of the options; {@code other} without
		 * one.
		 */
		LOCK_NAME {

			@Override
			public String asString() {
				return "lock.name";
			}

		},

		/**
		 * How the call ended: acquired, held, delayed, timeout, cancelled, error. Missing
		 * while it is under way.
		 */
		OUTCOME {

			@Override
			public String asString() {
				return "outcome";
			}

		},

		/**
		 * Whether another caller had the lock at some time of the call. Missing while it
		 * is under way.
		 */
		CONTENDED {

			@Override
			public String asString() {
				return "contended";
			}

		}

	}

	/**
	 * Keys of {@link #HELD}, for meters and traces.
	 */
	public enum HeldKey implements KeyName {

		/**
		 * Constant name of the annotation, or label of the options; {@code other} without
		 * one.
		 */
		LOCK_NAME {

			@Override
			public String asString() {
				return "lock.name";
			}

		},

		/**
		 * How the lock ended: released, unconfirmed, lost. Missing while it is held.
		 */
		OUTCOME {

			@Override
			public String asString() {
				return "outcome";
			}

		}

	}

	/**
	 * Keys of {@link #HELD} for traces only.
	 */
	public enum HeldTraceKey implements KeyName {

		/**
		 * Fencing token of the lock.
		 */
		FENCING_TOKEN {

			@Override
			public String asString() {
				return "fencing.token";
			}

		}

	}

}
