package io.octostore.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * A lease was prolonged.
 * <p>
 * {@code toString} shows no lease id.
 *
 * @since 0.1.0
 */
public final class Renewal {

	private final UUID leaseId;

	private final Instant expiresAt;

	private final @Nullable Duration renewAfter;

	/**
	 * Create an answer.
	 * @param leaseId id of the lease, a secret
	 * @param expiresAt when the lease ends without another renewal, by the server's clock
	 * @param renewAfter the server's advice when to renew again, or {@code null}
	 */
	public Renewal(UUID leaseId, Instant expiresAt, @Nullable Duration renewAfter) {
		this.leaseId = leaseId;
		this.expiresAt = expiresAt;
		this.renewAfter = renewAfter;
	}

	/**
	 * Return the id of the lease, the same as before. It is a secret.
	 * @return the id
	 */
	public UUID leaseId() {
		return this.leaseId;
	}

	/**
	 * Return when the lease ends without another renewal, by the server's clock.
	 * @return the end
	 */
	public Instant expiresAt() {
		return this.expiresAt;
	}

	/**
	 * Return the server's advice when to renew again, counted from the moment the request
	 * was sent.
	 * @return the advice, empty on servers older than v0.14.0
	 */
	public Optional<Duration> renewAfter() {
		return Optional.ofNullable(this.renewAfter);
	}

	@Override
	public String toString() {
		return "Renewal[expiresAt=" + this.expiresAt + "]";
	}

}
