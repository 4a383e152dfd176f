package io.octostore.lending;

import io.octostore.Loss;
import io.octostore.lease.Lease;

/**
 * Has a {@link Loan}, and is told what happens to it.
 */
public interface Borrower {

	/**
	 * What the borrower calls the lock, for example in metrics.
	 */
	String label();

	/**
	 * The lock is at risk. In the engine's serial context.
	 */
	void atRisk(Loan loan);

	/**
	 * The lock is lost. In the engine's serial context.
	 */
	void lost(Loss loss);

	/**
	 * The lock was given back. Called once, on the thread that has waited for it.
	 */
	void ended(Loan loan, Lease.ReleaseOutcome outcome);

}
