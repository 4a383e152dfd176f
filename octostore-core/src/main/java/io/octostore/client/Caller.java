package io.octostore.client;

import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.octostore.OctoStoreException;
import io.octostore.OctoStoreValidationException;

/**
 * Makes single attempts of calls: sends, decodes, and recovers from what is not worth the
 * caller's attention, namely connections that the server has closed since their last use
 * and tokens that were rotated away under a request.
 */
final class Caller {

	private static final long GIVE_BACK_LIMIT = TimeUnit.SECONDS.toNanos(2);

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
		return exchange(call, this.freshConnections);
	}

	private <T> Mono<T> exchange(Call<T> call, boolean fresh) {
		Operation<T> operation = call.operation();
		BearerToken token = token(operation);
		Exchange exchange = new Exchange(operation, token);
		return this.transport.perform(exchange, fresh, call.deadline())
			.map(operation::decode)
			.onErrorResume((failure) -> recover(call, exchange, fresh, token, failure));
	}

	private <T> Mono<T> recover(Call<T> call, Exchange exchange, boolean fresh, @Nullable BearerToken token,
			Throwable failure) {
		if (failure instanceof UnprovenGrantException grant && call.operation().name() != null) {
			return giveBack(call, call.operation().name(), grant.leaseId());
		}
		OctoStoreException problem = Failures.of(failure, exchange);
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

	/**
	 * Give back a lease that was granted by a server which does not show that it honours
	 * the request, and fail. The release goes on if the caller's time is over before.
	 * @param <T> type of the result
	 * @param call the acquire
	 * @param lockName the lock
	 * @param leaseId the lease
	 * @return fails with {@link UnsupportedServerException}
	 */
	private <T> Mono<T> giveBack(Call<T> call, String lockName, UUID leaseId) {
		ExchangeTimer timer = this.transport.timer();
		Call<Object> release = new Call<>(this.operations.release(lockName, leaseId), timer.now() + GIVE_BACK_LIMIT);
		CompletableFuture<Object> released = attempt(release).toFuture();
		UnsupportedServerException refusal = new UnsupportedServerException(call.operation().subject()
				+ " was granted by a server that does not show that it honours sessions, ephemeral locks and lock"
				+ " delays, as servers do from v0.14.0 on; the lock was given back. Update the server, or let each"
				+ " instance have a token of its own and acquire without them", "v0.14.0");
		return Mono.fromFuture(released, true)
			.timeout(timer.at(call.deadline()), Mono.empty())
			.onErrorResume((failure) -> Mono.empty())
			.then(Mono.error(refusal));
	}

}
