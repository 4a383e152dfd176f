package io.octostore.client.http;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFunctions;
import org.springframework.web.reactive.function.client.ExchangeStrategies;
import org.springframework.web.reactive.function.client.WebClient;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.context.ContextView;

/**
 * Performs exchanges within their deadlines; shared by a client and all its copies. The
 * HTTP library is loaded by the first exchange: it takes longer than the start of a small
 * application.
 * <p>
 * Safe for use by any number of threads.
 */
public final class Wire {

	private static final Logger logger = LoggerFactory.getLogger(Wire.class);

	/**
	 * Connections that were idle for less are not suspected to be dead.
	 */
	static final long SUSPICIOUS_IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

	private final Function<Runnable, ConnectionSource> connectionsFactory;

	private final Listeners disconnected = new Listeners();

	private final Deadlines deadlines;

	private final SingletonSupplier<Clients> clients;

	private final AtomicBoolean closed = new AtomicBoolean();

	/** When each lane had its last answer, 0 for never. */
	private final Map<Lane, AtomicLong> lastAnswers = new EnumMap<>(Lane.class);

	private volatile @Nullable ConnectionSource connections;

	/**
	 * Create a wire; nothing is opened or started before the first exchange.
	 * @param settings how connections are made
	 * @param observationRegistry observes exchanges
	 * @param observesBackground whether it observes those as well that no call waits for
	 */
	public Wire(ConnectionSettings settings, ObservationRegistry observationRegistry, boolean observesBackground) {
		this((disconnected) -> new Connections(settings, disconnected), new Deadlines(), observationRegistry,
				observesBackground);
	}

	Wire(Function<Runnable, ConnectionSource> connectionsFactory, Deadlines deadlines,
			ObservationRegistry observationRegistry, boolean observesBackground) {
		this.connectionsFactory = connectionsFactory;
		this.deadlines = deadlines;
		this.clients = SingletonSupplier.of(() -> Clients.create(observationRegistry, observesBackground));
		for (Lane lane : Lane.values()) {
			this.lastAnswers.put(lane, new AtomicLong());
		}
	}

	private ConnectionSource connections() {
		ConnectionSource current = this.connections;
		return (current != null) ? current : createConnections();
	}

	private synchronized ConnectionSource createConnections() {
		ConnectionSource current = this.connections;
		if (current == null) {
			current = this.connectionsFactory.apply(this.disconnected::tell);
			this.connections = current;
		}
		return current;
	}

	/**
	 * Return what counts the time of exchanges.
	 * @return the deadlines
	 */
	public Deadlines deadlines() {
		return this.deadlines;
	}

	/**
	 * Say whether this was closed, so that no exchange succeeds any more.
	 * @return whether it was
	 */
	public boolean isClosed() {
		return this.closed.get();
	}

	/**
	 * Perform an exchange.
	 * @param request the request
	 * @param manner how to use connections
	 * @param deadline end of the whole exchange, as the deadlines are counted
	 * @return the answer of any status; fails with a {@link WireException}
	 */
	public Mono<WireAnswer> exchange(WireRequest request, Manner manner, long deadline) {
		return this.closed.get() ? Mono.error(closedBefore()) : new Delivery(this, request, manner, deadline);
	}

	/**
	 * Open a stream of events: frames or lines, as the content type says that is asked
	 * for.
	 * @param request the request
	 * @param deadline until when the answer must have begun, as the deadlines are counted
	 * @return the stream, to be opened once
	 */
	public EventStream events(WireRequest request, long deadline) {
		return new EventStream(this, request, deadline);
	}

	Attempt attempt(WireRequest request, boolean fresh, Attempt.FailureListener listener) {
		Lane lane = request.route().lane();
		boolean own = fresh || (!request.repeatable() && isIdle(lane));
		ConnectionSource source = connections();
		return new Attempt(request, own ? source.fresh(lane) : source.pooled(lane), listener, this.deadlines::now);
	}

	/**
	 * Say whether the kept connections of a lane may have been forgotten by a balancer in
	 * between. A request that cannot be repeated does not take the risk.
	 */
	private boolean isIdle(Lane lane) {
		long last = lastAnswer(lane).get();
		return last != 0 && this.deadlines.now() - last >= SUSPICIOUS_IDLE_NANOS;
	}

	void noteAnswer(Attempt attempt) {
		long now = this.deadlines.now();
		attempt.noteAnswer(now);
		lastAnswer(attempt.route().lane()).lazySet((now != 0) ? now : 1);
	}

	@SuppressWarnings("NullAway") // The constructor puts every lane.
	private AtomicLong lastAnswer(Lane lane) {
		return this.lastAnswers.get(lane);
	}

	/**
	 * Take note that there was no connection: perhaps because they are to be made in
	 * another way by now.
	 */
	void noteNoConnection() {
		connections().replaceIfOutdated();
	}

	Mono<WireAnswer> send(Attempt attempt, ContextView caller) {
		return attempt.prepare(clients().of(caller))
			.exchangeToMono(
					(response) -> response.body((message, context) -> attempt.read(response.statusCode(), message)));
	}

	WebClient streams() {
		return clients().unobserved();
	}

	private Clients clients() {
		return this.clients.obtain();
	}

	/**
	 * Return a signal that comes when connections are replaced.
	 * @return completes then
	 */
	Mono<Void> replacement() {
		return connections().replacement();
	}

	static WireException closedBefore() {
		return new WireException(WireException.Kind.CLOSED, "the client is closed", false, 0, null);
	}

	/**
	 * Use new connections from now on: those that are idle are closed, what is under way
	 * ends on its own, streams of events end. Names are resolved, and TLS settings and
	 * proxies are asked for, again.
	 */
	public void replaceConnections() {
		ConnectionSource current = this.connections;
		if (current != null && !this.closed.get()) {
			current.replace();
		}
	}

	/**
	 * Add what to run when the other side has closed a connection on which sessions are
	 * kept alive. Only a weak reference is kept.
	 * @param listener run on an event loop; must not block
	 */
	public void onDisconnect(Runnable listener) {
		this.disconnected.add(listener);
	}

	/**
	 * Close all connections and end all threads; what is under way fails.
	 * @return completes when it is done
	 */
	public Mono<Void> close() {
		if (!this.closed.compareAndSet(false, true)) {
			return Mono.empty();
		}
		// Ends what is under way.
		this.deadlines.close();
		ConnectionSource current = this.connections;
		return (current != null) ? current.close() : Mono.empty();
	}

	/**
	 * Close, and wait for the end except on a thread that must not block.
	 * @param limit how long to wait at most
	 */
	public void close(Duration limit) {
		if (Schedulers.isInNonBlockingThread()) {
			close().subscribe();
			return;
		}
		try {
			close().block(limit);
		}
		catch (RuntimeException ex) {
			logger.debug("The connections to the server did not end in time", ex);
		}
	}

	/**
	 * How an exchange uses connections.
	 *
	 * @param fresh whether to use a connection of its own
	 * @param recovers whether a connection that was kept and turns out to be closed is
	 * made up for by another one
	 * @param impatient whether that is so, too, if it does not react in a part of the
	 * time
	 */
	public record Manner(boolean fresh, boolean recovers, boolean impatient) {
	}

	/**
	 * The clients that make exchanges; Spring's are slow to load.
	 *
	 * @param observed for exchanges that a call waits for
	 * @param background for those that none waits for
	 * @param unobserved for streams
	 */
	private record Clients(WebClient observed, WebClient background, WebClient unobserved) {

		/** Requests and answers are written and read by attempts. */
		private static final ExchangeStrategies NO_CODECS = ExchangeStrategies.empty().build();

		static Clients create(ObservationRegistry registry, boolean observesBackground) {
			WebClient unobserved = webClient(ObservationRegistry.NOOP);
			WebClient observed = registry.isNoop() ? unobserved : webClient(registry);
			return new Clients(observed, observesBackground ? observed : unobserved, unobserved);
		}

		private static WebClient webClient(ObservationRegistry registry) {
			return WebClient.builder()
				.observationRegistry(registry)
				.observationConvention(new RequestConvention())
				.exchangeFunction(Clients::exchange)
				.build();
		}

		private static Mono<ClientResponse> exchange(ClientRequest request) {
			Attempt attempt = Attempt.of(request);
			if (attempt == null) {
				return Mono.error(new IllegalStateException("Not a request of this client"));
			}
			return ExchangeFunctions.create(attempt, NO_CODECS).exchange(request);
		}

		WebClient of(ContextView caller) {
			return BackgroundRequests.isMarked(caller) ? this.background : this.observed;
		}

	}

}
