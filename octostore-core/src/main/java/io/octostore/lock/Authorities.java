package io.octostore.lock;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.octostore.authority.LockAuthority;
import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.client.authority.OctoStoreAuthority;
import io.octostore.client.authority.RequestContexts;

/**
 * The ways to the service that locks are spread over, one for each credential.
 */
final class Authorities {

	private final List<ReactiveOctoStoreClient> clients = new ArrayList<>();

	private final List<LockAuthority> others = new ArrayList<>();

	void add(ReactiveOctoStoreClient client) {
		this.clients.add(client);
	}

	void add(LockAuthority authority) {
		this.others.add(authority);
	}

	List<LockAuthority> build(@Nullable String metadata, RequestContexts contexts) {
		List<LockAuthority> all = new ArrayList<>(this.others);
		for (ReactiveOctoStoreClient client : this.clients) {
			all.add(new OctoStoreAuthority(client, metadata, contexts));
		}
		return all;
	}

}
