package io.octostore.spring.event;

import io.octostore.Loss;

/**
 * A lock was lost while code of this instance ran under it. Published on a thread of
 * OctoStore.
 *
 * @param loss what was lost and why
 * @since 0.1.0
 */
public record LockLostEvent(Loss loss) {
}
