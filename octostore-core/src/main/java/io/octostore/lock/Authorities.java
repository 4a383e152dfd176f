package io.octostore.lock;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.lease.LeaseAuthority;

/**
 * The ways to the server that locks are spread over, one for each credential.
 */
final class Authorities {

	private final List<ReactiveOctoStoreClient> clients = new ArrayList<>();

	private final List<Access> others = new ArrayList<>();

	void add(ReactiveOctoStoreClient client) {
		this.clients.add(client);
	}

	void add(LeaseAuthority authority, LockWatches watches) {
		this.others.add(new Access(authority, watches));
	}

	List<Access> build(@Nullable String metadata) {
		List<Access> all = new ArrayList<>(this.others);
		for (ReactiveOctoStoreClient client : this.clients) {
			all.add(new Access(new ClientLeaseAuthority(client, metadata), new ClientLockWatches(client)));
		}
		return all;
	}

	/**
	 * One way.
	 *
	 * @param authority grants leases
	 * @param watches gives hints
	 */
	record Access(LeaseAuthority authority, LockWatches watches) {
	}

}
