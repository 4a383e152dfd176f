package io.octostore.client;

import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLHandshakeException;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.Exceptions;

import io.octostore.OctoStoreException;
import io.octostore.OctoStoreNetworkException;
import io.octostore.OctoStoreProtocolException;

/**
 * Turns what a connector throws into this library's exceptions.
 */
final class Failures {

	private static final int MAX_CAUSES = 16;

	private Failures() {
	}

	/**
	 * Explain why an exchange has no usable answer.
	 * @param failure what the connector, or the decoding, has thrown
	 * @param exchange the exchange
	 * @return the exception to throw
	 */
	static OctoStoreException of(Throwable failure, Exchange exchange) {
		if (failure instanceof OctoStoreException known) {
			return known;
		}
		String subject = exchange.operation().subject();
		if (failure instanceof DataBufferLimitException || failure.getCause() instanceof DataBufferLimitException) {
			return new OctoStoreProtocolException(subject + " was answered with more than "
					+ exchange.operation().maxResponseSize() + " bytes, which are not read", exchange.status(), null);
		}
		if (failure instanceof TimeoutException) {
			return timeout(subject, exchange);
		}
		Throwable cause = unwrap(failure);
		boolean notSent = !exchange.isStarted() || provesNotSent(cause);
		String reason = "(" + cause.getClass().getSimpleName() + ")";
		return notSent
				? OctoStoreNetworkException.notSent(subject + " was not sent: no connection to the server " + reason,
						cause)
				: OctoStoreNetworkException
					.unanswered(subject + " got no usable answer: the connection failed " + reason, cause);
	}

	private static OctoStoreNetworkException timeout(String subject, Exchange exchange) {
		if (!exchange.isStarted()) {
			return OctoStoreNetworkException
				.notSent(subject + " was not sent: time ran out before there was a connection", null)
				.asTimeout();
		}
		return OctoStoreNetworkException.unanswered(subject + " got no complete answer in time", null).asTimeout();
	}

	private static Throwable unwrap(Throwable failure) {
		Throwable unwrapped = Exceptions.unwrap(failure);
		Throwable cause = unwrapped.getCause();
		return (unwrapped instanceof WebClientRequestException && cause != null) ? cause : unwrapped;
	}

	private static boolean provesNotSent(Throwable failure) {
		Throwable current = failure;
		for (int depth = 0; current != null && depth < MAX_CAUSES; depth++) {
			if (current instanceof ConnectException || current instanceof UnknownHostException
					|| current instanceof UnresolvedAddressException || current instanceof HttpConnectTimeoutException
					|| current instanceof SSLHandshakeException) {
				return true;
			}
			current = current.getCause();
		}
		return false;
	}

	/**
	 * Say whether a failure is what a connection looks like that the server has closed
	 * since it was last used.
	 * @param failure the failure
	 * @param exchange the exchange
	 * @return whether another connection may do better
	 */
	static boolean isStaleConnection(OctoStoreException failure, Exchange exchange) {
		return failure instanceof OctoStoreNetworkException network && !network.isNotSent() && !network.isTimeout()
				&& !exchange.isAnswered() && isDisconnect(network.getCause());
	}

	private static boolean isDisconnect(@Nullable Throwable cause) {
		return cause instanceof IOException || cause instanceof EOFException || cause instanceof ClosedChannelException;
	}

}
