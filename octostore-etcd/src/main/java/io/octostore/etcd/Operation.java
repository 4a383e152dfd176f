package io.octostore.etcd;

import org.springframework.http.HttpMethod;

import io.octostore.client.http.Lane;

/**
 * What etcd's gateway is asked for.
 */
enum Operation {

	VERSION("/version", Lane.GENERAL),

	AUTHENTICATE("/v3/auth/authenticate", Lane.GENERAL),

	GRANT("/v3/lease/grant", Lane.GENERAL),

	KEEP_ALIVE("/v3/lease/keepalive", Lane.KEEPALIVE),

	READ_SESSION("/v3/kv/range", Lane.KEEPALIVE),

	TIME_TO_LIVE("/v3/lease/timetolive", Lane.GENERAL),

	REVOKE("/v3/lease/revoke", Lane.GENERAL),

	TRANSACTION("/v3/kv/txn", Lane.GENERAL),

	RENEW("/v3/kv/range", Lane.RENEWAL),

	READ("/v3/kv/range", Lane.GENERAL),

	WATCH("/v3/watch", Lane.WATCH);

	private final String path;

	private final Lane lane;

	Operation(String path, Lane lane) {
		this.path = path;
		this.lane = lane;
	}

	HttpMethod method() {
		return (this == VERSION) ? HttpMethod.GET : HttpMethod.POST;
	}

	String path() {
		return this.path;
	}

	Lane lane() {
		return this.lane;
	}

}
