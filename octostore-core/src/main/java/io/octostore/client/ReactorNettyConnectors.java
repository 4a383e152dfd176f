package io.octostore.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.SslProvider;

import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;

/**
 * Connections by Reactor Netty, on pools and event loops that nobody else uses.
 * <p>
 * Reactor Netty repeats a request on its own in one case only, which is wanted: when a
 * pooled connection turns out to be closed before anything was written to it.
 * <p>
 * HTTP/1.1 is its default, and not named here: to name a protocol loads what it has for
 * HTTP/3 and TLS, about 800 classes, for plain connections as well.
 */
final class ReactorNettyConnectors implements Connectors {

	private static final int MAX_CONNECTIONS = 128;

	private static final int MAX_GENERAL_LOOPS = 4;

	/**
	 * Below the idle limits that are usual for proxies, so that they rarely close first.
	 */
	private static final Duration MAX_IDLE_TIME = Duration.ofSeconds(30);

	private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(1);

	private final ConnectionSettings settings;

	private final LoopResources generalLoops = LoopResources.create("octostore-http",
			Math.min(MAX_GENERAL_LOOPS, Runtime.getRuntime().availableProcessors()), true);

	private final LoopResources vitalLoops = LoopResources.create("octostore-renew", 1, true);

	private final Map<Lane, Connections> lanes = new EnumMap<>(Lane.class);

	ReactorNettyConnectors(ConnectionSettings settings) {
		this.settings = settings;
		for (Lane lane : Lane.values()) {
			this.lanes.put(lane, new Connections(lane));
		}
	}

	@Override
	public ClientHttpConnector pooled(Lane lane) {
		return connections(lane).pooled();
	}

	@Override
	public ClientHttpConnector fresh(Lane lane) {
		return connections(lane).fresh();
	}

	@SuppressWarnings("NullAway") // The constructor puts every lane.
	private Connections connections(Lane lane) {
		return this.lanes.get(lane);
	}

	@Override
	public Mono<Void> close() {
		List<Mono<Void>> ends = new ArrayList<>();
		for (Connections connections : this.lanes.values()) {
			ends.add(connections.close());
		}
		ends.add(this.generalLoops.disposeLater(Duration.ZERO, SHUTDOWN_LIMIT));
		ends.add(this.vitalLoops.disposeLater(Duration.ZERO, SHUTDOWN_LIMIT));
		return Mono.whenDelayError(ends);
	}

	private HttpClient httpClient(ConnectionProvider provider, LoopResources loops) {
		HttpClient client = HttpClient.create(provider)
			.runOn(loops)
			.resolver((spec) -> spec.runOn(loops))
			.followRedirect(false)
			.compress(false)
			.option(ChannelOption.CONNECT_TIMEOUT_MILLIS,
					(int) Math.min(this.settings.connectTimeout().toMillis(), Integer.MAX_VALUE));
		return this.settings.encrypted() ? client.secure(this::configure) : client;
	}

	private void configure(SslProvider.SslContextSpec spec) {
		spec.sslContext(new JdkSslContext(this.settings.sslContextOrDefault(), true, null,
				IdentityCipherSuiteFilter.INSTANCE, null, ClientAuth.NONE, null, false))
			.handshakeTimeout(this.settings.connectTimeout());
	}

	/**
	 * The connections of one lane, built at the first request.
	 */
	private final class Connections {

		private final Lane lane;

		private @Nullable ConnectionProvider pool;

		private volatile @Nullable ClientHttpConnector pooled;

		private volatile @Nullable ClientHttpConnector fresh;

		Connections(Lane lane) {
			this.lane = lane;
		}

		ClientHttpConnector pooled() {
			ClientHttpConnector connector = this.pooled;
			return (connector != null) ? connector : buildPooled();
		}

		private synchronized ClientHttpConnector buildPooled() {
			ClientHttpConnector connector = this.pooled;
			if (connector == null) {
				this.pool = ConnectionProvider.builder("octostore-" + this.lane)
					.maxConnections(MAX_CONNECTIONS)
					.pendingAcquireMaxCount(-1)
					.maxIdleTime(MAX_IDLE_TIME)
					.lifo()
					.build();
				connector = new ReactorClientHttpConnector(httpClient(this.pool, loops()));
				this.pooled = connector;
			}
			return connector;
		}

		ClientHttpConnector fresh() {
			ClientHttpConnector connector = this.fresh;
			return (connector != null) ? connector : buildFresh();
		}

		private synchronized ClientHttpConnector buildFresh() {
			ClientHttpConnector connector = this.fresh;
			if (connector == null) {
				connector = new ReactorClientHttpConnector(httpClient(ConnectionProvider.newConnection(), loops()));
				this.fresh = connector;
			}
			return connector;
		}

		private LoopResources loops() {
			return this.lane.isVital() ? ReactorNettyConnectors.this.vitalLoops
					: ReactorNettyConnectors.this.generalLoops;
		}

		synchronized Mono<Void> close() {
			return (this.pool != null) ? this.pool.disposeLater() : Mono.empty();
		}

	}

}
