package io.octostore.lock;

import java.util.function.UnaryOperator;

import io.octostore.authority.LockAuthority;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.client.authority.OctoStoreAuthority;

/**
 * Locks that report what they ask the server.
 */
public final class RecordedLocks {

	private RecordedLocks() {
	}

	/**
	 * Begin to build locks whose engine sees the server through something else.
	 */
	public static OctoStoreLocksBuilder builder(ReactiveOctoStoreClient client, UnaryOperator<LockAuthority> through) {
		return OctoStoreLocks.builder(through.apply(new OctoStoreAuthority(client, null)));
	}

}
