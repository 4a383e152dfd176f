package io.octostore.lock;

import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import io.octostore.OctoStoreValidationException;
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

	/**
	 * Add a client.
	 * @throws OctoStoreValidationException if it asks another server than the others: two
	 * instances that spread the names differently would both hold a lock
	 */
	void add(ReactiveOctoStoreClient client) {
		for (ReactiveOctoStoreClient other : this.clients) {
			if (!other.baseUrl().equals(client.baseUrl())) {
				throw new OctoStoreValidationException(
						"All clients of these locks must use one server, but there are '" + other.baseUrl() + "' and '"
								+ client.baseUrl() + "': instances with different clients would both hold a lock");
			}
		}
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
