package io.octostore.benchmarks;

import java.net.URI;

/**
 * The least that a bare client must know of the protocol.
 */
final class Wire {

	/** More than any run has callers. */
	static final int MAX_CONNECTIONS = 256;

	static final String ACQUIRE_BODY = "{\"ttl_seconds\":60}";

	private static final String LEASE_ID = "\"lease_id\":\"";

	private static final int UUID_LENGTH = 36;

	private Wire() {
	}

	static URI acquire(URI baseUrl, String name) {
		return URI.create(baseUrl + "/locks/" + name + "/acquire");
	}

	static URI release(URI baseUrl, String name) {
		return URI.create(baseUrl + "/locks/" + name + "/release");
	}

	static String releaseBody(String acquired) {
		int start = acquired.indexOf(LEASE_ID);
		if (start < 0) {
			throw new IllegalStateException("The lock was not acquired");
		}
		start += LEASE_ID.length();
		return "{\"lease_id\":\"" + acquired.substring(start, start + UUID_LENGTH) + "\"}";
	}

	static void requireOk(int status) {
		if (status != 200) {
			throw new IllegalStateException("The server answered with status " + status);
		}
	}

}
