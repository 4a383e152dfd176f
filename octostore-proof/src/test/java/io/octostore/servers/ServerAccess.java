package io.octostore.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

import io.octostore.LockNameRule;
import io.octostore.client.OctoStoreClient;
import io.octostore.testsupport.TestServer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A server of some release, and clients of two users that can use its locks.
 */
final class ServerAccess implements AutoCloseable {

	private static final String NAMESPACE = "team";

	private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");

	private final ServerRelease release;

	private final TestServer server;

	private final String alice;

	private final String bob;

	private final List<AutoCloseable> clients = new ArrayList<>();

	ServerAccess(ServerRelease release, TestServer server) {
		this.release = release;
		this.server = server;
		this.alice = release.needsNamespaces() ? register("anne") : TestServer.ALICE;
		this.bob = release.needsNamespaces() ? register("bert") : TestServer.BOB;
	}

	private String register(String user) {
		HttpRequest request = HttpRequest.newBuilder(URI.create(this.server.baseUrl() + "/auth/register"))
			.header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers
				.ofString("{\"username\":\"" + user + "\",\"namespace\":\"" + NAMESPACE + "\"}"))
			.build();
		try {
			String answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString()).body();
			Matcher token = TOKEN.matcher(answer);
			assertThat(token.find()).as(answer).isTrue();
			return token.group(1);
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IllegalStateException(ex);
		}
	}

	/**
	 * Another client of the first user.
	 */
	OctoStoreClient alice() {
		return client(this.alice);
	}

	/**
	 * Another client of the second user, who has another HTTP library.
	 */
	OctoStoreClient bob() {
		return client(this.bob);
	}

	/**
	 * A client of a user with a fixed token, who has no namespace.
	 */
	OctoStoreClient userWithoutNamespace() {
		return client(TestServer.ALICE);
	}

	OctoStoreClient stranger() {
		return client("no-such-token");
	}

	OctoStoreClient anonymous() {
		return client(null);
	}

	private OctoStoreClient client(@Nullable String token) {
		var builder = OctoStoreClient.builder().baseUrl(this.server.baseUrl()).lockNameRule(LockNameRule.HIERARCHICAL);
		OctoStoreClient client = ((token != null) ? builder.token(token) : builder).build();
		this.clients.add(client);
		return client;
	}

	/**
	 * A name that any release accepts of the users.
	 */
	String newLock() {
		return namePrefix() + "job-" + UUID.randomUUID();
	}

	String namePrefix() {
		return this.release.needsNamespaces() ? NAMESPACE + "." : "";
	}

	@Override
	public void close() throws Exception {
		for (AutoCloseable client : this.clients) {
			client.close();
		}
		this.server.close();
	}

}
