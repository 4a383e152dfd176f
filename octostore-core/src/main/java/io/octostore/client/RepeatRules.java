package io.octostore.client;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;

import org.jspecify.annotations.Nullable;

import io.octostore.ErrorCode;
import io.octostore.OctoStoreException;
import io.octostore.OctoStoreNetworkException;
import io.octostore.OctoStoreProtocolException;
import io.octostore.OctoStoreServerException;

/**
 * Decides whether and after which pause a failed attempt is followed by another: the one
 * place that the blocking and the reactive client ask.
 */
final class RepeatRules {

	private final RetrySettings settings;

	private final DoubleSupplier random;

	RepeatRules(RetrySettings settings) {
		this(settings, () -> ThreadLocalRandom.current().nextDouble());
	}

	RepeatRules(RetrySettings settings, DoubleSupplier random) {
		this.settings = settings;
		this.random = random;
	}

	boolean areEnabled() {
		return this.settings.maxAttempts() > 1;
	}

	RetrySettings settings() {
		return this.settings;
	}

	/**
	 * Return the pause before the next attempt.
	 * @param call the call, whose attempts so far have failed
	 * @param failure how the last one failed
	 * @param now the time, as deadlines are counted
	 * @return the pause, or {@code null} if there is to be no further attempt
	 */
	@Nullable Duration pauseBeforeRepeat(Call<?> call, Throwable failure, long now) {
		if (call.attempts() >= this.settings.maxAttempts() || !isRepeatSafe(call.operation(), failure)) {
			return null;
		}
		Duration pause = this.settings.delayAfter(call.attempts(), this.random.getAsDouble());
		Duration advice = (failure instanceof OctoStoreServerException answer) ? answer.retryAfter().orElse(null)
				: null;
		if (advice != null && advice.compareTo(pause) > 0) {
			pause = advice;
		}
		return (pause.compareTo(Duration.ofNanos(call.deadline() - now)) < 0) ? pause : null;
	}

	private static boolean isRepeatSafe(Operation<?> operation, Throwable failure) {
		if (operation.endpoint() == Endpoint.ROTATE) {
			return false;
		}
		if (failure instanceof OctoStoreNetworkException network) {
			return !(network.getCause() instanceof InterruptedException)
					&& (network.isNotSent() || operation.isRepeatable());
		}
		if (failure instanceof OctoStoreServerException answer) {
			return isNotCarriedOut(answer) || (operation.isRepeatable() && isTemporary(answer));
		}
		return failure instanceof OctoStoreProtocolException answer && answer.isForeign() && operation.isRepeatable();
	}

	/**
	 * Say whether the server has refused for the moment only.
	 */
	static boolean isNotCarriedOut(OctoStoreServerException answer) {
		return answer.isProof() && (answer.statusCode() == 429
				|| (answer.statusCode() == 409 && answer.code() == ErrorCode.CAPACITY_EXCEEDED));
	}

	private static boolean isTemporary(OctoStoreServerException answer) {
		return switch (answer.statusCode()) {
			case 429, 500, 502, 503, 504 -> true;
			default -> false;
		};
	}

	/**
	 * Say whether the server may have carried out a request that failed.
	 * @param failure the failure
	 * @return whether the outcome is unknown
	 */
	static boolean mayHaveBeenApplied(OctoStoreException failure) {
		if (failure instanceof OctoStoreNetworkException network) {
			return network.mayHaveBeenApplied();
		}
		if (failure instanceof OctoStoreServerException answer) {
			return answer.mayHaveBeenApplied();
		}
		return failure instanceof OctoStoreProtocolException;
	}

}
