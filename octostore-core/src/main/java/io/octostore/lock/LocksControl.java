package io.octostore.lock;

import io.octostore.FencingRegressionException;
import io.octostore.LocksNotSuspendedException;
import io.octostore.LocksSuspendedException;

/**
 * Controls of {@link OctoStoreLocks} for health checks, metrics, tests and checkpoints;
 * code that works under a lock does not need them. Locks that a builder has built
 * implement it.
 * <p>
 * Thread safe.
 *
 * <pre class="code">
 * if (locks instanceof LocksControl control) {
 *     report(control.activity());
 * }
 * </pre>
 *
 * @since 0.1.0
 */
public interface LocksControl {

	/**
	 * Return the locks that this instance holds and waits for at this instant.
	 * @return a snapshot
	 */
	LockActivity activity();

	/**
	 * Ask the server now whether all that is held is still held, instead of when the next
	 * renewal is due: after an outage, or in a test. Does not wait for the answers; what
	 * they say reaches the holders in the ways of every renewal.
	 */
	void confirm();

	/**
	 * Take a lock away from the code of this instance that has it, as if it were lost for
	 * the reason {@link io.octostore.LossReason#REVOKED}: a running body is interrupted
	 * or told, as its options say, and its call ends in a
	 * {@link io.octostore.LockLostException}. Does not wait for that. The lock stays
	 * taken on the server until the body has ended, so that no other holder enters while
	 * it runs; it is renewed no more, and free at the latest when its TTL is over.
	 * @param lockName full name of the lock, prefix included
	 * @return whether code of this instance had the lock
	 */
	boolean revoke(String lockName);

	/**
	 * Come to rest before the memory of this process is copied (checkpoint, snapshot):
	 * give out no more locks, end the sessions on the server, and forget them. Two copies
	 * that run on with one session would both be the holder of its locks.
	 * <p>
	 * Until {@link #resume()} every acquire fails with {@link LocksSuspendedException},
	 * whether it would wait or not, and nothing is sent. Blocks for at most four seconds,
	 * and must not be called on a thread that must not block. Does nothing after the
	 * locks are closed; a second call does what the first did.
	 * @throws LocksNotSuspendedException if a lock is held, waited for or just being
	 * given back, or if the sessions could not be ended in time; the locks go on as
	 * before, and the memory must not be copied
	 */
	void suspend();

	/**
	 * Give out locks again after {@link #suspend()}, in the original or in a copy, under
	 * sessions of its own. Does nothing if the locks are not suspended, or closed.
	 */
	void resume();

	/**
	 * Accept that fencing tokens went back because the server's database was replaced or
	 * restored: forget the highest token that this instance has seen of each lock, so
	 * that grants are no longer refused with a {@link FencingRegressionException}. Tokens
	 * that go back after that are refused again.
	 * <p>
	 * To be called on each instance, by an operator, and only once the resources under
	 * the locks accept smaller tokens. Does nothing after the locks are closed.
	 */
	void acknowledgeFencingRegression();

}
