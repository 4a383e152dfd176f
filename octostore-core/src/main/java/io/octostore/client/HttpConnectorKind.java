package io.octostore.client;

/**
 * HTTP library that carries the requests.
 *
 * @since 0.1.0
 */
public enum HttpConnectorKind {

	/**
	 * Reactor Netty where it is on the class path, else the JDK's client.
	 */
	DETECT,

	/**
	 * Reactor Netty: faster, and able to tell more often that a failed request was not
	 * sent. Needs {@code io.projectreactor.netty:reactor-netty-http}.
	 */
	REACTOR_NETTY,

	/**
	 * {@code java.net.http}, which needs no further library. A request whose time ran out
	 * while it was waiting for a connection counts as one that may have been sent.
	 */
	JDK

}
