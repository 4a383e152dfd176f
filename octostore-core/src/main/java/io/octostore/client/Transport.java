package io.octostore.client;

import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.util.ClassUtils;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.octostore.OctoStoreNetworkException;
import io.octostore.OctoStoreValidationException;

/**
 * Performs exchanges within their deadlines; shared by a client and all its copies. The
 * HTTP library is loaded by the first exchange: it takes longer than the start of a small
 * application.
 */
final class Transport {

	private final Supplier<Connectors> connectorsFactory;

	private final ExchangeTimer timer;

	private final @Nullable ObservationRegistry observationRegistry;

	private final ServerEvidence evidence = new ServerEvidence();

	private final AtomicBoolean closed = new AtomicBoolean();

	private volatile @Nullable Connectors connectors;

	private volatile @Nullable ObservedExchanges observed;

	Transport(Supplier<Connectors> connectorsFactory, ExchangeTimer timer,
			@Nullable ObservationRegistry observationRegistry) {
		this.connectorsFactory = connectorsFactory;
		this.timer = timer;
		this.observationRegistry = (observationRegistry != null && !observationRegistry.isNoop()) ? observationRegistry
				: null;
	}

	/**
	 * Return what makes connections with an HTTP library.
	 * @param kind the library
	 * @param settings how connections are made
	 * @return the factory
	 */
	static Supplier<Connectors> connectors(HttpConnectorKind kind, ConnectionSettings settings) {
		boolean nettyPresent = ClassUtils.isPresent("reactor.netty.http.client.HttpClient",
				Transport.class.getClassLoader());
		if (kind == HttpConnectorKind.REACTOR_NETTY && !nettyPresent) {
			throw new OctoStoreValidationException(
					"The connector is REACTOR_NETTY, but Reactor Netty is not on the class"
							+ " path: add io.projectreactor.netty:reactor-netty-http, or choose JDK or DETECT");
		}
		boolean netty = nettyPresent && kind != HttpConnectorKind.JDK;
		return netty ? () -> new ReactorNettyConnectors(settings) : () -> new JdkConnectors(settings);
	}

	private Connectors connectors() {
		Connectors current = this.connectors;
		return (current != null) ? current : createConnectors();
	}

	private synchronized Connectors createConnectors() {
		Connectors current = this.connectors;
		if (current == null) {
			current = this.connectorsFactory.get();
			this.connectors = current;
		}
		return current;
	}

	private ObservedExchanges observed(ObservationRegistry registry) {
		ObservedExchanges current = this.observed;
		if (current == null) {
			current = new ObservedExchanges(registry);
			this.observed = current;
		}
		return current;
	}

	ExchangeTimer timer() {
		return this.timer;
	}

	ServerEvidence evidence() {
		return this.evidence;
	}

	/**
	 * Perform an exchange.
	 * @param exchange the exchange
	 * @param fresh whether to use a connection of its own
	 * @param deadline end of the whole exchange, as the timer counts
	 * @return the answer; fails with {@link TimeoutException} at the deadline
	 */
	Mono<Answer> perform(Exchange exchange, boolean fresh, long deadline) {
		if (this.closed.get()) {
			return Mono.error(closedBefore(exchange));
		}
		Lane lane = exchange.operation().endpoint().lane();
		ClientHttpConnector connector = fresh ? connectors().fresh(lane) : connectors().pooled(lane);
		Mono<Answer> answer = (this.observationRegistry != null)
				? observed(this.observationRegistry).perform(exchange, connector) : exchange.perform(connector);
		return answer.timeout(this.timer.at(deadline), Mono.error(() -> ended(exchange)))
			.contextWrite(UnwantedFailures::ignored);
	}

	/**
	 * Say why an alarm of the timer has ended an exchange.
	 * @param exchange the exchange
	 * @return a {@link TimeoutException}, unless the client was closed
	 */
	Exception ended(Exchange exchange) {
		if (!this.closed.get()) {
			return new TimeoutException();
		}
		String message = exchange.operation().subject() + " was abandoned: the client was closed";
		return exchange.isStarted() ? OctoStoreNetworkException.unanswered(message, null)
				: OctoStoreNetworkException.notSent(message, null);
	}

	/**
	 * Open a stream of events.
	 * @param <T> type of the events
	 * @param exchange the exchange
	 * @param reader makes an event of a frame, or {@code null} of one without meaning
	 * @param deadline until when the answer must have begun, as the timer counts
	 * @return the events; fails when the client is closed
	 */
	<T> Flux<T> watch(Exchange exchange, Function<JsonObject, @Nullable T> reader, long deadline) {
		if (this.closed.get()) {
			return Flux.error(closedBefore(exchange));
		}
		ClientHttpConnector connector = connectors().fresh(exchange.operation().endpoint().lane());
		return new EventStream<>(exchange, reader, this).open(connector, deadline)
			.contextWrite(UnwantedFailures::ignored);
	}

	private static OctoStoreNetworkException closedBefore(Exchange exchange) {
		return OctoStoreNetworkException.notSent(exchange.operation().subject() + " was not sent: the client is closed",
				null);
	}

	Mono<Void> close() {
		if (!this.closed.compareAndSet(false, true)) {
			return Mono.empty();
		}
		// Ends what is under way.
		this.timer.close();
		Connectors current = this.connectors;
		return (current != null) ? current.close() : Mono.empty();
	}

}
