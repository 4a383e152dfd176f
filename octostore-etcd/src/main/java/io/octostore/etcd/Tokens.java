package io.octostore.etcd;

import java.util.concurrent.atomic.AtomicBoolean;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;

import io.octostore.client.http.WireRequest;

/**
 * The token of the user, which etcd gives for a password and forgets after a while, or
 * when it restarts.
 */
final class Tokens {

	private static final Logger logger = LoggerFactory.getLogger(Tokens.class);

	private final @Nullable String username;

	private final String password;

	private final AtomicBoolean warned = new AtomicBoolean();

	private volatile WireRequest.@Nullable Credential token;

	private volatile boolean switchedOff;

	Tokens(@Nullable String username, String password) {
		this.username = username;
		this.password = password;
	}

	/**
	 * Whether one has to be asked for first.
	 */
	boolean isMissing() {
		return this.username != null && this.token == null && !this.switchedOff;
	}

	WireRequest.@Nullable Credential current() {
		return this.token;
	}

	Call request() {
		String user = (this.username != null) ? this.username : "";
		return new Call(Operation.AUTHENTICATE, "Authentication of user '" + user + "'",
				Requests.authenticate(user, this.password));
	}

	void received(Reply reply) {
		this.token = new WireRequest.Credential(HttpHeaders.AUTHORIZATION, reply.json().path("token").asString(""));
	}

	/**
	 * etcd has refused a token: ask for another one, unless that has been done meanwhile.
	 */
	void refused(WireRequest.@Nullable Credential used) {
		this.switchedOff = false;
		WireRequest.Credential present = this.token;
		if (present != null && present.equals(used)) {
			this.token = null;
		}
	}

	/**
	 * etcd lets every client do everything.
	 */
	void switchedOff() {
		this.switchedOff = true;
		if (this.warned.compareAndSet(false, true)) {
			logger.warn("Authentication is disabled in etcd: the user name '{}' is ignored, and every client on the "
					+ "network can delete locks", this.username);
		}
	}

}
