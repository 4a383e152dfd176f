package io.octostore.client.http;

import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.resolver.NoopAddressResolverGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.netty.NettyPipeline;
import reactor.netty.ReactorNetty;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.SslProvider;
import reactor.netty.transport.ProxyProvider;

/**
 * Connections by Reactor Netty, on pools and event loops that nothing else uses.
 * <p>
 * Reactor Netty repeats a request on its own in one case only, which is wanted: when a
 * pooled connection turns out to be closed before anything was written to it.
 * <p>
 * HTTP/1.1 is its default, and not named here: to name a protocol loads what it has for
 * HTTP/3 and TLS, about 800 classes, for plain connections as well.
 */
final class Connections implements ConnectionSource {

	private static final Logger logger = LoggerFactory.getLogger(Connections.class);

	private static final int MAX_CONNECTIONS = 128;

	private static final int MAX_GENERAL_LOOPS = 4;

	/**
	 * Below the idle limits that are usual for proxies, so that they rarely close first.
	 */
	private static final Duration MAX_IDLE_TIME = Duration.ofSeconds(30);

	/**
	 * After this, less up to a fifth, a connection is replaced however busy it is: the
	 * name of the server may have got another address.
	 */
	private static final Duration MAX_AGE = Duration.ofMinutes(5);

	private static final double MAX_AGE_VARIANCE_PERCENT = 20;

	private static final long MIN_GENERATION_NANOS = TimeUnit.SECONDS.toNanos(1);

	private static final Duration SHUTDOWN_LIMIT = Duration.ofSeconds(1);

	private final ConnectionSettings settings;

	private final Duration maxAge;

	private final LoopResources generalLoops = LoopResources.create("octostore-http",
			Math.min(MAX_GENERAL_LOOPS, Runtime.getRuntime().availableProcessors()), true);

	private final LoopResources vitalLoops = LoopResources.create("octostore-renew", 1, true);

	private final ConnectionEnds ends;

	private final AddressOrder order = new AddressOrder(System::nanoTime);

	private final OffLoopResolver resolver;

	/**
	 * All connections, those that are only being made included. Once it is closed it
	 * closes what is added: an event loop that ends no longer closes what is registered
	 * with it last.
	 */
	private final ChannelGroup channels = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE, true);

	private volatile Generation generation;

	/** Guarded by this object; 0 for never. */
	private long lastReplacement;

	/**
	 * Create connections; none is opened.
	 * @param settings how they are made
	 * @param disconnected run on an event loop when the other side has closed a
	 * connection on which sessions are kept alive
	 */
	Connections(ConnectionSettings settings, Runnable disconnected) {
		this(settings, disconnected, MAX_AGE);
	}

	Connections(ConnectionSettings settings, Runnable disconnected, Duration maxAge) {
		this(settings, disconnected, maxAge, InetAddress::getAllByName);
	}

	Connections(ConnectionSettings settings, Runnable disconnected, Duration maxAge, OffLoopResolver.Lookup lookup) {
		this.settings = settings;
		this.resolver = new OffLoopResolver(lookup, this.order);
		this.maxAge = maxAge;
		this.ends = new ConnectionEnds(disconnected);
		this.generation = new Generation();
	}

	@Override
	public ClientHttpConnector pooled(Lane lane) {
		return this.generation.pool(lane).pooled();
	}

	@Override
	public ClientHttpConnector fresh(Lane lane) {
		return this.generation.pool(lane).fresh();
	}

	@Override
	public synchronized void replace() {
		Generation replaced = this.generation;
		long now = System.nanoTime();
		if (this.lastReplacement == 0 || now - this.lastReplacement >= MIN_GENERATION_NANOS || replaced.isOutdated()) {
			this.lastReplacement = now;
			try {
				this.generation = new Generation();
				replaced.retire();
			}
			catch (RuntimeException ex) {
				logger.warn("TLS settings or proxy could not be read again; the previous ones stay in use", ex);
			}
		}
	}

	@Override
	public void replaceIfOutdated() {
		try {
			if (this.generation.isOutdated()) {
				replace();
			}
		}
		catch (RuntimeException ex) {
			logger.debug("Cannot tell whether TLS settings or proxy have changed", ex);
		}
	}

	@Override
	public Mono<Void> replacement() {
		return this.generation.replaced.asMono();
	}

	/**
	 * Say whether an exchange failed because its pool was closed.
	 * @param failure the failure
	 * @return whether other connections may be there
	 */
	static boolean isReplaced(Throwable failure) {
		return failure instanceof RejectedExecutionException
				|| failure.getCause() instanceof RejectedExecutionException;
	}

	@Override
	public Mono<Void> close() {
		List<Mono<Void>> ends = new ArrayList<>();
		ends.add(this.generation.close());
		ends.add(Mono.fromRunnable(this::closeChannels));
		ends.add(this.generalLoops.disposeLater(Duration.ZERO, SHUTDOWN_LIMIT));
		ends.add(this.vitalLoops.disposeLater(Duration.ZERO, SHUTDOWN_LIMIT));
		return Mono.whenDelayError(ends).doFinally((signal) -> this.resolver.close());
	}

	@SuppressWarnings("FutureReturnValueIgnored") // The loops end after it.
	private void closeChannels() {
		this.channels.close();
	}

	/**
	 * The connections that were made with the same TLS settings and the same proxy.
	 */
	private final class Generation {

		private final Sinks.Empty<Void> replaced = Sinks.empty();

		private final @Nullable SSLContext sslContext;

		private final @Nullable SSLParameters sslParameters;

		private final @Nullable ProxyAddress proxy;

		private final Map<Lane, Pool> pools = new EnumMap<>(Lane.class);

		Generation() {
			ConnectionSettings settings = Connections.this.settings;
			this.sslContext = settings.isEncrypted() ? settings.sslContext().get() : null;
			this.sslParameters = settings.isEncrypted() ? settings.sslParameters().get() : null;
			this.proxy = settings.proxy().get();
			for (Lane lane : Lane.values()) {
				this.pools.put(lane, new Pool(this, lane));
			}
		}

		@SuppressWarnings("NullAway") // The constructor puts every lane.
		Pool pool(Lane lane) {
			return this.pools.get(lane);
		}

		boolean isOutdated() {
			ConnectionSettings settings = Connections.this.settings;
			return !Objects.equals(this.proxy, settings.proxy().get())
					|| (settings.isEncrypted() && this.sslContext != settings.sslContext().get());
		}

		/**
		 * Close what is idle; exchanges that are under way end on their own, and their
		 * connections with them.
		 */
		void retire() {
			this.replaced.tryEmitEmpty();
			close().subscribe();
		}

		Mono<Void> close() {
			List<Mono<Void>> ends = new ArrayList<>();
			this.pools.values().forEach((pool) -> ends.add(pool.close()));
			return Mono.whenDelayError(ends);
		}

		private HttpClient httpClient(Lane lane, ConnectionProvider provider, LoopResources loops) {
			ConnectionSettings settings = Connections.this.settings;
			ProxyAddress address = this.proxy;
			HttpClient client = HttpClient.create(provider)
				// Before the loops: without a resolver they get one, in a static cache
				// that
				// keeps them, and all that hangs on them, for ever. A proxy resolves by
				// itself.
				.resolver((address != null) ? NoopAddressResolverGroup.INSTANCE : Connections.this.resolver)
				.runOn(loops)
				.followRedirect(false)
				.compress(false)
				.option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis(settings.connectTimeout()))
				.doOnChannelInit((observer, channel, remote) -> {
					Connections.this.channels.add(channel);
					ReactorNetty.setChannelContext(channel, observer.currentContext());
					Attempt.connecting(channel);
					channel.pipeline()
						.addBefore(NettyPipeline.ReactiveBridge, QuietHandler.NAME, QuietHandler.INSTANCE)
						.addFirst(AddressOrder.NAME, Connections.this.order);
					if (lane == Lane.KEEPALIVE) {
						channel.pipeline().addFirst(ConnectionEnds.NAME, Connections.this.ends);
					}
				});
			if (address != null) {
				client = client.proxy((spec) -> configure(address, spec));
			}
			return settings.isEncrypted() ? client.secure(this::configure) : client;
		}

		private void configure(ProxyAddress address, ProxyProvider.TypeSpec spec) {
			ProxyProvider.Builder builder = spec
				.type(address.socks() ? ProxyProvider.Proxy.SOCKS5 : ProxyProvider.Proxy.HTTP)
				.host(address.host())
				.port(address.port())
				.connectTimeoutMillis(millis(Connections.this.settings.connectTimeout()));
			String username = address.username();
			String password = address.password();
			if (username != null && password != null) {
				builder.username(username).password((name) -> password);
			}
		}

		private void configure(SslProvider.SslContextSpec spec) {
			SSLParameters parameters = this.sslParameters;
			String[] protocols = (parameters != null) ? parameters.getProtocols() : null;
			String[] ciphers = (parameters != null) ? parameters.getCipherSuites() : null;
			SSLContext context = (this.sslContext != null) ? this.sslContext : Tls.ofJvm();
			spec.sslContext(new JdkSslContext(context, true, (ciphers != null) ? Arrays.asList(ciphers) : null,
					(ciphers != null) ? SupportedCipherSuiteFilter.INSTANCE : IdentityCipherSuiteFilter.INSTANCE, null,
					ClientAuth.NONE, protocols, false))
				.handshakeTimeout(Connections.this.settings.connectTimeout());
		}

		private static int millis(Duration time) {
			return (int) Math.min(time.toMillis(), Integer.MAX_VALUE);
		}

	}

	/**
	 * The connections of one lane, built at the first request.
	 */
	private final class Pool {

		private final Generation owner;

		private final Lane lane;

		private @Nullable ConnectionProvider provider;

		private volatile @Nullable ClientHttpConnector pooled;

		private volatile @Nullable ClientHttpConnector fresh;

		Pool(Generation owner, Lane lane) {
			this.owner = owner;
			this.lane = lane;
		}

		ClientHttpConnector pooled() {
			ClientHttpConnector connector = this.pooled;
			return (connector != null) ? connector : buildPooled();
		}

		private synchronized ClientHttpConnector buildPooled() {
			ClientHttpConnector connector = this.pooled;
			if (connector == null) {
				this.provider = ConnectionProvider.builder("octostore-" + this.lane)
					.maxConnections(MAX_CONNECTIONS)
					.pendingAcquireMaxCount(-1)
					.maxIdleTime(MAX_IDLE_TIME)
					.maxLifeTime(Connections.this.maxAge)
					.maxLifeTimeVariance(MAX_AGE_VARIANCE_PERCENT)
					.lifo()
					.build();
				connector = new ReactorClientHttpConnector(this.owner.httpClient(this.lane, this.provider, loops()));
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
				connector = new ReactorClientHttpConnector(
						this.owner.httpClient(this.lane, ConnectionProvider.newConnection(), loops()));
				this.fresh = connector;
			}
			return connector;
		}

		private LoopResources loops() {
			return this.lane.isVital() ? Connections.this.vitalLoops : Connections.this.generalLoops;
		}

		synchronized Mono<Void> close() {
			return (this.provider != null) ? this.provider.disposeLater() : Mono.empty();
		}

	}

}
