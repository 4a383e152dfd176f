package io.octostore.client;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * A lease was prolonged.
 * <p>
 * {@code toString} shows no lease id.
 *
 * @param leaseId id of the lease, the same as before; a secret
 * @param expiresAt when the lease ends without another renewal, by the server's clock
 * @param renewAfter the server's advice when to renew again, counted from the moment the
 * request was sent; empty on servers older than v0.14.0
 * @since 0.1.0
 */
public record RenewResult(UUID leaseId, Instant expiresAt, Optional<Duration> renewAfter) {

	@Override
	public String toString() {
		return "RenewResult[expiresAt=" + this.expiresAt + "]";
	}

}
