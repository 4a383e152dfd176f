package io.octostore.client.http;

import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.web.reactive.function.client.WebClientRequestException;
import reactor.core.Exceptions;

/**
 * Explains what connections throw, in words without secrets.
 */
final class Failures {

	private static final int MAX_CAUSES = 16;

	private static final String UNTRUSTED = "the certificate of the server is not trusted";

	private Failures() {
	}

	/**
	 * Explain why an attempt has no usable answer.
	 * @param failure what the connection has thrown
	 * @param attempt the attempt
	 * @return the explanation
	 */
	static WireException explain(Throwable failure, Attempt attempt) {
		if (failure instanceof WireException known) {
			return known;
		}
		if (cause(failure, DataBufferLimitException.class) != null) {
			return new WireException(WireException.Kind.TOO_LARGE,
					"the answer has more than " + attempt.request().maxAnswerSize() + " bytes, which are not read",
					true, attempt.status(), null);
		}
		Throwable cause = unwrap(failure);
		boolean sent = attempt.isStarted() && !provesNotSent(cause);
		return new WireException(WireException.Kind.CONNECTION, reason(cause, attempt), sent, attempt.status(), cause);
	}

	private static Throwable unwrap(Throwable failure) {
		Throwable unwrapped = Exceptions.unwrap(failure);
		Throwable cause = unwrapped.getCause();
		return (unwrapped instanceof WebClientRequestException && cause != null) ? cause : unwrapped;
	}

	static boolean provesNotSent(Throwable failure) {
		return cause(failure, ConnectException.class) != null || cause(failure, NoRouteToHostException.class) != null
				|| cause(failure, UnknownHostException.class) != null
				|| cause(failure, UnresolvedAddressException.class) != null
				|| cause(failure, SSLHandshakeException.class) != null
				|| cause(failure, NotSslRecordException.class) != null;
	}

	/**
	 * Say whether a failure is what a connection looks like that the server has closed
	 * since it was last used.
	 * @param failure the failure
	 * @param attempt the attempt
	 * @return whether another connection may do better
	 */
	static boolean isStaleConnection(Throwable failure, Attempt attempt) {
		return attempt.isStarted() && !attempt.isAnswered() && unwrap(failure) instanceof IOException
				&& !provesNotSent(failure);
	}

	private static String reason(Throwable cause, Attempt attempt) {
		if (cause(cause, UnknownHostException.class) != null
				|| cause(cause, UnresolvedAddressException.class) != null) {
			return "the name of the host cannot be resolved";
		}
		ProxyConnectException proxy = cause(cause, ProxyConnectException.class);
		if (proxy != null) {
			return "the proxy made no connection" + proxyStatus(proxy);
		}
		if (cause(cause, ConnectTimeoutException.class) != null) {
			return "the connection was not accepted in time";
		}
		if (cause(cause, NoRouteToHostException.class) != null) {
			return "there is no route to the host";
		}
		if (cause(cause, ConnectException.class) != null) {
			return "connection refused";
		}
		SSLException tls = cause(cause, SSLException.class);
		if (tls != null) {
			return tlsReason(tls);
		}
		if (cause instanceof IOException) {
			return attempt.isAnswered() ? "the connection ended within the answer"
					: "the connection ended before the answer";
		}
		if (cause(cause, TooLongFrameException.class) != null) {
			return "the head of the answer is too long";
		}
		return (cause instanceof DecoderException) ? "the answer is no HTTP" : cause.getClass().getSimpleName();
	}

	/**
	 * Netty says there what the proxy has answered, together with addresses.
	 */
	private static String proxyStatus(ProxyConnectException failure) {
		String message = String.valueOf(failure.getMessage());
		int begin = message.lastIndexOf("status: ");
		String status = (begin >= 0) ? message.substring(begin).replaceAll("[^A-Za-z0-9: -]", "") : "";
		boolean unknown = status.startsWith("status: 407") || message.contains("authStatus: ");
		return (status.isEmpty() ? "" : " (" + status + ")")
				+ (unknown ? "; check octostore.proxy.username and octostore.proxy.password" : "");
	}

	private static String tlsReason(SSLException failure) {
		if (failure instanceof NotSslRecordException) {
			return "the server does not speak TLS";
		}
		if (failure instanceof SslHandshakeTimeoutException) {
			return "the TLS handshake did not end in time";
		}
		if (cause(failure, CertificateExpiredException.class) != null) {
			return "the certificate of the server has expired";
		}
		if (cause(failure, CertificateNotYetValidException.class) != null) {
			return "the certificate of the server is not valid yet";
		}
		if (cause(failure, CertPathBuilderException.class) != null
				|| cause(failure, CertPathValidatorException.class) != null) {
			return UNTRUSTED;
		}
		String message = String.valueOf(failure.getMessage());
		if (message.contains("No subject alternative") || message.contains("No name matching")) {
			return "the certificate of the server is for another host";
		}
		int alert = message.indexOf("fatal alert: ");
		if (alert >= 0) {
			return "the server ended the TLS handshake: " + message.substring(alert + 13)
				.toLowerCase(Locale.ROOT)
				.replaceAll("[^a-z_]", "")
				.replace('_', ' ');
		}
		return "the TLS handshake failed";
	}

	private static <T extends Throwable> @Nullable T cause(Throwable failure, Class<T> type) {
		Throwable current = failure;
		for (int depth = 0; current != null && depth < MAX_CAUSES; depth++) {
			if (type.isInstance(current)) {
				return type.cast(current);
			}
			current = current.getCause();
		}
		return null;
	}

}
