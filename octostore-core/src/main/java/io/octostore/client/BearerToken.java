package io.octostore.client;

import org.springframework.http.HttpHeaders;

import io.octostore.client.http.SecretHeader;

/**
 * A bearer token, as it is sent.
 */
final class BearerToken {

	private final String headerValue;

	private BearerToken(String headerValue) {
		this.headerValue = headerValue;
	}

	static BearerToken of(String token) {
		return new BearerToken("Bearer " + Arguments.printableSecret("The token", token));
	}

	String headerValue() {
		return this.headerValue;
	}

	SecretHeader header() {
		return new SecretHeader(HttpHeaders.AUTHORIZATION, this.headerValue);
	}

	@Override
	public String toString() {
		return "BearerToken[redacted]";
	}

}
