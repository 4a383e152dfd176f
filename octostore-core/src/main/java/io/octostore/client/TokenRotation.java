package io.octostore.client;

import java.time.Duration;
import java.util.concurrent.TimeoutException;

import reactor.core.publisher.Mono;

import io.octostore.OctoStoreException;
import io.octostore.OctoStoreNetworkException;
import io.octostore.OctoStoreProtocolException;
import io.octostore.OctoStoreServerException;
import io.octostore.client.http.Deadlines;
import io.octostore.client.http.UnwantedFailures;

/**
 * Replaces the token of a client and all that share its credentials.
 */
final class TokenRotation {

	private static final String LOST = "; the server may have replaced the token all the same, and the new one is"
			+ " lost then: if the present one is refused from now on, it has to be replaced by hand";

	private TokenRotation() {
	}

	/**
	 * Rotate once per subscription.
	 * @param caller makes the attempt
	 * @param operation the rotation
	 * @param timeout limit of the call
	 * @return the new token
	 */
	static Mono<TokenInfo> rotate(Caller caller, Operation<TokenInfo> operation, Duration timeout) {
		Credentials credentials = caller.credentials();
		if (credentials == null) {
			throw new IllegalStateException("No credentials");
		}
		Deadlines deadlines = caller.wire().deadlines();
		return Mono.defer(() -> {
			Call<TokenInfo> call = new Call<>(operation, deadlines.now() + timeout.toNanos(), RetrySettings.none());
			Mono<TokenInfo> exchange = Mono.defer(() -> caller.attempt(call))
				.map((token) -> adopt(credentials, operation, token))
				.onErrorMap(OctoStoreException.class, TokenRotation::explain);
			// Detached: a caller that goes away must not take the new token with it.
			return Mono.fromFuture(credentials.rotate(exchange).toFuture(), true)
				.timeout(deadlines.at(call.deadline()), Mono.error(TimeoutException::new))
				.onErrorMap(TimeoutException.class,
						(ex) -> OctoStoreNetworkException
							.unanswered(operation.subject() + " got no complete answer in time" + LOST, null)
							.asTimeout());
		}).contextWrite(UnwantedFailures::ignored);
	}

	private static TokenInfo adopt(Credentials credentials, Operation<TokenInfo> operation, TokenInfo token) {
		try {
			credentials.replace(BearerToken.of(token.token()));
		}
		catch (OctoStoreException ex) {
			throw new OctoStoreProtocolException(operation.subject() + " brought a token that cannot be sent", 200,
					null);
		}
		return token;
	}

	private static OctoStoreException explain(OctoStoreException failure) {
		if (!RepeatRules.mayHaveBeenApplied(failure)) {
			return failure;
		}
		String message = failure.getMessage() + LOST;
		if (failure instanceof OctoStoreNetworkException network) {
			return network.withMessage(message);
		}
		if (failure instanceof OctoStoreServerException answer) {
			return new OctoStoreServerException(message, answer.refusal());
		}
		if (failure instanceof OctoStoreProtocolException answer) {
			return answer.withMessage(message);
		}
		return failure;
	}

}
