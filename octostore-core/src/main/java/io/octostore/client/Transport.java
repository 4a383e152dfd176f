package io.octostore.client;

import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.util.ClassUtils;

/**
 * Performs exchanges within their deadlines; shared by a client and all its copies.
 */
final class Transport {

	private final Connectors connectors;

	private final ExchangeTimer timer;

	private final @Nullable ObservedExchanges observed;

	private final AtomicBoolean closed = new AtomicBoolean();

	Transport(Connectors connectors, ExchangeTimer timer, @Nullable ObservationRegistry observationRegistry) {
		this.connectors = connectors;
		this.timer = timer;
		this.observed = (observationRegistry != null && !observationRegistry.isNoop())
				? new ObservedExchanges(observationRegistry) : null;
	}

	static Connectors connectors(HttpConnectorKind kind, ConnectionSettings settings) {
		boolean netty = switch (kind) {
			case DETECT ->
				ClassUtils.isPresent("reactor.netty.http.client.HttpClient", Transport.class.getClassLoader());
			case REACTOR_NETTY -> true;
			case JDK -> false;
		};
		return netty ? new ReactorNettyConnectors(settings) : new JdkConnectors(settings);
	}

	ExchangeTimer timer() {
		return this.timer;
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
		ClientHttpConnector connector = fresh ? this.connectors.fresh(lane) : this.connectors.pooled(lane);
		Mono<Answer> answer = (this.observed != null) ? this.observed.perform(exchange, connector)
				: exchange.perform(connector);
		return answer.timeout(this.timer.at(deadline), Mono.error(() -> ended(exchange)));
	}

	private Exception ended(Exchange exchange) {
		if (!this.closed.get()) {
			return new TimeoutException();
		}
		return new OctoStoreNetworkException(exchange.operation().subject() + " was abandoned: the client was closed",
				null, !exchange.isStarted());
	}

	/**
	 * Open a stream of events.
	 * @param exchange the exchange
	 * @param deadline until when the answer must have begun, as the timer counts
	 * @return the events
	 */
	Flux<LockEvent> watch(Exchange exchange, long deadline) {
		if (this.closed.get()) {
			return Flux.error(closedBefore(exchange));
		}
		ClientHttpConnector connector = this.connectors.fresh(exchange.operation().endpoint().lane());
		return new LockWatch(exchange, this.timer.scheduler()).open(connector, this.timer.at(deadline));
	}

	private static OctoStoreNetworkException closedBefore(Exchange exchange) {
		return new OctoStoreNetworkException(exchange.operation().subject() + " was not sent: the client is closed",
				null, true);
	}

	Mono<Void> close() {
		if (!this.closed.compareAndSet(false, true)) {
			return Mono.empty();
		}
		// Ends what is under way.
		this.timer.close();
		return this.connectors.close();
	}

}
