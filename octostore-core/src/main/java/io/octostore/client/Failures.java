package io.octostore.client;

import io.octostore.OctoStoreException;
import io.octostore.OctoStoreNetworkException;
import io.octostore.OctoStoreProtocolException;
import io.octostore.client.http.WireException;

/**
 * Turns what the wire throws into this library's exceptions.
 */
final class Failures {

	private Failures() {
	}

	/**
	 * Explain why an operation has no result.
	 * @param failure what the wire, or the decoding, has thrown
	 * @param operation the operation
	 * @return the exception to throw
	 */
	static OctoStoreException of(Throwable failure, Operation<?> operation) {
		if (failure instanceof OctoStoreException known) {
			return known;
		}
		if (failure instanceof WireException broken) {
			return of(broken, operation);
		}
		return OctoStoreNetworkException.unanswered(
				operation.subject() + " failed unexpectedly (" + failure.getClass().getSimpleName() + ")", failure);
	}

	private static OctoStoreException of(WireException failure, Operation<?> operation) {
		String subject = operation.subject();
		return switch (failure.kind()) {
			case TOO_LARGE -> new OctoStoreProtocolException(subject + " was answered with more than "
					+ operation.maxResponseSize() + " bytes, which are not read", failure.status(), null);
			case CLOSED -> closed(failure, subject);
			case TIMEOUT -> timeout(failure, operation);
			case CONNECTION -> failure.isSent()
					? OctoStoreNetworkException.unanswered(
							subject + " got no usable answer from " + operation.server() + ": " + failure.reason(),
							failure.getCause())
					: OctoStoreNetworkException.notSent(
							subject + " was not sent: no connection to " + operation.server() + ": " + failure.reason(),
							failure.getCause());
		};
	}

	private static OctoStoreNetworkException closed(WireException failure, String subject) {
		if (failure.isSent()) {
			return OctoStoreNetworkException.unanswered(subject + " was abandoned: " + failure.reason(), null);
		}
		return OctoStoreNetworkException.notSent(subject + " was not sent: " + failure.reason(), null);
	}

	private static OctoStoreNetworkException timeout(WireException failure, Operation<?> operation) {
		if (failure.isSent()) {
			return OctoStoreNetworkException
				.unanswered(operation.subject() + " got no complete answer from " + operation.server() + " in time",
						null)
				.asTimeout();
		}
		return OctoStoreNetworkException
			.notSent(operation.subject() + " was not sent: time ran out before there was a connection to "
					+ operation.server(), null)
			.asTimeout();
	}

}
