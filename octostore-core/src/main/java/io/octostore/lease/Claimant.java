package io.octostore.lease;

import io.octostore.authority.AcquireAnswer;

/**
 * Has asked for a lease. One of the two methods is called, once, in the serial context.
 *
 * @since 0.1.0
 */
public interface Claimant {

	/**
	 * The lease was granted.
	 * @param lease the lease
	 */
	void granted(Lease lease);

	/**
	 * No lease was granted; what an exchange may have left behind is being settled.
	 * @param why what the authority said, or why it could not be asked
	 */
	void denied(AcquireAnswer.Denied why);

}
