package io.octostore.spring.boot.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import org.jspecify.annotations.Nullable;
import reactor.util.context.Context;
import reactor.util.context.ContextView;

import io.octostore.lock.HeldLock;
import io.octostore.lock.LockListener.AcquireOutcome;
import io.octostore.lock.LockListener.HeldOutcome;
import io.octostore.lock.LockObserver;

/**
 * Makes observations of locks: {@code octostore.lock.acquire} until a caller has its lock
 * or gives up, and {@code octostore.lock.held} from the hand-out to the end. Both belong
 * to the observation in which the call was made; what code under the lock does is inside
 * of the second one. Thread safe.
 *
 * @since 0.1.0
 * @see LockObservationDocumentation
 */
public final class ObservedLocks implements LockObserver {

	private static final LockAcquireObservationConvention ACQUIRE = new DefaultLockAcquireObservationConvention();

	private static final LockHeldObservationConvention HELD = new DefaultLockHeldObservationConvention();

	private final ObservationRegistry registry;

	private final @Nullable LockAcquireObservationConvention acquireConvention;

	private final @Nullable LockHeldObservationConvention heldConvention;

	/**
	 * Create an observer.
	 * @param registry the registry of observations
	 * @param acquireConvention names and keys of acquires, {@code null} for the default
	 * @param heldConvention names and keys of held locks, {@code null} for the default
	 */
	public ObservedLocks(ObservationRegistry registry, @Nullable LockAcquireObservationConvention acquireConvention,
			@Nullable LockHeldObservationConvention heldConvention) {
		this.registry = registry;
		this.acquireConvention = acquireConvention;
		this.heldConvention = heldConvention;
	}

	/**
	 * Begin to observe a call.
	 * @param lockName full name of the lock
	 * @param label its name in metrics
	 * @param caller the context of the subscriber, empty for a call that blocks
	 * @return the observation
	 */
	@Override
	public Attempt begin(String lockName, String label, ContextView caller) {
		Observation parent = caller.hasKey(ObservationThreadLocalAccessor.KEY)
				? caller.get(ObservationThreadLocalAccessor.KEY) : this.registry.getCurrentObservation();
		LockAcquireContext context = new LockAcquireContext(lockName, label);
		Observation observation = LockObservationDocumentation.ACQUIRE.observation(this.acquireConvention, ACQUIRE,
				() -> context, this.registry);
		return new ObservedAttempt(start(observation, parent), context, parent);
	}

	private static Observation start(Observation observation, @Nullable Observation parent) {
		return ((parent != null) ? observation.parentObservation(parent) : observation).start();
	}

	private static ContextView within(Observation observation) {
		return Context.of(ObservationThreadLocalAccessor.KEY, observation);
	}

	private final class ObservedAttempt implements Attempt {

		private final Observation observation;

		private final LockAcquireContext context;

		private final @Nullable Observation parent;

		private ObservedAttempt(Observation observation, LockAcquireContext context, @Nullable Observation parent) {
			this.observation = observation;
			this.context = context;
			this.parent = parent;
		}

		@Override
		public void ended(AcquireOutcome outcome, boolean contended, @Nullable Throwable failure) {
			this.context.end(outcome, contended);
			// That another caller has the lock is no error
			if (outcome == AcquireOutcome.ERROR && failure != null) {
				this.observation.error(failure);
			}
			this.observation.stop();
		}

		@Override
		public Holding handedOut(HeldLock lock) {
			LockHeldContext held = new LockHeldContext(lock.name(), this.context.label(), lock.fencingToken());
			Observation under = LockObservationDocumentation.HELD.observation(ObservedLocks.this.heldConvention, HELD,
					() -> held, ObservedLocks.this.registry);
			return new ObservedHolding(start(under, this.parent), held);
		}

		@Override
		public ContextView forRequests() {
			return within(this.observation);
		}

	}

	private static final class ObservedHolding implements Holding {

		private final Observation observation;

		private final LockHeldContext context;

		private ObservedHolding(Observation observation, LockHeldContext context) {
			this.observation = observation;
			this.context = context;
		}

		@Override
		public Scope open() {
			Observation.Scope scope = this.observation.openScope();
			return scope::close;
		}

		@Override
		public Context into(Context subscriber) {
			return subscriber.put(ObservationThreadLocalAccessor.KEY, this.observation);
		}

		@Override
		public void ended(HeldOutcome outcome, @Nullable Throwable loss) {
			this.context.end(outcome);
			if (loss != null) {
				this.observation.error(loss);
			}
			this.observation.stop();
		}

		@Override
		public ContextView forRequests() {
			return within(this.observation);
		}

	}

}
