package io.octostore.authority;

import java.util.ArrayDeque;
import java.util.Deque;

import io.octostore.client.ReactiveOctoStoreClient;
import io.octostore.client.authority.OctoStoreAuthority;
import io.octostore.testsupport.TestServer;

/**
 * The contract on the in-process server.
 */
class EmbeddedAuthorityTests extends AuthorityContract {

	private final Deque<AutoCloseable> resources = new ArrayDeque<>();

	TestServer startServer() {
		return TestServer.embedded();
	}

	@Override
	LockAuthority startAuthority() {
		TestServer server = startServer();
		this.resources.push(server);
		return authority(server.baseUrl());
	}

	@Override
	LockAuthority unreachable() {
		TestServer gone = TestServer.embedded();
		String url = gone.baseUrl();
		gone.close();
		return authority(url);
	}

	private LockAuthority authority(String url) {
		ReactiveOctoStoreClient client = ReactiveOctoStoreClient.create(url, TestServer.ALICE);
		this.resources.push(client);
		return new OctoStoreAuthority(client, METADATA);
	}

	@Override
	void end() {
		this.resources.forEach(EmbeddedAuthorityTests::close);
	}

	private static void close(AutoCloseable resource) {
		try {
			resource.close();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

}
