package io.octostore.client;

import java.util.concurrent.atomic.AtomicReference;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * The token that a client and all its copies use at present.
 */
final class Credentials {

	private volatile BearerToken token;

	private final AtomicReference<Sinks.@Nullable Empty<Object>> rotation = new AtomicReference<>();

	Credentials(BearerToken token) {
		this.token = token;
	}

	BearerToken token() {
		return this.token;
	}

	/**
	 * Exchange the token for another one. Exchanges come one after the other, since each
	 * needs the token that the one before it has brought.
	 * @param <T> type of the result
	 * @param exchange brings the result, and calls {@link #replace}
	 * @return the result
	 */
	<T> Mono<T> rotate(Mono<T> exchange) {
		return Mono.defer(() -> {
			Sinks.Empty<Object> end = Sinks.empty();
			Sinks.Empty<Object> current = this.rotation.compareAndExchange(null, end);
			if (current != null) {
				return current.asMono().then(rotate(exchange));
			}
			return exchange.doFinally((signal) -> {
				this.rotation.set(null);
				end.tryEmitEmpty();
			});
		});
	}

	void replace(BearerToken token) {
		this.token = token;
	}

	/**
	 * Tell whether a token that the server has refused was replaced since it was sent. If
	 * it is being replaced at this moment, the answer comes afterwards.
	 * @param refused the token that was refused
	 * @return whether there is another token now
	 */
	Mono<Boolean> isReplaced(BearerToken refused) {
		// In this order: the token is set before the rotation ends.
		Sinks.Empty<Object> current = this.rotation.get();
		if (current == null || token() != refused) {
			return Mono.just(token() != refused);
		}
		return current.asMono().then(Mono.fromSupplier(() -> token() != refused));
	}

}
