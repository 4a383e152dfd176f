package io.octostore.lock;

import java.util.List;
import java.util.random.RandomGenerator;

import reactor.util.context.ContextView;

import io.octostore.lending.Lender;
import io.octostore.lending.Permits;

/**
 * What calls need that want a lock, whether they block or subscribe.
 *
 * @param lender lends the locks
 * @param terms what names and options mean
 * @param listeners told of all calls and locks
 * @param observers follow each call
 * @param random chooses the first permit
 */
record LockCalls(Lender lender, LockTerms terms, Listeners listeners, Observers observers, RandomGenerator random) {

	/**
	 * Let the observer follow a call, whose arguments have been checked.
	 */
	LockObserver.Attempt observe(String name, LockOptions options, ContextView context) {
		return this.observers.begin(this.terms.fullName(name), this.terms.label(options), context);
	}

	/**
	 * Names of the locks that a call asks for one after the other.
	 */
	List<String> inOrder(String name, LockOptions options) {
		return Permits.rotated(name, this.terms.permits(options), this.random);
	}

	/**
	 * Join the queue of a lock.
	 * @param last whether the caller gives up afterwards, or else asks for another permit
	 * @param attempt follows the call
	 * @throws io.octostore.OctoStoreValidationException if the name or the options break
	 * a rule
	 */
	LockCall begin(String name, LockOptions options, boolean last, LockObserver.Attempt attempt) {
		String fullName = this.terms.checkedName(name);
		return new LockCall(this, fullName, this.terms.of(fullName, options), this.terms.withDefaults(options), last,
				attempt);
	}

}
