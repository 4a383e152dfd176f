package io.octostore.client;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import io.octostore.OctoStoreNetworkException;

/**
 * Waits for results on the calling thread.
 */
final class Blocking {

	private Blocking() {
	}

	/**
	 * Refuse to wait on a thread that others depend on.
	 * @param operation what the thread wants to wait for
	 */
	static void requireBlockingThread(Operation<?> operation) {
		if (Schedulers.isInNonBlockingThread()) {
			throw new IllegalStateException(
					operation.subject() + " was called on the thread '" + Thread.currentThread().getName()
							+ "', which must not block: use ReactiveOctoStoreClient there, or another thread");
		}
	}

	static <T> T await(Operation<?> operation, Mono<T> result) {
		if (Thread.currentThread().isInterrupted()) {
			throw OctoStoreNetworkException.notSent(
					operation.subject() + " was not sent: the thread was interrupted before",
					new InterruptedException());
		}
		try {
			T value = result.block();
			if (value == null) {
				throw new IllegalStateException(operation.subject() + " ended without a result");
			}
			return value;
		}
		catch (RuntimeException ex) {
			if (ex.getCause() instanceof InterruptedException cause) {
				Thread.currentThread().interrupt();
				throw interrupted(operation, cause);
			}
			throw ex;
		}
	}

	static OctoStoreNetworkException interrupted(Operation<?> operation, @Nullable Throwable cause) {
		return OctoStoreNetworkException.unanswered(operation.subject() + " was abandoned: the thread was interrupted",
				cause);
	}

}
