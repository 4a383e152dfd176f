package io.octostore.lock;

import java.util.function.UnaryOperator;

import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.lease.LeaseAuthority;

/**
 * Locks that tell somebody what they ask the server.
 */
public final class RecordedLocks {

	private RecordedLocks() {
	}

	/**
	 * Begin to build locks whose engine sees the server through something else.
	 */
	public static OctoStoreLocksBuilder builder(ReactiveOctoStoreClient client, UnaryOperator<LeaseAuthority> through) {
		return new OctoStoreLocksBuilder().authority(through.apply(new ClientLeaseAuthority(client, null)),
				new ClientLockWatches(client));
	}

}
