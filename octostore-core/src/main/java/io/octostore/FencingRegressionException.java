package io.octostore;

/**
 * The server granted a lock with a fencing token that is not larger than one that this
 * process has seen for the same lock before: its database was replaced or restored. The
 * grant was given back. Resources that check fencing tokens would refuse it.
 * <p>
 * An operator ends it with
 * {@link io.octostore.lock.LocksControl#acknowledgeFencingRegression()}, once the
 * resources accept smaller tokens, or with a restart.
 *
 * @since 0.1.0
 */
public final class FencingRegressionException extends OctoStoreException {

	/**
	 * Create an exception.
	 * @param lockName name of the lock
	 * @param granted the token that was granted
	 * @param highest the highest token seen before
	 */
	public FencingRegressionException(String lockName, long granted, long highest) {
		super("Lock '" + lockName + "' was granted with fencing token " + granted + ", but " + highest
				+ " was seen before: the server's database was replaced or restored. The grant was given back; "
				+ "acknowledge the regression of fencing tokens on each instance, or restart it, once the "
				+ "resources accept smaller tokens");
	}

}
