package io.octostore.spring.event;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A call went on without the lock that it wanted: the lock was held, in its cooling
 * period, or did not become available in time. Published on the thread of the caller.
 *
 * @param lockName full name of the lock
 * @param holder what is known of the holder, {@code null} if nothing
 * @param reason why, in plain words, {@code null} if there is no more to say
 * @param nextFireTime when the scheduler calls the method again, {@code null} if it does
 * not
 * @since 0.1.0
 */
public record LockSkippedEvent(String lockName, @Nullable String holder, @Nullable String reason,
		@Nullable Instant nextFireTime) {
}
