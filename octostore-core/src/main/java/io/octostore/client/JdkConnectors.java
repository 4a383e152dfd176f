package io.octostore.client;

import java.lang.reflect.Method;
import java.net.http.HttpClient;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.util.ReflectionUtils;

/**
 * Connections by {@code java.net.http}, which has no limit on their number, hence no pool
 * that can be used up. General and vital traffic have an HTTP client, and so a selector
 * thread, of their own.
 * <p>
 * A fresh connection costs an HTTP client, because connections of one cannot be closed;
 * before JDK 21 an HTTP client ends when it is no longer referenced.
 */
final class JdkConnectors implements Connectors {

	/**
	 * More than any answer may have; each call has a limit of its own.
	 */
	private static final int MAX_BODY_SIZE = 4 * 1024 * 1024;

	private static final @Nullable Method SHUTDOWN_NOW = ReflectionUtils.findMethod(HttpClient.class, "shutdownNow");

	private final ConnectionSettings settings;

	private final Clients general = new Clients("octostore-http");

	private final Clients vital = new Clients("octostore-renew");

	JdkConnectors(ConnectionSettings settings) {
		this.settings = settings;
	}

	@Override
	public ClientHttpConnector pooled(Lane lane) {
		return clients(lane).pooled();
	}

	@Override
	public ClientHttpConnector fresh(Lane lane) {
		return (lane == Lane.WATCH) ? clients(lane).streaming() : clients(lane).fresh();
	}

	private Clients clients(Lane lane) {
		return lane.isVital() ? this.vital : this.general;
	}

	@Override
	public Mono<Void> close() {
		return Mono.fromRunnable(() -> {
			this.general.close();
			this.vital.close();
		});
	}

	/**
	 * End a client at once, where the JDK is able to.
	 * @param client the client
	 */
	private static void end(HttpClient client) {
		if (SHUTDOWN_NOW != null) {
			ReflectionUtils.invokeMethod(SHUTDOWN_NOW, client);
		}
	}

	private final class Clients {

		private final String threadPrefix;

		private @Nullable ExecutorService executor;

		private @Nullable HttpClient client;

		private volatile @Nullable ClientHttpConnector pooled;

		Clients(String threadPrefix) {
			this.threadPrefix = threadPrefix;
		}

		ClientHttpConnector pooled() {
			ClientHttpConnector connector = this.pooled;
			return (connector != null) ? connector : buildPooled();
		}

		private synchronized ClientHttpConnector buildPooled() {
			ClientHttpConnector connector = this.pooled;
			if (connector == null) {
				this.client = httpClient();
				connector = new JdkConnector(this.client, MAX_BODY_SIZE);
				this.pooled = connector;
			}
			return connector;
		}

		ClientHttpConnector fresh() {
			return (method, uri, callback) -> Mono.using(this::httpClient,
					(client) -> new JdkConnector(client, MAX_BODY_SIZE).connect(method, uri, callback),
					JdkConnectors::end);
		}

		/**
		 * Return a connector that hands over an answer when it begins.
		 * @return the connector
		 */
		ClientHttpConnector streaming() {
			return new JdkStreamConnector(httpClient());
		}

		private synchronized HttpClient httpClient() {
			HttpClient.Builder builder = HttpClient.newBuilder()
				.version(HttpClient.Version.HTTP_1_1)
				.followRedirects(HttpClient.Redirect.NEVER)
				.proxy(HttpClient.Builder.NO_PROXY)
				.connectTimeout(JdkConnectors.this.settings.connectTimeout())
				.executor(executor());
			if (JdkConnectors.this.settings.encrypted()) {
				builder.sslContext(JdkConnectors.this.settings.sslContextOrDefault());
			}
			return builder.build();
		}

		private ExecutorService executor() {
			if (this.executor == null) {
				ThreadFactory threads = Executors.defaultThreadFactory();
				this.executor = Executors.newCachedThreadPool((task) -> {
					Thread thread = threads.newThread(task);
					thread.setName(this.threadPrefix + "-" + thread.getId());
					thread.setDaemon(true);
					return thread;
				});
			}
			return this.executor;
		}

		synchronized void close() {
			this.pooled = null;
			if (this.client != null) {
				end(this.client);
			}
			if (this.executor != null) {
				this.executor.shutdown();
			}
		}

	}

}
