package io.octostore.embedded;

import java.util.List;
import java.util.UUID;

import org.jspecify.annotations.Nullable;

/**
 * What a caller asks for when acquiring a lock; {@code null} where the request is silent.
 *
 * @param ttlSeconds the TTL
 * @param metadata what the holder tells others
 * @param sessionId the session to which the lock is bound
 * @param ephemeral whether the lock ends with the session
 * @param delaySeconds the lock delay
 * @param acl the entries of an access list
 */
record AcquireRequest(@Nullable Long ttlSeconds, @Nullable String metadata, @Nullable UUID sessionId, boolean ephemeral,
		@Nullable Long delaySeconds, @Nullable List<String> acl) {

}
