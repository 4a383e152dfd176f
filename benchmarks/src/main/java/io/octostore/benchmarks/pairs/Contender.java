package io.octostore.benchmarks.pairs;

import java.net.URI;
import java.util.Locale;

/**
 * A client that is measured.
 */
enum Contender {

	REACTOR_NETTY("Reactor Netty, bare"),

	WEB_CLIENT("WebClient, bare"),

	WEB_CLIENT_OBSERVED("WebClient, with metrics"),

	JDK("JDK HttpClient, bare"),

	HTTP_COMPONENTS("HttpClient 5 classic, bare"),

	OCTOSTORE("OctoStoreLocks"),

	OCTOSTORE_OBSERVED("OctoStoreLocks, with metrics");

	private final String title;

	Contender(String title) {
		this.title = title;
	}

	String title() {
		return this.title;
	}

	boolean isOwn() {
		return this == OCTOSTORE || this == OCTOSTORE_OBSERVED;
	}

	/**
	 * A user of its own for each contender, because the server limits locks per user.
	 */
	String user() {
		return name().toLowerCase(Locale.ROOT);
	}

	String token() {
		return "token-of-" + user();
	}

	LockPair connect(URI baseUrl) {
		return switch (this) {
			case REACTOR_NETTY -> new ReactorNettyLockPair(baseUrl, token());
			case WEB_CLIENT -> WebClientLockPair.unobserved(baseUrl, token());
			case WEB_CLIENT_OBSERVED -> WebClientLockPair.withMetrics(baseUrl, token());
			case JDK -> new JdkLockPair(baseUrl, token());
			case HTTP_COMPONENTS -> new HttpComponentsLockPair(baseUrl, token());
			case OCTOSTORE -> OctoStoreLockPair.unobserved(baseUrl, token());
			case OCTOSTORE_OBSERVED -> OctoStoreLockPair.withMetrics(baseUrl, token());
		};
	}

}
