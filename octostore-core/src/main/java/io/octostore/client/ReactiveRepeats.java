package io.octostore.client;

import java.time.Duration;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

import io.octostore.client.http.Deadlines;

/**
 * Makes the attempts of a call, with Reactor's retry.
 */
final class ReactiveRepeats {

	private final Caller caller;

	private final RepeatRules rules;

	ReactiveRepeats(Caller caller, RepeatRules rules) {
		this.caller = caller;
		this.rules = rules;
	}

	/**
	 * Make a call, once per subscription.
	 * @param <T> type of the result
	 * @param operation what to do
	 * @param timeout limit for all attempts and pauses
	 * @return the result
	 */
	<T> Mono<T> call(Operation<T> operation, Duration timeout) {
		Deadlines deadlines = this.caller.wire().deadlines();
		return Mono.defer(() -> {
			Call<T> call = new Call<>(operation, deadlines.now() + timeout.toNanos(), this.rules.settings());
			if (!this.rules.areEnabled()) {
				return this.caller.attempt(call);
			}
			return Mono.defer(() -> this.caller.attempt(call)).retryWhen(retry(call, deadlines));
		});
	}

	private Retry retry(Call<?> call, Deadlines deadlines) {
		return Retry.from((failures) -> failures.concatMap((signal) -> pause(call, signal.failure(), deadlines)));
	}

	private Mono<Long> pause(Call<?> call, Throwable failure, Deadlines deadlines) {
		@Nullable Duration pause = this.rules.pauseBeforeRepeat(call, failure, deadlines.now());
		// Unlike a delay of Reactor's, an alarm comes when the client is closed.
		return (pause != null) ? deadlines.at(deadlines.now() + pause.toNanos()) : Mono.error(failure);
	}

}
