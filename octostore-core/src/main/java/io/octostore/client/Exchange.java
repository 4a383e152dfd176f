package io.octostore.client;

import java.net.URI;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ReactiveHttpInputMessage;
import org.springframework.http.ReactiveHttpOutputMessage;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;

/**
 * One request and its answer on a connection, and what is known about how far it got.
 */
final class Exchange {

	private static final String JSON = "application/json";

	private static final String USER_AGENT = "octostore-java";

	private final Operation<?> operation;

	private final @Nullable BearerToken token;

	private volatile boolean started;

	private volatile int status;

	Exchange(Operation<?> operation, @Nullable BearerToken token) {
		this.operation = operation;
		this.token = token;
	}

	Operation<?> operation() {
		return this.operation;
	}

	/**
	 * Say whether a connection was there and the request was handed to it.
	 * @return whether something may have been sent
	 */
	boolean isStarted() {
		return this.started;
	}

	/**
	 * Say whether the head of an answer has arrived.
	 * @return whether the server has reacted
	 */
	boolean isAnswered() {
		return this.status != 0;
	}

	/**
	 * Return the status of the answer.
	 * @return the status, 0 as long as the head of an answer has not arrived
	 */
	int status() {
		return this.status;
	}

	/**
	 * Send the request and read the whole answer.
	 * @param connector the connector
	 * @return the answer
	 */
	Mono<Answer> perform(ClientHttpConnector connector) {
		return connect(connector).flatMap((response) -> read(response.getStatusCode(), response));
	}

	/**
	 * Send the request and wait for the head of the answer only.
	 * @param connector the connector
	 * @return the answer, whose body has to be read
	 */
	Mono<ClientHttpResponse> connect(ClientHttpConnector connector) {
		return connector.connect(this.operation.endpoint().method(), this.operation.uri(), this::write);
	}

	private Mono<Void> write(ClientHttpRequest request) {
		writeHead(request);
		return writeBody(request);
	}

	/**
	 * Return a connector that sends this request, whatever address it is called with, so
	 * that the caller needs to know neither address nor token.
	 * @param connector the real connector
	 * @return the connector
	 */
	ClientHttpConnector in(ClientHttpConnector connector) {
		return new ClientHttpConnector() {

			@Override
			public Mono<ClientHttpResponse> connect(HttpMethod method, URI redactedUri,
					Function<? super ClientHttpRequest, Mono<Void>> callback) {
				return connector.connect(method, Exchange.this.operation.uri(), (request) -> {
					writeHead(request);
					return callback.apply(request);
				});
			}

		};
	}

	private void writeHead(ClientHttpRequest request) {
		this.started = true;
		HttpHeaders headers = request.getHeaders();
		headers.set(HttpHeaders.USER_AGENT, USER_AGENT);
		headers.set(HttpHeaders.ACCEPT, this.operation.endpoint().accept());
		if (this.token != null) {
			headers.set(HttpHeaders.AUTHORIZATION, this.token.headerValue());
		}
		byte[] body = this.operation.body();
		if (body != null) {
			headers.set(HttpHeaders.CONTENT_TYPE, JSON);
			headers.setContentLength(body.length);
		}
	}

	Mono<Void> writeBody(ReactiveHttpOutputMessage message) {
		byte[] body = this.operation.body();
		if (body == null) {
			return message.setComplete();
		}
		return message.writeWith(Mono.just(message.bufferFactory().wrap(body)));
	}

	Mono<Answer> read(HttpStatusCode status, ReactiveHttpInputMessage message) {
		this.status = status.value();
		return new WholeAnswer(status.value(), message.getHeaders(), message.getBody(),
				this.operation.maxResponseSize());
	}

}
