package io.octostore.client;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import io.octostore.OctoStoreAuthenticationException;
import io.octostore.OctoStoreNetworkException;
import io.octostore.OctoStoreProtocolException;
import io.octostore.OctoStoreServerException;
import io.octostore.UnsupportedServerException;

/**
 * Follows a lock on a server.
 */
final class ServerFollowSource implements FollowSource {

	private final Caller caller;

	private final Operation<Object> operation;

	private final Duration timeout;

	private volatile @Nullable BearerToken token;

	ServerFollowSource(Caller caller, Operation<Object> operation, Duration timeout) {
		this.caller = caller;
		this.operation = operation;
		this.timeout = timeout;
	}

	@Override
	public Flux<LockEvent> open() {
		Credentials credentials = this.caller.credentials();
		this.token = (credentials != null) ? credentials.token() : null;
		Flux<LockEvent> watch = this.caller.watch(this.operation, LockAnswers::event, this.timeout.toNanos());
		// A stream that says nothing, through a proxy that keeps it back, is none.
		Flux<LockEvent> speaking = watch.timeout(after(this.timeout), (event) -> Mono.never())
			.onErrorMap(TimeoutException.class,
					(ex) -> OctoStoreNetworkException
						.unanswered(this.operation.subject() + " did not say in time how the lock is", null)
						.asTimeout());
		return this.caller.requireSnapshots(this.operation, this.timeout).thenMany(speaking);
	}

	@Override
	public Mono<Boolean> passes(Throwable failure) {
		if (failure instanceof UnsupportedServerException || this.caller.wire().isClosed()) {
			return Mono.just(false);
		}
		if (failure instanceof OctoStoreServerException refusal && refusal.isProof()) {
			return passes(refusal);
		}
		return Mono.just(failure instanceof OctoStoreNetworkException || failure instanceof OctoStoreServerException
				|| failure instanceof OctoStoreProtocolException);
	}

	private Mono<Boolean> passes(OctoStoreServerException refusal) {
		Credentials credentials = this.caller.credentials();
		BearerToken refused = this.token;
		if (refusal instanceof OctoStoreAuthenticationException && refusal.statusCode() == 401 && credentials != null
				&& refused != null) {
			return credentials.isReplaced(refused).timeout(after(this.timeout), Mono.just(false));
		}
		return Mono.just(refusal.statusCode() >= 500 || RepeatRules.isNotCarriedOut(refusal));
	}

	@Override
	public Mono<?> after(Duration pause) {
		return this.caller.wire().deadlines().at(now() + pause.toNanos());
	}

	@Override
	public long now() {
		return this.caller.wire().deadlines().now();
	}

}
