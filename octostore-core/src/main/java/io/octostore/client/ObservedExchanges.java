package io.octostore.client;

import io.micrometer.common.KeyValue;
import io.micrometer.observation.ObservationRegistry;
import reactor.core.publisher.Mono;

import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientRequestObservationContext;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.DefaultClientRequestObservationConvention;
import org.springframework.web.reactive.function.client.ExchangeFunctions;
import org.springframework.web.reactive.function.client.ExchangeStrategies;
import org.springframework.web.reactive.function.client.WebClient;

/**
 * Performs exchanges under Spring's observation of HTTP clients, named
 * {@code octostore.client.requests}.
 * <p>
 * The observed client is given a redacted address and no token; the exchange puts in the
 * real ones underneath. So no session id and no token gets into an observation, a log or
 * the trace of an exception.
 */
final class ObservedExchanges {

	private static final String EXCHANGE = Exchange.class.getName();

	private static final String CONNECTOR = ClientHttpConnector.class.getName();

	/**
	 * Exchanges write and read their bodies themselves.
	 */
	private static final ExchangeStrategies NO_CODECS = ExchangeStrategies.empty().build();

	private final WebClient webClient;

	ObservedExchanges(ObservationRegistry registry) {
		this.webClient = WebClient.builder()
			.observationRegistry(registry)
			.observationConvention(new Convention())
			.exchangeFunction(ObservedExchanges::exchange)
			.build();
	}

	private static Mono<ClientResponse> exchange(ClientRequest request) {
		Exchange exchange = (Exchange) request.attribute(EXCHANGE).orElseThrow();
		ClientHttpConnector connector = (ClientHttpConnector) request.attribute(CONNECTOR).orElseThrow();
		return ExchangeFunctions.create(exchange.in(connector), NO_CODECS).exchange(request);
	}

	Mono<Answer> perform(Exchange exchange, ClientHttpConnector connector) {
		return this.webClient.method(exchange.operation().endpoint().method())
			.uri(exchange.operation().redactedUri())
			.attribute(EXCHANGE, exchange)
			.attribute(CONNECTOR, connector)
			.body((message, context) -> exchange.writeBody(message))
			.exchangeToMono(
					(response) -> response.body((message, context) -> exchange.read(response.statusCode(), message)));
	}

	private static final class Convention extends DefaultClientRequestObservationConvention {

		Convention() {
			super("octostore.client.requests");
		}

		@Override
		protected KeyValue uri(ClientRequestObservationContext context) {
			ClientRequest request = context.getRequest();
			Object exchange = (request != null) ? request.attribute(EXCHANGE).orElse(null) : null;
			return (exchange instanceof Exchange known) ? KeyValue.of("uri", known.operation().endpoint().template())
					: super.uri(context);
		}

	}

}
