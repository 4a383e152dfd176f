package io.octostore;

/**
 * That a lock was lost while its borrower still had it.
 *
 * @param lockName full name of the lock
 * @param label bounded name for metrics, see {@code LockOptions.withLabel}
 * @param fencingToken the fencing token of the lost lease
 * @param reason why
 * @param certainty whether the server said so
 * @since 0.1.0
 */
public record LockLoss(String lockName, String label, long fencingToken, LossReason reason, LossCertainty certainty) {
}
