package io.octostore.lock;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

import org.jspecify.annotations.Nullable;

import io.octostore.LockNameRule;
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

	void add(ReactiveOctoStoreClient client) {
		this.clients.add(client);
	}

	void add(LockAuthority authority) {
		this.others.add(authority);
	}

	/**
	 * Check what the clients have in common.
	 * @param nameRule which names the locks let through
	 * @throws OctoStoreValidationException if they lead to different servers, or refuse
	 * names that the locks let through
	 */
	void check(LockNameRule nameRule) {
		for (ReactiveOctoStoreClient client : this.clients) {
			String first = this.clients.get(0).baseUrl();
			if (!normalized(first).equals(normalized(client.baseUrl()))) {
				throw new OctoStoreValidationException("All clients must have the same address, but there are " + first
						+ " and " + client.baseUrl() + ": an instance with other clients would find a lock free that "
						+ "is held on another server");
			}
			if (nameRule == LockNameRule.HIERARCHICAL && client.lockNameRule() != nameRule) {
				throw new OctoStoreValidationException("nameRule " + nameRule + " needs a client with the lockNameRule "
						+ nameRule + ", but that of the client is " + client.lockNameRule()
						+ ": it would refuse names with '_' or '/' at the first acquire");
			}
		}
	}

	/**
	 * An address without what makes no difference: the case of the host, and a port that
	 * is the default.
	 */
	private static String normalized(String baseUrl) {
		URI uri = URI.create(baseUrl);
		int standard = "https".equals(uri.getScheme()) ? 443 : 80;
		return uri.getScheme() + "://" + String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT) + ":"
				+ ((uri.getPort() >= 0) ? uri.getPort() : standard) + uri.getRawPath();
	}

	List<LockAuthority> build(@Nullable String metadata, RequestContexts contexts) {
		List<LockAuthority> all = new ArrayList<>(this.others);
		for (ReactiveOctoStoreClient client : this.clients) {
			all.add(new OctoStoreAuthority(client, metadata, contexts));
		}
		return all;
	}

}
