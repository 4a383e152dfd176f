package io.octostore.client;

import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.octostore.OctoStoreAuthenticationException;
import io.octostore.OctoStoreException;
import io.octostore.OctoStoreNetworkException;
import io.octostore.OctoStoreValidationException;
import io.octostore.UnsupportedServerException;

/**
 * Makes single attempts of calls: sends, decodes, and recovers from what is not worth the
 * caller's attention, namely connections that the server has closed since their last use
 * and tokens that were rotated away under a request.
 */
final class Caller {

	private final Operations operations;

	private final Transport transport;

	private final @Nullable Credentials credentials;

	private final boolean freshConnections;

	Caller(Operations operations, Transport transport, @Nullable Credentials credentials, boolean freshConnections) {
		this.operations = operations;
		this.transport = transport;
		this.credentials = credentials;
		this.freshConnections = freshConnections;
	}

	Operations operations() {
		return this.operations;
	}

	Transport transport() {
		return this.transport;
	}

	@Nullable Credentials credentials() {
		return this.credentials;
	}

	Caller withoutCredentials() {
		return new Caller(this.operations, this.transport, null, this.freshConnections);
	}

	Caller withCredentials(Credentials other) {
		return new Caller(this.operations, this.transport, other, this.freshConnections);
	}

	Caller withFreshConnections() {
		return new Caller(this.operations, this.transport, this.credentials, true);
	}

	/**
	 * Refuse a call that needs a token if there is none.
	 * @param <T> type of the operation's result
	 * @param operation what is to be done
	 * @return the operation
	 */
	<T> Operation<T> authorize(Operation<T> operation) {
		if (operation.endpoint().isAuthenticated() && this.credentials == null) {
			throw new OctoStoreValidationException(
					operation.subject() + " needs a token, but this client was built without one");
		}
		return operation;
	}

	/**
	 * Open a stream of events, once.
	 * @param <T> type of the events
	 * @param operation the watch
	 * @param reader makes an event of a frame, or {@code null} of one without meaning
	 * @param timeoutNanos until when the answer must have begun
	 * @return the events; fails with an {@link OctoStoreException}
	 */
	<T> Flux<T> watch(Operation<Object> operation, Function<JsonObject, @Nullable T> reader, long timeoutNanos) {
		return this.transport.watch(new Exchange(operation, token(operation)), reader,
				this.transport.timer().now() + timeoutNanos);
	}

	private @Nullable BearerToken token(Operation<?> operation) {
		return (operation.endpoint().isAuthenticated() && this.credentials != null) ? this.credentials.token() : null;
	}

	/**
	 * Make one attempt.
	 * @param <T> type of the result
	 * @param call the call
	 * @return the result; fails with an {@link OctoStoreException}
	 */
	<T> Mono<T> attempt(Call<T> call) {
		call.beginAttempt();
		if (call.operation().needsProof() && !this.transport.evidence().isGiven()) {
			return exchangeOnceProven(call);
		}
		return exchange(call, this.freshConnections);
	}

	/**
	 * Ask the server for its age first. Seldom needed: most answers tell it.
	 * @param <T> type of the result
	 * @param call the call
	 * @return the result; fails with {@link UnsupportedServerException} if the server is
	 * too old
	 */
	private <T> Mono<T> exchangeOnceProven(Call<T> call) {
		Mono<Boolean> proof = attempt(new Call<>(this.operations.proof(), call.deadline()))
			.onErrorMap(OctoStoreNetworkException.class, (failure) -> notSentFor(call.operation(), failure));
		return proof.flatMap((proven) -> {
			if (!proven) {
				return Mono.error(Refusals.unproven(call.operation(), " was not sent:"));
			}
			this.transport.evidence().give();
			return exchange(call, this.freshConnections);
		});
	}

	private static OctoStoreNetworkException notSentFor(Operation<?> operation, OctoStoreNetworkException failure) {
		OctoStoreNetworkException notSent = OctoStoreNetworkException
			.notSent(operation.subject() + " was not sent. " + failure.getMessage(), failure);
		return failure.isTimeout() ? notSent.asTimeout() : notSent;
	}

	private <T> Mono<T> exchange(Call<T> call, boolean fresh) {
		Operation<T> operation = call.operation();
		BearerToken token = token(operation);
		Exchange exchange = new Exchange(operation, token);
		return this.transport.perform(exchange, fresh, call.deadline()).map((answer) -> {
			this.transport.evidence().note(answer);
			return operation.decode(answer);
		}).onErrorResume((failure) -> recover(call, exchange, fresh, token, failure));
	}

	private <T> Mono<T> recover(Call<T> call, Exchange exchange, boolean fresh, @Nullable BearerToken token,
			Throwable failure) {
		OctoStoreException problem = Failures.of(failure, exchange);
		if (problem instanceof UnsupportedServerException) {
			this.transport.evidence().withdraw();
		}
		T result = call.settle(problem);
		if (result != null) {
			return Mono.just(result);
		}
		if (!fresh && Failures.isStaleConnection(problem, exchange) && call.beginRepeatForStaleConnection()) {
			return exchange(call, true);
		}
		if (token != null && isUnknownToken(problem) && !isRotation(call) && call.beginRepeatForNewToken()) {
			return repeatWithNewToken(call, fresh, token, problem);
		}
		return Mono.error(problem);
	}

	/**
	 * Say whether a call is the rotation itself, during which nobody else replaces the
	 * token, and which would wait for its own end.
	 * @param call the call
	 * @return whether it is
	 */
	private static boolean isRotation(Call<?> call) {
		return call.operation().endpoint() == Endpoint.ROTATE;
	}

	private static boolean isUnknownToken(OctoStoreException problem) {
		return problem instanceof OctoStoreAuthenticationException refusal && refusal.statusCode() == 401;
	}

	private <T> Mono<T> repeatWithNewToken(Call<T> call, boolean fresh, BearerToken refused,
			OctoStoreException problem) {
		if (this.credentials == null) {
			return Mono.error(problem);
		}
		return this.credentials.isReplaced(refused)
			.timeout(this.transport.timer().at(call.deadline()), Mono.just(false))
			.flatMap((replaced) -> replaced ? exchange(call, fresh) : Mono.error(problem));
	}

}
