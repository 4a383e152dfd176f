package io.octostore.benchmarks.pairs;

import java.net.URI;
import java.util.Locale;

/**
 * Who is measured.
 */
enum Contender {

	JDK("JDK HttpClient, bare"),

	HTTP_COMPONENTS("Apache HttpClient 5 classic, bare"),

	OCTOSTORE("OctoStoreLocks"),

	OCTOSTORE_OBSERVED("OctoStoreLocks, with metrics");

	private final String title;

	Contender(String title) {
		this.title = title;
	}

	String title() {
		return this.title;
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
			case JDK -> new JdkLockPair(baseUrl, token());
			case HTTP_COMPONENTS -> new HttpComponentsLockPair(baseUrl, token());
			case OCTOSTORE -> OctoStoreLockPair.unobserved(baseUrl, token());
			case OCTOSTORE_OBSERVED -> OctoStoreLockPair.withMetrics(baseUrl, token());
		};
	}

}
