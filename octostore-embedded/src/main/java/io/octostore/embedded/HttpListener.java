package io.octostore.embedded;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BiFunction;

import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.http.HttpProtocol;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/**
 * The port, its connections and the threads that serve them.
 */
final class HttpListener implements AutoCloseable {

	static final String HOST = "127.0.0.1";

	private static final int MAX_REQUEST_LINE_BYTES = 64 * 1024;

	private static final int MAX_HEAD_BYTES = 512 * 1024;

	private static final int FIRST_PORT = 16_384;

	/** As Linux has it; other systems begin at 49152. */
	private static final int FIRST_EPHEMERAL_PORT = 32_768;

	private static final int MAX_ATTEMPTS = 100;

	private static final Duration PATIENCE = Duration.ofSeconds(5);

	private final LoopResources threads = LoopResources.create("octostore-embedded", 2, true);

	private final ScheduledExecutorService timer = this.threads.onServer(false).next();

	private final Scheduler scheduler = Schedulers.fromExecutorService(this.timer);

	private int port;

	private ChannelGroup connections = newGroup();

	private @Nullable DisposableServer server;

	HttpListener(int port) {
		this.port = port;
	}

	/**
	 * A group that closes also those connections which come too late.
	 */
	private static ChannelGroup newGroup() {
		return new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE, true);
	}

	/**
	 * Opens the port; the same one as before, if it was open before.
	 */
	synchronized void open(BiFunction<HttpServerRequest, HttpServerResponse, Mono<Void>> handler) {
		ChannelGroup group = newGroup();
		this.connections = group;
		try {
			this.server = bind(HttpServer.create()
				.host(HOST)
				.protocol(HttpProtocol.HTTP11)
				.runOn(this.threads, false)
				.httpRequestDecoder(
						(spec) -> spec.maxInitialLineLength(MAX_REQUEST_LINE_BYTES).maxHeaderSize(MAX_HEAD_BYTES))
				.doOnChannelInit((observer, channel, address) -> group.add(channel))
				.handle(handler));
			this.port = this.server.port();
		}
		catch (RuntimeException ex) {
			throw new IllegalStateException("port " + this.port + " of " + HOST + " cannot be opened", ex);
		}
	}

	/**
	 * Takes the port, or one of those that no system gives to connections: nothing else
	 * takes it then while the server is down.
	 */
	private DisposableServer bind(HttpServer http) {
		for (int attempt = 0; this.port == 0 && attempt < MAX_ATTEMPTS; attempt++) {
			int candidate = ThreadLocalRandom.current().nextInt(FIRST_PORT, FIRST_EPHEMERAL_PORT);
			try {
				return http.port(candidate).bindNow(PATIENCE);
			}
			catch (ChannelBindException ex) {
				// taken by another program
			}
		}
		return http.port(this.port).bindNow(PATIENCE);
	}

	synchronized boolean isOpen() {
		return this.server != null;
	}

	synchronized int openConnections() {
		return this.connections.size();
	}

	synchronized int port() {
		return this.port;
	}

	/**
	 * Runs things later, on a thread that serves connections as well.
	 */
	ScheduledExecutorService timer() {
		return this.timer;
	}

	LoopResources threads() {
		return this.threads;
	}

	Scheduler scheduler() {
		return this.scheduler;
	}

	/**
	 * Closes the port and all connections; it can be opened again.
	 */
	synchronized void shut() {
		if (this.server != null) {
			this.server.disposeNow(PATIENCE);
			this.connections.close().awaitUninterruptibly(PATIENCE.toMillis());
			this.server = null;
		}
	}

	@Override
	public void close() {
		shut();
		this.threads.disposeLater(Duration.ZERO, PATIENCE).block(PATIENCE.plus(PATIENCE));
	}

}
