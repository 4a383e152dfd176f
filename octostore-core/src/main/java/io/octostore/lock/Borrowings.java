package io.octostore.lock;

import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

import reactor.util.context.ContextView;

import io.octostore.lending.Lender;
import io.octostore.lending.Permits;

/**
 * What calls need that want a lock, whether they block or subscribe.
 *
 * @param lender lends the locks
 * @param arguments what names and options mean
 * @param listeners told of all calls and locks
 * @param observers follow each call
 * @param random chooses the first permit
 * @param waiting calls that are ready to wait and have no lock yet, a set for concurrent
 * use
 */
record Borrowings(Lender lender, LockArguments arguments, Listeners listeners, Observers observers,
		RandomGenerator random, Set<Borrowing> waiting) {

	/**
	 * Let the observer follow a call, whose arguments have been checked.
	 */
	LockObserver.Attempt observe(String name, LockOptions options, ContextView context) {
		return this.observers.begin(this.arguments.fullName(name), this.arguments.label(options), context);
	}

	/**
	 * Names of the locks that a call asks for one after the other.
	 */
	List<String> inOrder(String name, LockOptions options) {
		List<String> permits = this.arguments.permits(name, options);
		return (permits.size() == 1) ? permits : Permits.rotated(permits, this.random);
	}

	/**
	 * Join the queue of a lock.
	 * @param last whether the caller gives up afterwards, or else asks for another permit
	 * @param attempt follows the call
	 * @throws io.octostore.OctoStoreValidationException if the name or the options break
	 * a rule
	 */
	Borrowing begin(String name, LockOptions options, boolean last, LockObserver.Attempt attempt) {
		String fullName = this.arguments.checkedName(name);
		Borrowing borrowing = new Borrowing(this, fullName, this.arguments.of(fullName, options),
				this.arguments.withDefaults(options), last, attempt);
		if (borrowing.isReadyToWait()) {
			this.waiting.add(borrowing);
		}
		return borrowing;
	}

}
