package io.octostore.client;

import org.springframework.http.HttpHeaders;

import io.octostore.client.http.WireRequest;

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

	WireRequest.Credential header() {
		return new WireRequest.Credential(HttpHeaders.AUTHORIZATION, this.headerValue);
	}

	@Override
	public String toString() {
		return "BearerToken[redacted]";
	}

}
