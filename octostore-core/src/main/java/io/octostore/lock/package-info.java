/**
 * Distributed locks as users see them: {@link io.octostore.lock.OctoStoreLocks},
 * {@link io.octostore.lock.HeldLock}, {@link io.octostore.lock.LockOptions} and the
 * annotation {@link io.octostore.lock.DistributedLock}.
 */
@NullMarked
package io.octostore.lock;

import org.jspecify.annotations.NullMarked;
