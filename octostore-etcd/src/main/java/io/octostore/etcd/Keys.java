package io.octostore.etcd;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * The keys of sessions and locks under a prefix, as the gateway writes keys: in Base64.
 */
final class Keys {

	private final String locks;

	private final String sessions;

	Keys(String prefix) {
		this.locks = prefix + "locks/";
		this.sessions = prefix + "sessions/";
	}

	String lock(String name) {
		return encode(this.locks + name);
	}

	String session(long lease) {
		return encode(this.sessions + Long.toHexString(lease));
	}

	/**
	 * A key that never exists, whose read tells whether the cluster works.
	 */
	String nothing() {
		return encode(this.sessions);
	}

	boolean isLock(String encoded) {
		return decode(encoded).startsWith(this.locks);
	}

	static String encode(String text) {
		return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
	}

	static String decode(String encoded) {
		return new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
	}

}
