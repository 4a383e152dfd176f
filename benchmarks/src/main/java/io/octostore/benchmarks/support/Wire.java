package io.octostore.benchmarks.support;

import java.net.URI;

/**
 * The least that a bare client must know of the protocol.
 */
public final class Wire {

	/** Body of an acquire. */
	public static final String ACQUIRE_BODY = "{\"ttl_seconds\":60}";

	private static final String LEASE_ID = "\"lease_id\":\"";

	private static final int UUID_LENGTH = 36;

	private Wire() {
	}

	/**
	 * Where to acquire.
	 * @param baseUrl address of the server
	 * @param name name of the lock
	 * @return the address
	 */
	public static URI acquire(URI baseUrl, String name) {
		return URI.create(baseUrl + "/locks/" + name + "/acquire");
	}

	/**
	 * Where to release.
	 * @param baseUrl address of the server
	 * @param name name of the lock
	 * @return the address
	 */
	public static URI release(URI baseUrl, String name) {
		return URI.create(baseUrl + "/locks/" + name + "/release");
	}

	/**
	 * Body of the release of what was acquired.
	 * @param acquired the answer to the acquire
	 * @return the body
	 */
	public static String releaseBody(String acquired) {
		int start = acquired.indexOf(LEASE_ID);
		if (start < 0) {
			throw new IllegalStateException("The lock was not acquired");
		}
		start += LEASE_ID.length();
		return "{\"lease_id\":\"" + acquired.substring(start, start + UUID_LENGTH) + "\"}";
	}

	/**
	 * Check an answer.
	 * @param status its status
	 */
	public static void requireOk(int status) {
		if (status != 200) {
			throw new IllegalStateException("The server answered with status " + status);
		}
	}

}
