package io.octostore.embedded;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

import org.jspecify.annotations.Nullable;

/**
 * A request that reached the server, as far as it has got. Immutable.
 *
 * @since 0.1.0
 */
public final class RecordedRequest {

	private final Instant time;

	private final String method;

	private final String path;

	private final @Nullable Operation operation;

	private final @Nullable String user;

	private final int clientPort;

	private final int status;

	private final boolean answered;

	RecordedRequest(Instant time, String method, String path, @Nullable Operation operation, @Nullable String user,
			int clientPort, int status, boolean answered) {
		this.time = time;
		this.method = method;
		this.path = path;
		this.operation = operation;
		this.user = user;
		this.clientPort = clientPort;
		this.status = status;
		this.answered = answered;
	}

	RecordedRequest withStatus(int newStatus) {
		return new RecordedRequest(this.time, this.method, this.path, this.operation, this.user, this.clientPort,
				newStatus, this.answered);
	}

	RecordedRequest asAnswered() {
		return new RecordedRequest(this.time, this.method, this.path, this.operation, this.user, this.clientPort,
				this.status, true);
	}

	/**
	 * When the request arrived, in the server's time.
	 * @return the instant of arrival
	 */
	public Instant time() {
		return this.time;
	}

	/**
	 * The HTTP method.
	 * @return the method as it was sent
	 */
	public String method() {
		return this.method;
	}

	/**
	 * The path and the query, still percent-encoded. It may contain a session id, which
	 * is a secret.
	 * @return the path as it was sent
	 */
	public String path() {
		return this.path;
	}

	/**
	 * What was asked for.
	 * @return the operation, empty for an unknown path or a wrong method
	 */
	public Optional<Operation> operation() {
		return Optional.ofNullable(this.operation);
	}

	/**
	 * Whose bearer token the request carried.
	 * @return the user name, empty if there was no token or an unknown one
	 */
	public Optional<String> user() {
		return Optional.ofNullable(this.user);
	}

	/**
	 * The port on the client's side of the connection.
	 * @return the port
	 */
	public int clientPort() {
		return this.clientPort;
	}

	/**
	 * The status that the server decided on, also if a fault kept it from the client.
	 * @return the HTTP status, 0 as long as there is none
	 */
	public int status() {
		return this.status;
	}

	/**
	 * Whether a complete answer was written. A watch is answered when its stream ended.
	 * @return whether the client can have got the whole answer
	 */
	public boolean answered() {
		return this.answered;
	}

	/**
	 * A description without secrets: the path appears with a placeholder.
	 */
	@Override
	public String toString() {
		String what = (this.operation != null) ? this.operation.path() : "unknown path";
		return this.method + " " + what + " by " + Objects.requireNonNullElse(this.user, "no user") + " at " + this.time
				+ ", status " + this.status + (this.answered ? ", answered" : ", not answered");
	}

}
