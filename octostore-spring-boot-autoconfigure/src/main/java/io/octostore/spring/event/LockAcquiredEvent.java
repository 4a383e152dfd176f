package io.octostore.spring.event;

import java.time.Duration;

/**
 * A lock was handed out to code of this instance. Published on the thread of the caller,
 * which goes on when the listeners have returned.
 *
 * @param lockName full name of the lock
 * @param fencingToken its fencing token
 * @param waited time from the call to the hand-out
 * @since 0.1.0
 */
public record LockAcquiredEvent(String lockName, long fencingToken, Duration waited) {
}
