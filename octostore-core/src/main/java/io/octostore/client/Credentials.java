package io.octostore.client;

import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.scheduler.Schedulers;

/**
 * The token that a client and all its copies use at present.
 */
final class Credentials {

	private static final Logger logger = LoggerFactory.getLogger(Credentials.class);

	private final @Nullable Supplier<String> source;

	private final AtomicReference<Sinks.@Nullable Empty<Object>> rotation = new AtomicReference<>();

	private final AtomicReference<@Nullable Mono<Boolean>> question = new AtomicReference<>();

	private volatile BearerToken token;

	/** What all lock names of the user begin with, {@code null} if that is not known. */
	private volatile @Nullable String namePrefix;

	/** The last token about whose refusal the log tells. */
	private volatile @Nullable BearerToken reported;

	private Credentials(BearerToken token, @Nullable Supplier<String> source) {
		this.token = token;
		this.source = source;
	}

	/**
	 * Create credentials that only a rotation replaces.
	 * @param token the token
	 * @return the credentials
	 */
	static Credentials of(BearerToken token) {
		return new Credentials(token, null);
	}

	/**
	 * Create credentials that are asked for now, and again when the server has refused
	 * them.
	 * @param source gives the token
	 * @return the credentials
	 */
	static Credentials from(Supplier<String> source) {
		return new Credentials(BearerToken.of(source.get()), source);
	}

	BearerToken token() {
		return this.token;
	}

	/**
	 * Return what all lock names of the user begin with.
	 * @return the namespace and a dot, empty for a user without one, {@code null} if that
	 * is not known
	 */
	@Nullable String namePrefix() {
		return this.namePrefix;
	}

	void learnNamePrefix(String prefix) {
		this.namePrefix = prefix;
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
	 * it is being replaced at this moment, the answer comes afterwards; if it is the
	 * present one, its source is asked again.
	 * @param refused the token that was refused
	 * @return whether there is another token now
	 */
	Mono<Boolean> isReplaced(BearerToken refused) {
		// In this order: the token is set before the rotation ends.
		Sinks.Empty<Object> current = this.rotation.get();
		if (current == null || token() != refused) {
			return (token() != refused) ? Mono.just(true) : askAgain(refused);
		}
		return current.asMono().then(Mono.defer(() -> (token() != refused) ? Mono.just(true) : askAgain(refused)));
	}

	/**
	 * Ask the source, once for all calls that want to know at the same time. It may
	 * block.
	 */
	private Mono<Boolean> askAgain(BearerToken refused) {
		Supplier<String> asked = this.source;
		if (asked == null) {
			report(refused, "The server no longer knows the token of this client. The token is fixed: build the client"
					+ " again with another one");
			return Mono.just(false);
		}
		Mono<Boolean> mine = Mono.fromCallable(() -> adopt(refused, asked.get()))
			.subscribeOn(Schedulers.boundedElastic())
			.onErrorResume((failure) -> {
				report(refused, "The server no longer knows the token of this client, and its source gives no"
						+ " other token (" + failure.getClass().getSimpleName() + ")");
				return Mono.just(false);
			})
			.doFinally((signal) -> this.question.set(null))
			.cache();
		Mono<Boolean> other = this.question.compareAndExchange(null, mine);
		return (other != null) ? other : mine;
	}

	private boolean adopt(BearerToken refused, String text) {
		BearerToken found = BearerToken.of(text);
		if (found.headerValue().equals(refused.headerValue())) {
			report(refused, "The server no longer knows the token of this client, and its source gives it again");
			return false;
		}
		this.token = found;
		this.namePrefix = null;
		logger.info("The token was replaced: its source has given another one since the server refused the last one");
		return true;
	}

	/**
	 * Tell about a refusal once for each token.
	 */
	private void report(BearerToken refused, String message) {
		if (this.reported != refused) {
			this.reported = refused;
			logger.warn(message);
		}
	}

}
