package io.octostore.client;

import io.octostore.OctoStoreAuthenticationException;

/**
 * Blocking calls of the administrator, see {@link OctoStoreClient#admin()}: they send the
 * admin key instead of a token. A key that the server does not know makes a call fail
 * with {@link OctoStoreAuthenticationException}. Immutable and safe for use by any number
 * of threads; needs no end of its own.
 *
 * @since 0.1.0
 */
public final class AdminClient {

	private final OctoStoreClient client;

	private final AdminOperations operations;

	AdminClient(OctoStoreClient client, AdminOperations operations) {
		this.client = client;
		this.operations = operations;
	}

	/**
	 * Ask for all locks and users of the server.
	 * @return the answer
	 */
	public AdminStatus status() {
		return this.client.call(this.operations.status());
	}

	/**
	 * Ask how many requests the server has handled and how long they took, since its
	 * start.
	 * @return the answer
	 */
	public ServerMetrics metrics() {
		return this.client.call(this.operations.metrics());
	}

	/**
	 * Ask for the figures of each minute of the last hours or days, as far as the server
	 * has been running.
	 * @param window how far back
	 * @return the answer
	 */
	public TimeSeries timeSeries(TimeSeries.Window window) {
		return this.client.call(this.operations.timeSeries(window));
	}

	/**
	 * Replace the access list of any lock, whether it is held or not. Users can do so for
	 * a lock only while they hold it.
	 * @param name the lock
	 * @param acl who may acquire it from now on
	 * @return the list as the server has stored it
	 */
	public LockAclInfo setLockAcl(String name, LockAcl acl) {
		return this.client.call(this.operations.setLockAcl(name, acl));
	}

}
