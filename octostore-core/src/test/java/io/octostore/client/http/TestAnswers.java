package io.octostore.client.http;

import org.springframework.http.HttpHeaders;

/**
 * Answers that no connection has brought.
 */
public final class TestAnswers {

	private TestAnswers() {
	}

	public static WireAnswer of(int status, HttpHeaders headers, byte[] body) {
		return new WireAnswer(status, headers, body);
	}

}
