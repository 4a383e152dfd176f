package io.octostore.embedded;

import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Describes a server. Not thread safe.
 *
 * @since 0.1.0
 */
public final class OctoStoreServerBuilder {

	private static final int MAX_PORT = 65_535;

	private final Map<String, String> tokens = new LinkedHashMap<>();

	private int port;

	private @Nullable String adminKey;

	private Duration sweepInterval = Duration.ofSeconds(5);

	private ServerGeneration generation = ServerGeneration.V0_14;

	private @Nullable Instant frozenAt;

	private boolean localRegistration;

	private boolean elections = true;

	private WebhookTrust webhookTrust = WebhookTrust.PUBLIC;

	private boolean console;

	OctoStoreServerBuilder() {
	}

	/**
	 * The port to listen on.
	 * @param port the port; 0, the default, takes any that is free
	 * @return this builder
	 */
	public OctoStoreServerBuilder port(int port) {
		if (port < 0 || port > MAX_PORT) {
			throw new IllegalArgumentException("port must be 0 to " + MAX_PORT + ", but is " + port);
		}
		this.port = port;
		return this;
	}

	/**
	 * Adds a user. There is none by default.
	 * @param user the name; no other user may have it, regardless of letter case
	 * @param token the user's bearer token; printable ASCII without spaces and commas,
	 * and no other user's
	 * @return this builder
	 */
	public OctoStoreServerBuilder token(String user, String token) {
		Objects.requireNonNull(user, "user must not be null");
		Objects.requireNonNull(token, "token must not be null");
		if (user.isBlank() || user.indexOf(':') >= 0 || user.indexOf(',') >= 0) {
			throw new IllegalArgumentException("user must not be blank or contain ':' or ',', but is '" + user + "'");
		}
		if (token.isEmpty() || !token.chars().allMatch((c) -> c > ' ' && c < 0x7F && c != ',')) {
			throw new IllegalArgumentException("the token of user '" + user
					+ "' must consist of printable ASCII characters other than space and comma");
		}
		if (this.tokens.keySet().stream().anyMatch(user::equalsIgnoreCase)) {
			throw new IllegalArgumentException("user '" + user + "' has a token already");
		}
		if (this.tokens.containsValue(token) || token.equals(this.adminKey)) {
			throw new IllegalArgumentException("the token of user '" + user + "' is in use already");
		}
		this.tokens.put(user, token);
		return this;
	}

	/**
	 * The key of the administrator. There is no administrator by default.
	 * @param adminKey the key; not blank, and no user's token
	 * @return this builder
	 */
	public OctoStoreServerBuilder adminKey(String adminKey) {
		Objects.requireNonNull(adminKey, "adminKey must not be null");
		if (adminKey.isBlank()) {
			throw new IllegalArgumentException("adminKey must not be blank");
		}
		if (this.tokens.containsValue(adminKey)) {
			throw new IllegalArgumentException("adminKey must differ from every user's token");
		}
		this.adminKey = adminKey;
		return this;
	}

	/**
	 * Whether users may register themselves, with a namespace if they want one. Unlike
	 * the real server, this one allows it beside users with fixed tokens.
	 * @param localRegistration {@code false} by default
	 * @return this builder
	 */
	public OctoStoreServerBuilder localRegistration(boolean localRegistration) {
		this.localRegistration = localRegistration;
		return this;
	}

	/**
	 * Whether there are elections, which need no account.
	 * @param elections {@code true} by default
	 * @return this builder
	 */
	public OctoStoreServerBuilder elections(boolean elections) {
		this.elections = elections;
		return this;
	}

	/**
	 * Allows webhooks that lead to addresses which are not public, such as a receiver on
	 * this machine. They need HTTPS all the same.
	 * @param trusted what the receivers' certificates must be signed by; the well-known
	 * authorities if there is none
	 * @return this builder
	 */
	public OctoStoreServerBuilder privateWebhooks(X509Certificate... trusted) {
		this.webhookTrust = new WebhookTrust(true, List.of(trusted));
		return this;
	}

	/**
	 * How often locks and sessions that have run out are removed.
	 * @param sweepInterval the time between two sweeps; 5 seconds by default, as the real
	 * server has it; positive
	 * @return this builder
	 */
	public OctoStoreServerBuilder sweepInterval(Duration sweepInterval) {
		Objects.requireNonNull(sweepInterval, "sweepInterval must not be null");
		if (sweepInterval.isNegative() || sweepInterval.isZero()) {
			throw new IllegalArgumentException("sweepInterval must be positive, but is " + sweepInterval);
		}
		this.sweepInterval = sweepInterval;
		return this;
	}

	/**
	 * Which generation of the real server to behave like.
	 * @param generation the generation; {@link ServerGeneration#V0_14} by default
	 * @return this builder
	 */
	public OctoStoreServerBuilder generation(ServerGeneration generation) {
		this.generation = Objects.requireNonNull(generation, "generation must not be null");
		return this;
	}

	/**
	 * Whether the server has a page at {@code /octostore/} that shows its locks, waiters,
	 * sessions, elections and what happened to them, without secrets. Every user of this
	 * machine may see it.
	 * @param console {@code false} by default
	 * @return this builder
	 */
	public OctoStoreServerBuilder console(boolean console) {
		this.console = console;
		return this;
	}

	/**
	 * The server's time begins with the present and stands still from then on, except for
	 * {@link OctoStoreServer#advanceTime(Duration)}.
	 * @return this builder
	 */
	public OctoStoreServerBuilder manualTime() {
		return manualTime(Instant.now());
	}

	/**
	 * The server's time begins with this instant and stands still from then on, except
	 * for {@link OctoStoreServer#advanceTime(Duration)}.
	 * @param start the time at the start of the server
	 * @return this builder
	 */
	public OctoStoreServerBuilder manualTime(Instant start) {
		this.frozenAt = Objects.requireNonNull(start, "start must not be null");
		return this;
	}

	/**
	 * Starts the server.
	 * @return the running server, to be closed by the caller
	 * @throws IllegalStateException if the port is taken
	 */
	public OctoStoreServer start() {
		Settings settings = new Settings(this.generation, Map.copyOf(this.tokens), this.adminKey,
				this.localRegistration, this.elections, this.webhookTrust, this.sweepInterval, this.frozenAt != null,
				this.console);
		return new OctoStoreServer(settings, this.port, this.frozenAt);
	}

}
