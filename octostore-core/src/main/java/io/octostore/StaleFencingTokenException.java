package io.octostore;

/**
 * A write was refused by the resource that a lock protects, because a holder with a newer
 * fencing token has written since: the lock was lost before the write, whether or not
 * this instance knows that already.
 *
 * @since 0.1.0
 */
public final class StaleFencingTokenException extends OctoStoreException {

	private final String resource;

	private final long fencingToken;

	/**
	 * Create an exception.
	 * @param resource what refused, by default the full name of the lock
	 * @param fencingToken the token that is too old
	 */
	public StaleFencingTokenException(String resource, long fencingToken) {
		super("Fencing token " + fencingToken + " of '" + resource + "' is too old: a newer holder of the lock has "
				+ "written since. Roll back, and repeat the work under a new lock");
		this.resource = resource;
		this.fencingToken = fencingToken;
	}

	/**
	 * Return the resource that refused the write.
	 * @return the resource
	 */
	public String resource() {
		return this.resource;
	}

	/**
	 * The token that is too old.
	 * @return the token
	 */
	public long fencingToken() {
		return this.fencingToken;
	}

}
